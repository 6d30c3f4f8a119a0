import type { Migration, Renamed } from '../../migration/documents.ts'
import { type Cell, grid } from '../terminal/grid.ts'
import { type Look, tone } from '../terminal/look.ts'
import { count, duration, moment, plural, visible } from '../terminal/text.ts'
import { renderAccess } from './access.ts'
import { deeds } from './conflicts.ts'
import { renderOutside } from './outside.ts'
import {
  countLine,
  dotted,
  header,
  LISTED,
  listed,
  mark,
  nextSteps,
  page,
  paragraph,
  section,
} from './parts.ts'
import { renderSkipped } from './plan.ts'
import { checkLines, verdictLine } from './verification.ts'

export interface MigrationView {
  /** Lines per list; the whole report shows more. */
  readonly limit?: number
  /** Whether it still stands, where that is known: the whole report. */
  readonly undo?: string
}

/** What was done: right after `migrate`, and as `report` whenever it is asked for. */
export function renderMigration(migration: Migration, look: Look, view: MigrationView = {}): string {
  const { limit = LISTED, undo } = view
  return page(
    header(look, 'Migration', migration, [
      migration.migration_id,
      `${moment(migration.started_at)} · took ${elapsed(migration)}`,
    ]),
    renderTables(migration, look),
    renderRenamed(migration.renamed, look, 'Renamed', limit),
    renderDecisions(migration, look, limit),
    renderSkipped(migration.skipped, look, limit),
    renderAccess(migration.access, look, limit),
    renderOutside(migration.outside, look, limit),
    section(
      look,
      'Warnings',
      migration.warnings.flatMap((text) => paragraph(look, text, 2, '! ')),
    ),
    section(look, 'Proof', [
      ...checkLines(migration.verification, look),
      `  ${verdictLine(migration.verification, look)}`,
    ]),
    renderTimings(migration.timings, look),
    [
      ...summary(migration, look, undo === undefined),
      ...(undo === undefined ? [] : [look.paint(tone.head, undo)]),
    ],
    nextSteps(look, undo === undefined ? steps(migration, look) : []),
  )
}

/** Old name → new name, resource by resource. */
export function renderRenamed(
  renamed: readonly Renamed[],
  look: Look,
  title: string,
  limit: number = LISTED,
): string[] {
  const row = (one: Renamed): Cell[] => [
    { text: '!', as: tone.decided },
    mark(one.id),
    visible(one.from),
    '→',
    { text: visible(one.to), as: 'bold' },
  ]
  const groups = [...Map.groupBy(renamed, (one) => one.resource)].flatMap(([resource, group]) => [
    `  ${look.paint(tone.quiet, `${visible(resource)} (${count(group.length)})`)}`,
    ...listed(look, group.map(row), { flexible: [1, 2, 4], limit }),
  ])
  return section(look, title, groups, renamed.length)
}

/** Planned = done = verified, per table. */
function renderTables(migration: Migration, look: Look): string[] {
  const filled = migration.tables.filter((table) => table.planned + table.done + table.verified > 0)
  const rows = filled.map((table): Cell[] => {
    const isEqual = table.planned === table.done && table.done === table.verified
    return [
      isEqual ? { text: '✓', as: tone.good } : { text: '✗', as: tone.bad },
      visible(table.resource),
      count(table.planned),
      count(table.done),
      count(table.verified),
    ]
  })
  const head = ['', 'resource', 'planned', 'done', 'verified']
  return section(look, 'Moved', grid(look, rows, { head, right: [2, 3, 4], flexible: [1] }))
}

/** Every decision that was no rename, and who took it. */
function renderDecisions(migration: Migration, look: Look, limit: number): string[] {
  const others = migration.decisions.filter(
    (one) => one.proposed && !one.proposed.action.startsWith('rename'),
  )
  const rows = others.map((item): Cell[] => [
    { text: '!', as: tone.decided },
    visible(item.resource),
    mark(item.id),
    visible(item.name),
    item.proposed ? deeds[item.proposed.action] : '',
    { text: `by ${item.decided_by ?? 'nobody'}`, as: tone.quiet },
  ])
  return section(look, 'Decided', listed(look, rows, { flexible: [2, 3, 4], limit }), others.length)
}

function renderTimings(timings: Migration['timings'], look: Look): string[] {
  const parts = Object.entries(timings).map(
    ([phase, ms]) => `${visible(phase.replace(/_?ms$/, ''))} ${duration(ms / 1000)}`,
  )
  return section(look, 'Timings', parts.length === 0 ? [] : dotted(look, parts, 2))
}

function summary(migration: Migration, look: Look, isLatest: boolean): string[] {
  const moved = Object.values(migration.resources_migrated).filter((rows) => rows > 0)
  const rows = moved.reduce((total, number) => total + number, 0)
  const open = isLatest ? openOutside(migration) : 0
  const parts = [
    `${plural(rows, 'row')} in ${plural(moved.length, 'table')} moved`,
    migration.renamed.length > 0 ? `${count(migration.renamed.length)} renamed` : '',
    migration.skipped.length > 0 ? `${count(migration.skipped.length)} stayed` : '',
    migration.source_deleted ? 'source deleted' : '',
    migration.verification.ok ? 'verified' : 'NOT verified',
    open > 0 ? `${plural(open, 'outside effect')} open` : '',
    isLatest ? 'can be taken back' : '',
  ]
  const symbol = migration.success ? look.paint(tone.good, '✓') : look.paint(tone.bad, '✗')
  return countLine(look, symbol, parts)
}

/** How much is still to be done outside, right after the migration. */
function openOutside({ outside, effects }: Migration): number {
  return outside.length - (effects?.done ?? 0)
}

function steps(migration: Migration, look: Look): [string, string][] {
  const { migration_id: id } = migration
  return [
    ...(openOutside(migration) > 0
      ? [[look.command('effects', '--of', id, '--run'), 'do what is open outside'] as [string, string]]
      : []),
    [look.command('verify', id), 'prove it again, at any time'],
    [look.command('rollback', id, '--preview'), 'see what taking it back would do'],
    [look.command('report', id), 'read all of this again'],
  ]
}

function elapsed(migration: Migration): string {
  const ms = Date.parse(migration.finished_at) - Date.parse(migration.started_at)
  return Number.isFinite(ms) ? duration(ms / 1000) : '?'
}
