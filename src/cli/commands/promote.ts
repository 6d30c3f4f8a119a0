import { type Command, Option } from 'commander'
import { countOpen } from '../../effects/documents.ts'
import { ResettleError } from '../../errors.ts'
import type { PromoteOptions } from '../../migration/promotion/promoter.ts'
import type { Resettle } from '../../resettle.ts'
import { loadProfiles, parseCount, parseRates, parseWithout } from '../input/promote-options.ts'
import {
  renderPromotion,
  renderPromotionPlan,
  renderPromotionRun,
  renderPromotionStatus,
} from '../render/promotion.ts'
import type { Run, Session } from '../session.ts'
import { cancelled } from '../terminal/prompter.ts'
import { plural } from '../terminal/text.ts'

/** Effects by state. */
type Counts = Readonly<Record<string, number>>

interface Flags {
  readonly all?: true
  readonly status?: true
  readonly plan?: true
  readonly later?: true
  readonly limit?: number
  readonly batch?: number
  readonly concurrency?: number
  readonly rate?: Record<string, number>
  readonly without?: string[]
  readonly accept?: string[]
  readonly profiles?: string
}

/** Turns flat users into organizations of one, with what belongs to them outside. */
export function addPromote(program: Command, run: Run): void {
  program
    .command('promote')
    .description('turn flat users into organizations of one')
    .argument('[user...]', 'ids as the app writes them')
    .option('--all', 'everybody who is left')
    .option('--status', 'who is promoted, who is left, and why; writes nothing')
    .option('--plan', 'only show what would happen; writes nothing')
    .addOption(new Option('--limit <n>', 'at most so many people').argParser(parseCount('--limit')))
    .addOption(new Option('--batch <n>', 'people in one transaction (500)').argParser(parseCount('--batch')))
    .addOption(
      new Option('--concurrency <n>', 'outside effects at a time (8)').argParser(parseCount('--concurrency')),
    )
    .addOption(
      new Option('--rate <list>', 'requests a second outside, such as litellm=20/s').argParser(parseRates),
    )
    .addOption(new Option('--without <list>', 'leave litellm or stripe alone').argParser(parseWithout))
    .option('--accept <code...>', 'accept a blocker that may be accepted')
    .option('--profiles <file>', 'names and e-mails from the identity provider (JSON)')
    .option('--later', 'leave the outside to `worker`, or to the next run')
    .action((users: string[], flags: Flags, command: Command) =>
      run(command, async (session) => {
        assertUse(users, flags)
        const options = await toOptions(flags)
        const who = flags.all ? 'all' : users
        return await session.use(
          async (resettle) => {
            if (flags.status) {
              const status = await resettle.promotionStatus()
              session.print(status, (look) => renderPromotionStatus(status, look))
              return 0
            }
            if (flags.plan) {
              const plan = await resettle.planPromotions(who, options)
              session.print(plan, (look) => renderPromotionPlan(plan, look, flags.all ? ['--all'] : users))
              const isBlocked = plan.findings.some(({ severity }) => severity === 'blocker')
              return plan.can_promote || (plan.left_count === 0 && !isBlocked) ? 0 : 3
            }
            return await promote(session, resettle, who, options)
          },
          { rates: flags.rate, concurrency: flags.concurrency },
        )
      }),
    )
}

async function promote(
  session: Session,
  resettle: Resettle,
  who: readonly string[] | 'all',
  options: PromoteOptions,
): Promise<number> {
  if (who === 'all' && session.canAsk) {
    const plan = await resettle.planPromotions('all', options)
    session.say((look) => renderPromotionPlan(plan, look, null))
    if (!(await session.prompter.confirm('Promote these people?'))) throw cancelled()
  }
  const signal = session.stoppable()
  const [only] = who === 'all' ? [] : who
  if (who !== 'all' && who.length === 1 && only !== undefined) {
    const promotion = await session.watch(({ show }) =>
      resettle.promoteUser(only, { ...options, complete: true, signal, onProgress: show }),
    )
    const effects = promotion.effects ?? {}
    assertNotStopped(signal, promotion.status === 'done' ? 1 : 0, effects)
    session.print(promotion, (look) => renderPromotion(promotion, look))
    return exitOf(effects)
  }
  const result = await session.watch(({ show }) =>
    resettle.promote(who, { ...options, signal, onProgress: show }),
  )
  assertNotStopped(signal, result.promoted, result.effects ?? {})
  // Everybody who was named was meant; of all there are always some who cannot be.
  const isMissing = who !== 'all' && result.left_count > 0
  session.print(result, (look) => renderPromotionRun(result, look, isMissing))
  if (!result.success) return 5
  return isMissing ? 3 : exitOf(result.effects ?? {})
}

/** Says what stays when a signal ended the run. */
function assertNotStopped(signal: AbortSignal, promoted: number, effects: Counts): void {
  if (!signal.aborted) return
  const open = countOpen(effects)
  const stays = `${plural(promoted, 'person was', 'people were')} promoted in this run, and stay promoted`
  const outside = open > 0 ? `; ${plural(open, 'change')} outside still to be done` : ''
  throw new ResettleError('command.stopped', `${String(signal.reason)} ended it. ${stays}${outside}.`, {
    context: { promoted, effects_open: open },
  })
}

/** An outside system that could not be brought where it belongs is a failure of its own kind. */
function exitOf(effects: Counts): number {
  return (effects['needs-attention'] ?? 0) > 0 ? 7 : 0
}

function assertUse(users: readonly string[], { all, status, plan }: Flags): void {
  const asked = [users.length > 0, all === true, status === true].filter(Boolean).length
  if (asked === 1 && !(status && plan)) return
  throw new ResettleError(
    'usage.invalid',
    asked === 0 ? 'Nobody was named.' : 'Users, --all and --status exclude each other.',
    { remedy: 'Write `promote USER…`, `promote --all` or `promote --status`.' },
  )
}

async function toOptions(flags: Flags): Promise<PromoteOptions> {
  return {
    later: flags.later === true,
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    ...(flags.batch === undefined ? {} : { batchSize: flags.batch }),
    ...(flags.without === undefined ? {} : { without: flags.without }),
    ...(flags.accept === undefined ? {} : { accept: flags.accept }),
    ...(flags.profiles === undefined ? {} : { profiles: await loadProfiles(flags.profiles) }),
  }
}
