import type { MoveTable } from '../../blueprint/model.ts'
import { withArticle } from '../../blueprint/words.ts'
import type { Column } from '../../database/catalog.ts'
import { ResettleError } from '../../errors.ts'
import { type Context, idOf, type Party, type RowKey } from '../context.ts'
import type { ConflictItem, Decision, PlanOptions } from '../documents.ts'
import { mapGently } from '../gently.ts'
import { candidate, findBreach, type Naming } from './candidates.ts'
import { type Clash, findClashes } from './conflicts.ts'
import type { TableCount } from './counts.ts'
import { findFreeNames, type NameRequest } from './free-names.ts'
import { toText } from './organizations.ts'
import { isNameOf, isStrategy, type Matches, matchDecisions, type Settled, settle } from './settle.ts'
import { closeStays, type Stays, staysOf } from './stays.ts'
import type { TableWork } from './work.ts'

/** All conflicts, decided as far as anybody did, and what follows from that for each table. */
export interface Resolution {
  readonly tables: readonly TableWork[]
  readonly stays: Stays
  readonly conflicts: Readonly<Record<string, readonly ConflictItem[]>>
  readonly settled: readonly Settled[]
  /** Names that somebody asked for and that are taken, or not allowed by a check or the length of the column. */
  readonly refusedNames: readonly RefusedName[]
}

export interface RefusedName extends Settled {
  readonly isTaken: boolean
}

interface Parties {
  readonly source: Party
  readonly target: Party
}

/** Finds and settles the conflicts of all tables. Throws `decision.invalid` for a decision about nothing. */
export async function resolveConflicts(
  context: Context,
  parties: Parties,
  counts: ReadonlyMap<string, TableCount>,
  options: PlanOptions,
  seconds: number,
): Promise<Resolution> {
  const found: Clash[][] = []
  for (const move of context.model.moves) {
    found.push(await findClashes(context, move, parties.source, parties.target))
  }
  const clashes = found.flat()
  const matches = await matchDecisions(clashes, options.decisions)
  await mapGently(options.decisions, (decision) => refuseIdle(decision, matches))
  refuseUnknownTables(context, options)
  const settled = await settle(clashes, options, matches)
  const stays = await closeStays(context, parties.source, rootsOf(settled))
  const live = settled.filter(({ clash, choice }) => isSettingAside(choice) || !isStaying(stays, clash))
  const tables: TableWork[] = []
  const refusedNames: RefusedName[] = []
  const conflicts: Record<string, ConflictItem[]> = {}
  for (const move of context.model.moves) {
    const own = live.filter(({ clash }) => clash.move === move)
    const { names, barred } = await nameAll(context, parties, own, options, seconds)
    const count = counts.get(move.resource)
    if (count === undefined) continue
    const unpointed = new Set(own.flatMap(({ clash }) => (clash.isOwn ? [] : [clash.row])))
    tables.push({ move, count, stays: staysOf(stays, move.table), unpointed, ...rowWork(own, names) })
    const refused = own.filter((one) => one.wantedName !== null && nameOf(one, names) === undefined)
    refusedNames.push(...refused.map((one) => ({ ...one, isTaken: !barred.has(namedRow(one)) })))
    // A resource that could have conflicts and has none says so: scripts need not ask whether the list is there.
    if (move.keys.length > 0) conflicts[move.resource] = await mapGently(own, (one) => toItem(one, names))
  }
  return { tables, stays, conflicts, settled: live, refusedNames }
}

function isSettingAside(choice: Settled['choice']): boolean {
  return choice === 'skip' || choice === 'keep-target'
}

function needsName(choice: Settled['choice']): boolean {
  return choice === 'rename' || choice === 'rename-target'
}

function isStaying(stays: Stays, clash: Clash): boolean {
  return stays.get(clash.move.table.id)?.has(clash.row) ?? false
}

function rootsOf(settled: readonly Settled[]): Map<string, Map<RowKey, string>> {
  const roots = new Map<string, Map<RowKey, string>>()
  for (const { clash, choice } of settled) {
    if (!isSettingAside(choice) || !clash.isOwn) continue
    const rows = roots.get(clash.move.table.id) ?? new Map<RowKey, string>()
    rows.set(clash.row, choice === 'skip' ? 'skipped because of a conflict' : "the target's one is kept")
    roots.set(clash.move.table.id, rows)
  }
  return roots
}

/** New names for the rows of one table, of either side; rows without a free name are absent. */
async function nameAll(
  context: Context,
  parties: Parties,
  settled: readonly Settled[],
  options: PlanOptions,
  seconds: number,
): Promise<Awaited<ReturnType<typeof findFreeNames>>> {
  const [first] = settled
  const rule = first?.clash.move.rename ?? null
  if (first === undefined || rule === null) return { names: new Map(), barred: new Set() }
  const requests = new Map<RowKey, NameRequest>()
  // Names that people asked for come first: a made-up one gives way to them.
  const renaming = settled.filter(({ choice }) => needsName(choice))
  const ordered = [...renaming].sort((a, b) => Number(b.wantedName !== null) - Number(a.wantedName !== null))
  for (const { clash, choice, wantedName } of ordered) {
    const isTarget = choice === 'rename-target'
    const row = isTarget ? clash.targetRow : clash.row
    if (requests.has(row)) continue
    const breach = wantedName === null ? null : findBreach(wantedName, clash.name ?? '', rule)
    if (breach !== null) {
      const what = `${clash.move.resource} ${String(idOf(clash.row, clash.move.table))}`
      throw new ResettleError(
        'decision.invalid',
        `The name "${wantedName}" for ${what} breaks a rule of the app: it must ${breach}.`,
        { remedy: 'Choose another name, or leave the name out to have one made.' },
      )
    }
    const party = isTarget ? parties.target : parties.source
    const naming: Naming = {
      slug: party.slug ?? party.key,
      key: party.key,
      prefix: isTarget ? null : options.rename_prefix,
      style: options.rename_style,
      seconds,
    }
    const made = (n: number, limit: number): string =>
      candidate(clash.name ?? '', n, rule, { ...naming, limit })
    const asked = (n: number, limit: number): string | null =>
      n === 1 && limit === Number.POSITIVE_INFINITY ? wantedName : null
    requests.set(row, { row, propose: wantedName === null ? made : asked })
  }
  return findFreeNames(context, first.clash.move, parties, [...requests.values()])
}

