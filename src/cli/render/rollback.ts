import type { Rollback } from '../../migration/documents.ts'
import { type Cell, grid } from '../terminal/grid.ts'
import { type Look, tone } from '../terminal/look.ts'
import { count, plural, visible } from '../terminal/text.ts'
import { renderRenamed } from './migration.ts'
import { countLine, header, listed, mark, nextSteps, page, paragraph, section, slug } from './parts.ts'
import { checkLines, verdictLine } from './verification.ts'

/** What goes back (a preview), or what went back. */
export function renderRollback(rollback: Rollback, look: Look): string {
  const { verification } = rollback
  return page(
    header(
      look,
      rollback.preview ? 'Rollback preview' : 'Rollback',
      { source: rollback.target, target: rollback.source },
      [`takes back ${rollback.migration_id}`],
    ),
    renderTables(rollback, look),
    renderRenamed(rollback.renamed, look, rollback.preview ? 'Names that go back' : 'Names restored'),
    renderKept(rollback, look),
    renderConflicts(rollback, look),
    renderLeftBehind(rollback, look),
    section(
      look,
      'Warnings',
      rollback.warnings.flatMap((text) => paragraph(look, text, 2, '! ')),
    ),
    verification === null
      ? []
      : section(look, 'Proof', [...checkLines(verification, look), `  ${verdictLine(verification, look)}`]),
    rollbackLine(rollback, look),
    nextSteps(look, steps(rollback, look)),
  )
}

/** `20,482 rows go back · 17 names restored · 2 changes of people kept · 1 conflict`. */
function rollbackLine(rollback: Rollback, look: Look): string[] {
  const { preview, kept, conflicts, renamed } = rollback
  const rows = rollback.tables.reduce((total, table) => total + table.restored, 0)
  const parts = [
    `${plural(rows, 'row')} ${preview ? (rows === 1 ? 'goes' : 'go') : 'went'} back`,
    renamed.length > 0 ? `${plural(renamed.length, 'name')} restored` : '',
    rollback.source_restored ? `${slug(rollback.source)} restored` : '',
    kept.length > 0 ? `${plural(kept.length, 'later change')} kept` : '',
    conflicts.length > 0 ? plural(conflicts.length, 'conflict') : '',
    rollback.effects > 0
      ? `${plural(rollback.effects, 'effect')} outside ${preview ? 'to undo' : 'being undone'}`
      : '',
    preview ? 'nothing was written' : rollback.verification?.ok ? 'verified' : '',
  ]
  const done = rollback.success ? look.paint(tone.good, '✓') : look.paint(tone.bad, '✗')
  return countLine(look, preview ? look.paint(tone.quiet, '·') : done, parts)
}

function renderTables(rollback: Rollback, look: Look): string[] {
  const rows = rollback.tables
    .filter((table) => table.journaled + table.restored > 0)
    .map((table): Cell[] => [
      { text: '~', as: tone.move },
      visible(table.resource),
      count(table.journaled),
      table.restored === table.journaled
        ? count(table.restored)
        : { text: count(table.restored), as: tone.ask },
    ])
  const head = ['', 'resource', 'in journal', rollback.preview ? 'go back' : 'went back']
  return section(look, 'Rows', grid(look, rows, { head, right: [2, 3], flexible: [1] }))
}

function renderKept(rollback: Rollback, look: Look): string[] {
  const rows = rollback.kept.map((one): Cell[] => [
    { text: '=', as: tone.quiet },
    visible(one.resource),
    mark(one.id),
    visible(one.column),
    { text: visible(one.message), as: tone.quiet },
  ])
  return section(look, 'Later changes that are kept', listed(look, rows, { flexible: [4] }), rows.length)
}

function renderConflicts(rollback: Rollback, look: Look): string[] {
  const rows = rollback.conflicts.map((one): Cell[] => [
    { text: '!', as: tone.decided },
    visible(one.resource),
    mark(one.id),
    visible(one.name),
    one.proposed.name === null
      ? one.proposed.action
      : `${one.proposed.action} → ${visible(one.proposed.name)}`,
    { text: visible(one.message), as: tone.quiet },
  ])
  return section(look, 'Conflicts', listed(look, rows, { flexible: [3, 4, 5] }), rows.length)
}

/** Newest first, a few of each kind. */
function renderLeftBehind({ left_behind: groups }: Rollback, look: Look): string[] {
  const rows = groups.map((group): Cell[] => [
    { text: '=', as: tone.quiet },
    visible(group.resource),
    count(group.count),
    {
      text: group.samples
        .map(({ id, name }) => (name === null ? mark(id) : `${mark(id)} ${visible(name)}`))
        .join(' · '),
      as: tone.quiet,
    },
  ])
  const total = groups.reduce((sum, group) => sum + group.count, 0)
  return section(
    look,
    'Made since, stays in the target',
    grid(look, rows, { right: [2], flexible: [3] }),
    total,
  )
}

function steps(rollback: Rollback, look: Look): [string, string][] {
  const id = rollback.migration_id
  return rollback.preview
    ? [[look.command('rollback', id), 'take it back: asks first, and is proven too']]
    : [[look.command('show', id), 'the migration and its rollback, as they are on record']]
}
