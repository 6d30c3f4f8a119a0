import type { Plan, TablePlan } from '../../migration/documents.ts'
import { formatPlanOptions } from '../input/plan-options.ts'
import { type Cell, grid } from '../terminal/grid.ts'
import { type Look, tone } from '../terminal/look.ts'
import { count, duration, plural, visible } from '../terminal/text.ts'
import { renderAccess } from './access.ts'
import { conflictItems, isUndecided, renderDecided, renderNames, renderUndecided } from './conflicts.ts'
import { renderFindings } from './findings.ts'
import { renderOutside } from './outside.ts'
import {
  BRIEF,
  dotted,
  header,
  LISTED,
  listed,
  mark,
  nextSteps,
  page,
  paragraph,
  section,
  slugWord,
} from './parts.ts'

export interface PlanView {
  /** Short form, for the question whether to go on. */
  readonly isBrief?: boolean
  /** Lines per list. */
  readonly limit?: number
  /** File the plan was written to. */
  readonly file?: string
}

/** The whole plan as a page: what moves, what is decided, who gains, what stands in the way, one line that counts. */
export function renderPlan(plan: Plan, look: Look, view: PlanView = {}): string {
  const limit = view.limit ?? (view.isBrief ? BRIEF : LISTED)
  return page(
    [...header(look, 'Plan', plan, describeOptions(plan)), ...legend(look)],
    renderInventory(plan.tables, look, view.isBrief === true),
    renderNames(plan, look, limit),
    renderDecided(plan, look, limit),
    renderSkipped(plan.skipped, look, limit),
    renderAccess(plan.access, look, limit),
    renderRemovals(plan, look),
    section(
      look,
      'In the source afterwards',
      plan.source_changes.flatMap((text) => paragraph(look, text, 2, '~ ')),
    ),
    renderOutside(plan.outside, look, limit),
    ...renderFindings(look, plan.findings, view.isBrief ? ['warning'] : ['warning', 'info']),
    renderUndecided(plan, look, limit),
    ...renderFindings(look, plan.findings, ['blocker']),
    countLines(plan, look),
    view.isBrief ? [] : nextSteps(look, planSteps(plan, look, view.file)),
  )
}

/** `4,812 rows in 17 tables move · 17 renamed · 3 stay · 2 people gain access · about 2 s · reversible`. */
function countLines(plan: Plan, look: Look): string[] {
  const moving = Object.values(plan.resources).filter((rows) => rows > 0)
  const rows = sum(moving, (number) => number)
  const following = sum(plan.tables, (table) => (table.verdict === 'follow' ? table.moves : 0))
  const stays = countStaying(plan)
  const renamed = conflictItems(plan).filter((item) => item.proposed?.action.startsWith('rename')).length
  const gaining = plan.access.filter(
    (change) => change.change === 'joins' || change.change === 'gains',
  ).length
  const losing = plan.access.filter((change) => change.change === 'loses').length
  const removed = sum(plan.removals, (removal) => removal.count)
  const parts = [
    `${plural(rows, 'row')} in ${plural(moving.length, 'table')} ${rows === 1 ? 'moves' : 'move'}`,
    following > 0 ? `${count(following)} ${following === 1 ? 'follows' : 'follow'}` : '',
    renamed > 0 ? `${count(renamed)} renamed` : '',
    stays > 0 ? `${count(stays)} ${stays === 1 ? 'stays' : 'stay'}` : '',
    removed > 0 ? `${count(removed)} removed` : '',
    gaining > 0 ? `${plural(gaining, 'person', 'people')} ${gaining === 1 ? 'gains' : 'gain'} access` : '',
    losing > 0 ? `${plural(losing, 'person', 'people')} ${losing === 1 ? 'loses' : 'lose'} rights` : '',
    estimate(plan.estimated_time_seconds),
    'reversible',
  ]
  const lines = dotted(look, parts).map((line) => look.paint('bold', line))
  return plan.can_migrate ? lines : [...lines, look.paint(tone.bad, `✗ ${standstill(plan)}`)]
}

/** What keeps the plan from being executed, counted. */
function standstill(plan: Plan): string {
  const blockers = plan.findings.filter((finding) => finding.severity === 'blocker').length
  const undecided = conflictItems(plan).filter(isUndecided).length
  const parts = [
    blockers > 0 ? plural(blockers, 'blocker') : '',
    undecided > 0 ? `${plural(undecided, 'conflict')} to decide` : '',
  ].filter(Boolean)
  return `This plan cannot be executed yet: ${parts.join(', ') || 'see the findings'}.`
}

/** No false precision. */
function estimate(seconds: number): string {
  if (seconds < 1) return 'under 1 s'
  return `about ${seconds < 10 ? `${Math.ceil(seconds)} s` : duration(seconds)}`
}

function describeOptions(plan: Plan): string[] {
  const { options } = plan
  const notes = [
    `blueprint ${visible(plan.blueprint)}`,
    `conflicts: ${options.conflict_strategy}`,
    options.preserve_admin_roles ? 'admin roles kept' : 'admin roles not kept',
    options.delete_source ? 'source is DELETED afterwards' : `source stays, ${whatStays(plan)}`,
  ]
  return [notes.join(' · ')]
}

