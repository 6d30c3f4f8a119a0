import type { ConflictItem, Plan } from '../../migration/documents.ts'
import { formatDecision } from '../input/decisions.ts'
import type { Cell } from '../terminal/grid.ts'
import { type Look, quote, tone } from '../terminal/look.ts'
import { count, visible } from '../terminal/text.ts'
import { ALL, listed, mark, page, paragraph, rest, section } from './parts.ts'

export type Conflict = ConflictItem & {
  readonly resource: string
  /** The name that renaming would give, found free; absent where nobody asked for it. */
  readonly madeName?: string | null
}

/** What a decision does to the row, in words. */
export const deeds = {
  rename: 'is renamed',
  'rename-target': "the target's row is renamed",
  skip: 'stays in the source',
  'keep-target': "the target's stays in use, this one is left behind",
  clear: 'moves without this value',
} as const satisfies Record<NonNullable<ConflictItem['proposed']>['action'], string>

export function conflictItems(plan: Pick<Plan, 'conflicts'>): Conflict[] {
  return Object.entries(plan.conflicts).flatMap(([resource, items]) =>
    items.map((item) => ({ ...item, resource })),
  )
}

/** Every new name, old → new, under the reason they share. */
export function renderNames(plan: Pick<Plan, 'conflicts'>, look: Look, limit: number): string[] {
  const renamed = conflictItems(plan).filter(isRenamed)
  const row = (item: Conflict): Cell[] => [
    { text: '!', as: tone.decided },
    mark(item.proposed?.action === 'rename-target' ? item.target_id : item.id),
    visible(item.name),
    '→',
    { text: visible(item.proposed?.name ?? null), as: 'bold' },
    { text: counterpart(item), as: tone.quiet },
  ]
  return section(look, 'New names', grouped(look, renamed, row, [1, 2, 4, 5], limit), renamed.length)
}

/** Conflicts settled in another way than by a name. */
export function renderDecided(plan: Pick<Plan, 'conflicts'>, look: Look, limit: number): string[] {
  const decided = conflictItems(plan).filter((item) => item.proposed !== null && !isRenamed(item))
  const row = (item: Conflict): Cell[] => [
    { text: '!', as: tone.decided },
    mark(item.id),
    visible(item.name),
    { text: item.proposed ? deeds[item.proposed.action] : '', as: 'bold' },
  ]
  return section(look, 'Decided', grouped(look, decided, row, [1, 2], limit), decided.length)
}

/** Conflicts nobody has settled, each with the option that would. */
export function renderUndecided(plan: Plan, look: Look, limit: number): string[] {
  const open = conflictItems(plan).filter(isUndecided)
  const remarks = plan.findings.filter((finding) => finding.severity === 'decision')
  return section(
    look,
    'To decide',
    [
      ...open.slice(0, limit).flatMap((item) => renderOpen(item, look)),
      ...rest(look, open.length - limit),
      ...remarks.flatMap(({ message, remedy }) => [
        ...paragraph(look, message, 4),
        ...paragraph(look, remedy, 4, '→ '),
      ]),
    ],
    open.length,
  )
}

/** Conflicts of one group, before somebody is asked about them. */
export function renderConflictList(
  group: {
    readonly resource: string
    readonly columns: readonly string[]
    readonly items: readonly Conflict[]
  },
  look: Look,
): string {
  const reasons = new Set(group.items.map(reason))
  const rows = group.items.map((item): Cell[] => [
    { text: '?', as: tone.ask },
    mark(item.id),
    { text: visible(item.name), as: 'bold' },
    item.owner === null ? '' : visible(item.owner),
    { text: `target ${mark(item.target_id)}`, as: tone.quiet },
    item.madeName ? `rename → ${visible(item.madeName)}` : '',
    { text: reasons.size > 1 ? reason(item) : '', as: tone.quiet },
  ])
  const title = `${visible(group.resource)}, same ${group.columns.map(visible).join(' and ')}`
  const [only = ''] = reasons.size === 1 ? reasons : []
  const about = only === '' ? [] : paragraph(look, only).map((line) => look.paint(tone.quiet, line))
  const lines = listed(look, rows, { flexible: [1, 2, 3, 5, 6], limit: ALL })
  return page([
    ...section(look, title, [...about, ...lines], rows.length),
    ...renderAdvice(group.items, look),
  ])
}

/** A name of one's own that somebody else has, or that the column cannot hold. */
export function renderRefused(
  refused: { readonly name: string; readonly isTaken: boolean },
  look: Look,
): string {
  const why = refused.isTaken ? 'is taken' : 'is not allowed by the database'
  const name = look.paint('bold', visible(refused.name))
  return `\n  ${look.paint(tone.bad, '✗')} The name ${name} ${why}; choose another.\n`
}

/** Nobody has said anything about it: a name that was refused is another matter. */
export function isUndecided({ proposed, decided_by: by }: Conflict): boolean {
  return proposed === null && by === null
}

/** `--decide 'users:18=clear'` for each choice there is. */
export function decideOptions(item: Conflict): string[] {
  return item.choices.map(
    (choice) => `--decide ${quote(formatDecision({ resource: item.resource, id: item.id, choice }))}`,
  )
}

function renderOpen(item: Conflict, look: Look): string[] {
  const owner = item.owner === null ? '' : ` of ${visible(item.owner)}`
  const what = `${visible(item.resource)} ${mark(item.id)} ${visible(item.name)}${owner}: ${reason(item)}`
  const [first = '', ...others] = paragraph(look, what, 4)
  return [
    `  ${look.paint(tone.ask, '?')} ${first.trimStart()}`,
    ...others,
    ...decideOptions(item).map((option) => `      ${look.paint(tone.code, option)}`),
  ]
}

/** What a person outside must do, once for all rows it concerns. */
function renderAdvice(items: readonly Conflict[], look: Look): string[] {
  const advice = new Set(items.flatMap((item) => (item.advice === null ? [] : [item.advice])))
  return [...advice].flatMap((text) => paragraph(look, text, 4, '→ '))
}

/** Up to `limit` lines for each resource and reason, which stand above them. */
function grouped(
  look: Look,
  items: readonly Conflict[],
  row: (item: Conflict) => Cell[],
  flexible: readonly number[],
  limit: number,
): string[] {
  const groups = Map.groupBy(items, (item) => `${visible(item.resource)}: ${reason(item)}`)
  return [...groups].flatMap(([title, group]) => [
    ...paragraph(look, `${title} (${count(group.length)})`).map((line) => look.paint(tone.quiet, line)),
    ...listed(look, group.map(row), { flexible, limit }),
  ])
}

/** The row on the other side; with `rename-target` it is the target's row that is shown. */
function counterpart(item: Conflict): string {
  return item.proposed?.action === 'rename-target'
    ? `in the target, for source ${mark(item.id)}`
    : `target ${mark(item.target_id)}`
}

function isRenamed(item: Conflict): boolean {
  return item.proposed?.action === 'rename' || item.proposed?.action === 'rename-target'
}

function reason(item: Conflict): string {
  return visible(item.conflict_reason)
}
