import { ResettleError } from '../../errors.ts'
import type { Plan } from '../../migration/documents.ts'
import { ALL, BRIEF, slugWord } from '../render/parts.ts'
import { renderPlan } from '../render/plan.ts'
import type { Session } from '../session.ts'
import { tone } from '../terminal/look.ts'
import { count, visible } from '../terminal/text.ts'

/** A command that writes needs somebody who says yes: a person at the terminal, or `--yes`. */
export function assertConfirmable(session: Session, command: string): void {
  if (session.isYes || session.canAsk) return
  const why = session.isJson ? 'with --json nobody is asked' : 'there is no terminal to ask on'
  throw new ResettleError('usage.invalid', `${command} asks before it writes, and ${why}.`, {
    remedy: `Add --yes to go on without a question.`,
  })
}

/** Beyond this a page runs out of the terminal's memory; then somebody must want it. */
const MOST_LINES = 400

/** Lines of the lists that a page may shorten: names, decisions, rows that stay, changes of access. */
function countListed({ conflicts, skipped, access }: Plan): number {
  const settled = Object.values(conflicts).reduce((sum, items) => sum + items.length, 0)
  return settled + skipped.length + access.filter(({ change }) => change !== 'same').length
}

/** Shows what will happen and has the source's slug typed: a habit cannot answer that. */
export async function confirmPlan(session: Session, plan: Plan): Promise<void> {
  // What cannot be executed is refused next, with everything that stands in the way.
  if (session.isJson || !plan.can_migrate) return
  const isLong = countListed(plan) > MOST_LINES
  const limit = session.canAsk && !isLong ? ALL : BRIEF
  session.say((look) => renderPlan(plan, look, { isBrief: true, limit }))
  if (!session.canAsk) return
  if (
    isLong &&
    (await session.prompter.confirm(`Show all ${count(countListed(plan))} lines of these lists first?`))
  ) {
    session.say((look) => renderPlan(plan, look, { isBrief: true, limit: ALL }))
  }
  const word = slugWord(plan.source)
  if (plan.options.delete_source) {
    session.say((look) =>
      look.paint(
        tone.bad,
        `The organization ${visible(word)} itself is DELETED after the move; only rollback brings it back.\n\n`,
      ),
    )
  }
  const deed = plan.options.delete_source ? 'move everything and DELETE it' : 'move everything'
  await session.prompter.text(`Type ${visible(word)} to ${deed}`, (answer) =>
    answer.trim() === word.trim() ? undefined : `Type ${visible(word)}, or leave with Ctrl-C.`,
  )
}
