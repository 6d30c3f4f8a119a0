import type { Choice } from '../../blueprint/blueprint.ts'
import { idOf } from '../context.ts'
import type { ConflictItem, Decision, PlanOptions, Strategy } from '../documents.ts'
import { mapGently } from '../gently.ts'
import type { Clash } from './conflicts.ts'

/** A clash with what will be done about it; `choice` is null while nobody has decided. */
export interface Settled {
  readonly clash: Clash
  readonly choice: Choice | null
  readonly decidedBy: ConflictItem['decided_by']
  /** A name that somebody asked for. */
  readonly wantedName: string | null
  /** Nobody decided because the strategy is to stop at any conflict. */
  readonly isRefused: boolean
}

/** Decides every clash: by a decision on the item, on its table, by the blueprint's default, by the strategy. */
export function settle(
  clashes: readonly Clash[],
  options: PlanOptions,
  matches: Matches,
): Promise<Settled[]> {
  return mapGently(clashes, (clash) => settleOne(clash, options, matches))
}

/** Which decisions are about which clash, found by id: there may be ten thousands of either. */
export interface Matches {
  /** Decisions that settle this clash; one too many where there are two. */
  decisionsOn(clash: Clash): Decision[]
  clashesOf(decision: Decision): Clash[]
}

export async function matchDecisions(
  clashes: readonly Clash[],
  decisions: readonly Decision[],
): Promise<Matches> {
  const decisionsById = Map.groupBy(decisions, ({ id }) => textOf(id))
  const ids = new Map(
    await mapGently(decisions.length === 0 ? [] : clashes, (clash) => [clash, idText(clash)]),
  )
  const clashesById = Map.groupBy(ids.keys(), (clash) => ids.get(clash))
  return {
    decisionsOn: (clash) =>
      (decisionsById.get(ids.get(clash) ?? '') ?? []).filter(
        (one) => isNameOf(one.resource, clash) && clash.rule.choices.includes(one.choice),
      ),
    clashesOf: (decision) =>
      (clashesById.get(textOf(decision.id)) ?? []).filter((clash) => isNameOf(decision.resource, clash)),
  }
}

function settleOne(clash: Clash, options: PlanOptions, matches: Matches): Settled {
  const { choices } = clash.rule
  const [decision] = matches.decisionsOn(clash)
  if (decision !== undefined) {
    return {
      clash,
      choice: decision.choice,
      decidedBy: 'decision',
      wantedName: decision.name ?? null,
      isRefused: false,
    }
  }
  const onTable = findOn(clash, options.on)
  if (onTable !== undefined && isChoice(onTable, choices)) return settled(clash, onTable, 'table')
  const strategy = isStrategy(onTable) ? onTable : options.conflict_strategy
  const by = isStrategy(onTable) ? 'table' : 'strategy'
  if (strategy === 'fail') return { ...settled(clash, null, null), isRefused: true }
  if (by === 'strategy' && clash.rule.default !== null) return settled(clash, clash.rule.default, 'default')
  if (strategy !== 'interactive' && choices.includes(strategy)) return settled(clash, strategy, by)
  return settled(clash, clash.rule.default, clash.rule.default === null ? null : 'default')
}

function settled(clash: Clash, choice: Choice | null, decidedBy: ConflictItem['decided_by']): Settled {
  return { clash, choice, decidedBy: choice === null ? null : decidedBy, wantedName: null, isRefused: false }
}

/** The most special word about a clash: its key, then its table or resource. */
function findOn(clash: Clash, on: PlanOptions['on']): Strategy | Choice | undefined {
  const { key } = clash.rule
  const entries = Object.entries(on)
  const named = (test: (name: string) => boolean): Strategy | Choice | undefined =>
    entries.find(([name]) => test(name))?.[1]
  return named((name) => name === key.name) ?? named((name) => isNameOf(name, clash))
}

/** A table answers to its resource, its own name, and that name without the app's prefix, in any case. */
export function isNameOf(name: string, { move }: Pick<Clash, 'move'>): boolean {
  const wanted = name.toLowerCase()
  const table = move.table.name.toLowerCase()
  return (
    wanted === move.resource ||
    wanted === move.table.id.toLowerCase() ||
    table === wanted ||
    table.endsWith(`_${wanted}`)
  )
}

function idText({ row, move }: Clash): string {
  return textOf(idOf(row, move.table))
}

function textOf(id: Decision['id']): string {
  return typeof id === 'object' ? id.map(String).join(',') : String(id)
}

function isChoice(word: string, choices: readonly Choice[]): word is Choice {
  return choices.some((choice) => choice === word)
}

export function isStrategy(word: string | undefined): word is Strategy {
  return word === 'rename' || word === 'skip' || word === 'fail' || word === 'interactive'
}
