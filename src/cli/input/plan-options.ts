import { type Command, Option } from 'commander'
import { ResettleError } from '../../errors.ts'
import type { Decision, PlanOptions, Strategy } from '../../migration/documents.ts'
import type { PlanInput } from '../../migration/plan/options.ts'
import { choices, formatDecision, parseDecision, parseDecisions } from './decisions.ts'
import { loadJson } from './files.ts'

const strategies: readonly Strategy[] = ['rename', 'skip', 'fail', 'interactive']
const styles = ['prefix', 'timestamp'] as const
const ranks = ['owner', 'admin', 'member'] as const

/** The options of `plan` and `migrate` as commander leaves them. */
export interface PlanFlags {
  readonly conflictStrategy?: Strategy
  readonly on?: readonly string[]
  readonly decide?: readonly string[]
  readonly decisions?: readonly string[]
  readonly renamePrefix?: string
  readonly renameStyle?: (typeof styles)[number]
  readonly preserveAdminRoles?: true
  readonly ownerBecomes?: (typeof ranks)[number]
  readonly deleteSource?: true
  readonly accept?: readonly string[]
}

/** Adds the options that say how a plan is made. */
export function addPlanOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--conflict-strategy <strategy>', 'for conflicts nobody decided (default: rename)').choices(
        strategies,
      ),
    )
    .addOption(repeatable('--on <table=strategy>', 'another strategy for one table; repeatable'))
    .addOption(repeatable('--decide <table:key=choice[:name]>', 'settle one conflict; repeatable'))
    .addOption(repeatable('--decisions <file>', 'settle conflicts from a JSON file; repeatable'))
    .option('--rename-prefix <text>', 'put this before a new name instead of the source slug')
    .addOption(new Option('--rename-style <style>', 'how new names are made').choices(styles))
    .option('--preserve-admin-roles', 'admins and owners of the source keep that role in the target')
    .addOption(
      new Option('--owner-becomes <role>', "role of the source's owners in the target").choices(ranks),
    )
    .option('--delete-source', 'delete the source organization when nothing is left in it')
    .addOption(repeatable('--accept <code>', 'accept a blocker that may be accepted; repeatable'))
}

/** What the engine is asked for. Reads the decision files. */
export async function readPlanInput(flags: PlanFlags): Promise<PlanInput> {
  const files = await Promise.all(
    (flags.decisions ?? []).map(async (file) =>
      parseDecisions(file, await loadJson(file, 'decision.invalid')),
    ),
  )
  const decisions = lastOfEach([...files.flat(), ...(flags.decide ?? []).map(parseDecision)])
  return {
    conflictStrategy: flags.conflictStrategy ?? 'rename',
    ...(flags.on ? { on: Object.fromEntries(flags.on.map(parseOverride)) } : {}),
    ...(decisions.length > 0 ? { decisions } : {}),
    ...(flags.renamePrefix === undefined ? {} : { renamePrefix: flags.renamePrefix }),
    ...(flags.renameStyle ? { renameStyle: flags.renameStyle } : {}),
    ...(flags.preserveAdminRoles ? { preserveAdminRoles: true } : {}),
    ...(flags.ownerBecomes ? { ownerBecomes: flags.ownerBecomes } : {}),
    ...(flags.deleteSource ? { deleteSource: true } : {}),
    ...(flags.accept ? { accept: [...flags.accept] } : {}),
  }
}

/** The words that make the same plan again. */
export function formatPlanOptions(options: PlanOptions): string[] {
  return [
    ...(options.conflict_strategy === 'rename' ? [] : ['--conflict-strategy', options.conflict_strategy]),
    ...Object.entries(options.on).flatMap(([table, strategy]) => ['--on', `${table}=${strategy}`]),
    ...options.decisions.flatMap((decision) => ['--decide', formatDecision(decision)]),
    ...(options.rename_prefix === null ? [] : ['--rename-prefix', options.rename_prefix]),
    ...(options.rename_style === 'prefix' ? [] : ['--rename-style', options.rename_style]),
    ...(options.preserve_admin_roles ? ['--preserve-admin-roles'] : []),
    ...(options.owner_becomes === null ? [] : ['--owner-becomes', options.owner_becomes]),
    ...(options.delete_source ? ['--delete-source'] : []),
    ...options.accept.flatMap((code) => ['--accept', code]),
  ]
}

/** One decision per row: the command line outranks a file, and what comes later what came before. */
function lastOfEach(decisions: readonly Decision[]): Decision[] {
  return [...new Map(decisions.map((one) => [JSON.stringify([one.resource, one.id]), one])).values()]
}

function parseOverride(text: string): [string, string] {
  const [, table, strategy = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  const known: readonly string[] = [...new Set([...strategies, ...choices])]
  if (table === undefined || !known.includes(strategy)) {
    throw new ResettleError('usage.invalid', `--on ${text} is not of the form TABLE=STRATEGY.`, {
      remedy: `STRATEGY is one of ${known.join(', ')}.`,
    })
  }
  return [table.trim(), strategy]
}

/** Taken literally and collected: commander would otherwise keep the last one only. */
function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, earlier: readonly string[] | undefined) => [
    ...(earlier ?? []),
    value,
  ])
}
