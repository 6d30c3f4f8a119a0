import type { MigrationRecord } from '../../migration/documents.ts'
import { type Cell, grid } from '../terminal/grid.ts'
import { type Look, tone } from '../terminal/look.ts'
import { count, moment, plural } from '../terminal/text.ts'
import { statusCell } from './lists.ts'
import { dotted, header, nextSteps, page, section } from './parts.ts'
import { verdictLine } from './verification.ts'

/** One migration at a glance: what it did, whether it was proven, whether it was taken back. */
export function renderRecord(record: MigrationRecord, look: Look): string {
  const { report } = record
  const facts: Cell[][] = [
    ['status', statusCell(record)],
    ['started', moment(record.started_at)],
    ['finished', moment(record.finished_at)],
    ...(record.rolled_back_at === null ? [] : [['taken back', moment(record.rolled_back_at)]]),
    ['rows moved', count(record.rows)],
    ['renamed', count(report.renamed.length)],
    ['stayed', count(report.skipped.length)],
    ['source', report.source_deleted ? 'deleted' : 'stays'],
    ['warnings', count(report.warnings.length)],
    ['fingerprint', report.fingerprint.slice(0, 16)],
  ]
  return page(
    header(look, 'Migration', record, [record.migration_id]),
    grid(
      look,
      facts.map(([label = '', value = '']) => [{ text: label as string, as: tone.quiet }, value]),
    ),
    section(look, 'Moved', moved(record, look)),
    [verdictLine(report.verification, look), ...rollbackLines(record, look)],
    nextSteps(look, steps(record, look)),
  )
}

/** What a report says below its count line: whether the migration still stands. */
export function undoState(record: MigrationRecord): string {
  if (record.status === 'done') return 'It stands, and can be taken back.'
  return `It was taken back${record.rolled_back_at === null ? '' : ` on ${moment(record.rolled_back_at)}`}.`
}

function moved(record: MigrationRecord, look: Look): string[] {
  const rows = Object.entries(record.report.resources_migrated)
    .filter(([, number]) => number > 0)
    .map(([resource, number]): Cell[] => [{ text: '~', as: tone.move }, resource, count(number)])
  return grid(look, rows, { right: [2] })
}

function rollbackLines(record: MigrationRecord, look: Look): string[] {
  if (record.rollback === null) return []
  const { kept, conflicts, tables } = record.rollback
  const rows = tables.reduce((total, table) => total + table.restored, 0)
  const facts = [
    `${plural(rows, 'row')} went back`,
    kept.length > 0 ? `${plural(kept.length, 'later change')} kept` : '',
    conflicts.length > 0 ? plural(conflicts.length, 'conflict') : '',
  ]
  return [undoState(record), ...dotted(look, facts, 2)]
}

function steps(record: MigrationRecord, look: Look): [string, string][] {
  const id = record.migration_id
  const report: [string, string] = [look.command('report', id), 'the whole report']
  return record.status === 'done'
    ? [
        report,
        [look.command('verify', id), 'prove it again'],
        [look.command('rollback', id, '--preview'), 'see what taking it back would do'],
      ]
    : [report]
}