function countStaying({ tables }: Plan): number {
  return sum(tables, (table) => (table.verdict === 'follow' ? 0 : table.stays))
}

function whatStays(plan: Plan): string {
  const stays = countStaying(plan)
  return stays === 0 ? 'empty' : `with ${plural(stays, 'row')}`
}

function legend(look: Look): string[] {
  const words = symbols.map(([colour, symbol, means]) => `${look.paint(colour, symbol)} ${means}`)
  const lines = look.width < LEGEND_WIDTH ? [words.slice(0, 3), words.slice(3)] : [words]
  return ['', ...lines.map((line) => `  ${line.join('   ')}`)]
}

const LEGEND_WIDTH = 84
const symbols = [
  [tone.move, '~', 'moves'],
  [tone.decided, '!', 'decided'],
  [tone.gain, '+', 'gains access'],
  [tone.loss, '-', 'removed or lost'],
  [tone.quiet, '=', 'stays'],
  [tone.ask, '?', 'to decide'],
] as const

/** What moves, added up; below it what follows without being touched. */
function renderInventory(tables: readonly TablePlan[], look: Look, isBrief: boolean): string[] {
  const filled = tables.filter((table) => table.rows > 0 || table.moves > 0)
  const moving = filled.filter((table) => table.verdict !== 'follow')
  const following = filled.filter((table) => table.verdict === 'follow')
  const total = (pick: (table: TablePlan) => number): Cell => ({ text: count(sum(moving, pick)), as: 'bold' })
  const rows = [
    ...moving.map(inventoryRow),
    [
      '',
      { text: 'total', as: 'bold' } as const,
      total((table) => table.rows),
      total((table) => table.moves),
      total((table) => table.stays),
      total((table) => table.renames),
    ],
    ...(isBrief ? [] : following.map(inventoryRow)),
  ]
  const merged = moving.find((table) => table.verdict === 'merge')
  const notes = [
    merged
      ? `${visible(merged.resource)}: whoever is in both keeps one membership, with the higher role`
      : '',
    isBrief && following.length > 0 ? `${plural(following.length, 'table')} more whose rows follow` : '',
    filled.length < tables.length
      ? `${plural(tables.length - filled.length, 'table')} without rows of the source`
      : '',
  ]
  const head = ['', 'resource', 'in source', 'moves', 'stays', 'renamed', 'in target', '']
  return section(look, 'Inventory', [
    ...grid(look, rows, { head, right: [2, 3, 4, 5, 6], flexible: [1] }),
    ...notes.filter(Boolean).map((note) => `  ${look.paint(tone.quiet, note)}`),
  ])
}

function inventoryRow(table: TablePlan): Cell[] {
  const isFollowing = table.verdict === 'follow'
  return [
    table.moves > 0 && !isFollowing
      ? { text: '~', as: tone.move }
      : { text: isFollowing ? '' : '=', as: tone.quiet },
    isFollowing ? { text: visible(table.resource), as: tone.quiet } : visible(table.resource),
    count(table.rows),
    quietZero(table.moves),
    quietZero(table.stays),
    quietZero(table.renames),
    { text: isFollowing ? '' : count(table.target_rows), as: tone.quiet },
    { text: HOW[table.verdict], as: tone.quiet },
  ]
}

export function renderSkipped(skipped: Plan['skipped'], look: Look, limit: number = LISTED): string[] {
  const rows = skipped.map((row): Cell[] => [
    { text: '=', as: tone.quiet },
    visible(row.resource),
    mark(row.id),
    visible(row.name),
    { text: visible(row.reason), as: tone.quiet },
  ])
  return section(
    look,
    'Stays in the source',
    listed(look, rows, { flexible: [2, 3, 4], limit }),
    skipped.length,
  )
}

function renderRemovals(plan: Plan, look: Look): string[] {
  const rows = plan.removals.map((removal): Cell[] => [
    { text: '-', as: tone.loss },
    count(removal.count),
    visible(removal.resource),
    { text: visible(removal.reason), as: tone.quiet },
  ])
  return section(look, 'Removed', grid(look, rows, { right: [1], flexible: [2, 3] }))
}

function planSteps(plan: Plan, look: Look, file: string | undefined): [string, string][] {
  const words = [slugWord(plan.source), slugWord(plan.target), ...formatPlanOptions(plan.options)]
  if (!plan.can_migrate) {
    const accept = plan.findings
      .filter((one) => one.severity === 'blocker' && one.acceptable)
      .map((one) => one.code)
    const accepted = accept.flatMap((code) => ['--accept', code])
    return [[look.command('plan', ...words, ...accepted), 'plan again, with the options above added']]
  }
  return file === undefined
    ? [[look.command('migrate', ...words), 'do it: asks first, proves it, can be taken back']]
    : [[look.command('migrate', '--plan', file), 'do exactly this plan, or be told what changed since']]
}

const HOW = { move: '', merge: 'merged', follow: 'follows' } as const

function quietZero(n: number): Cell {
  return n === 0 ? { text: '·', as: tone.quiet } : count(n)
}

function sum<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  return items.reduce((total, item) => total + pick(item), 0)
}