function nameOf(one: Settled, names: ReadonlyMap<RowKey, string>): string | undefined {
  return names.get(namedRow(one))
}

/** The row that takes the new name. */
function namedRow({ clash, choice }: Settled): RowKey {
  return choice === 'rename-target' ? clash.targetRow : clash.row
}

function rowWork(
  settled: readonly Settled[],
  names: ReadonlyMap<RowKey, string>,
): Pick<TableWork, 'renames' | 'targetRenames' | 'clears' | 'disables'> {
  const renames = new Map<RowKey, string>()
  const targetRenames = new Map<RowKey, string>()
  const clears = new Map<RowKey, readonly Column[]>()
  const disables = new Map<RowKey, { column: Column; value: string | null }[]>()
  for (const one of settled) {
    const { clash, choice } = one
    const name = nameOf(one, names)
    if (choice === 'rename' && name !== undefined) renames.set(clash.row, name)
    if (choice === 'rename-target' && name !== undefined) targetRenames.set(clash.targetRow, name)
    if (choice === 'clear' && clash.rule.clear !== null) {
      const column = clash.rule.clear
      const others = (clears.get(clash.row) ?? []).filter((one) => one !== column)
      clears.set(clash.row, [...others, column])
    }
    if (choice === 'keep-target' && clash.rule.disable.length > 0) {
      disables.set(
        clash.row,
        clash.rule.disable.map(({ column, value }) => ({ column, value: toText(value, column) })),
      )
    }
  }
  return { renames, targetRenames, clears, disables }
}

function toItem(one: Settled, names: ReadonlyMap<RowKey, string>): ConflictItem {
  const { clash, choice, decidedBy } = one
  const { move, rule } = clash
  const columns = [...new Set(rule.key.parts.flatMap((part) => part.columns))].filter(
    (name) => name !== rule.scope.name,
  )
  const name = nameOf(one, names) ?? null
  const isOpen = choice === null || (needsName(choice) && name === null)
  return {
    id: idOf(clash.row, move.table),
    name: clash.name,
    owner: clash.owner,
    target_id: idOf(clash.targetRow, move.table),
    conflict_reason: reasonOf(move.label, columns),
    key: rule.key.name,
    columns,
    choices: rule.choices,
    proposed: isOpen ? null : { action: choice, name: needsName(choice) ? name : null },
    decided_by: isOpen && one.wantedName === null ? null : decidedBy,
    advice: rule.advice,
  }
}

function reasonOf(label: string, columns: readonly string[]): string {
  if (columns.length === 0) return `Target organization already has its ${label}; only one is allowed`
  return `Target organization already has ${withArticle(label)} with the same ${columns.map((name) => name.replaceAll('_', ' ')).join(' and ')}`
}

function refuseIdle(decision: Decision, matches: Matches): void {
  const row = `${decision.resource} ${String(decision.id)}`
  const about = matches.clashesOf(decision)
  if (about.length === 0) throw new ResettleError('decision.invalid', `There is no conflict about ${row}.`)
  const choices = new Set(about.flatMap((clash) => clash.rule.choices))
  if (!choices.has(decision.choice)) {
    throw new ResettleError(
      'decision.invalid',
      `"${decision.choice}" is no choice for ${row}; there are ${[...choices].join(', ')}.`,
    )
  }
  if (decision.name !== undefined && !needsName(decision.choice)) {
    throw new ResettleError('decision.invalid', `"${decision.choice}" of ${row} takes no name.`)
  }
  const isTwice = about.some((clash) => matches.decisionsOn(clash).length > 1)
  if (isTwice) throw new ResettleError('decision.invalid', `There is more than one decision about ${row}.`)
}

function refuseUnknownTables({ model }: Context, options: PlanOptions): void {
  for (const [name, word] of Object.entries(options.on)) {
    const named = model.moves.filter((move) => isNameOf(name, { move }))
    const rules = [
      ...named.flatMap((move) => move.keys),
      ...model.moves.flatMap((move) => move.keys.filter((rule) => rule.key.name === name)),
    ]
    if (named.length === 0 && rules.length === 0) {
      throw new ResettleError(
        'decision.invalid',
        `There is no table, resource or key "${name}" that could have conflicts.`,
      )
    }
    const choices = new Set(rules.flatMap((rule) => rule.choices))
    if (isStrategy(word) || choices.has(word) || isForAbsentKey(model, named, word)) continue
    throw new ResettleError(
      'decision.invalid',
      `"${word}" is no choice for ${name}; there are ${[...choices].join(', ') || 'none'}.`,
    )
  }
}

/** The blueprint offers the choice on a key that this version of the app does not have: there is nothing to decide. */
function isForAbsentKey({ blueprint }: Context['model'], named: readonly MoveTable[], word: string): boolean {
  return named.some(({ resource }) =>
    (blueprint.resources[resource]?.keys ?? []).some(({ choices }) =>
      choices.some((choice) => choice === word),
    ),
  )
}
