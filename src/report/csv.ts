import type { PersonExtract } from '../migration/documents.ts'
import { idText } from './person.ts'
import type { Extract, Report } from './report.ts'

/**
 * A report as one table, one line per fact, so that a spreadsheet can filter by `section` and add up what it likes.
 * RFC 4180, UTF-8 with a byte order mark (without it Excel takes the text for another encoding).
 */

const columns = [
  'section',
  'resource',
  'id',
  'name',
  'person',
  'before',
  'after',
  'outcome',
  'decided_by',
  'planned',
  'done',
  'verified',
  'note',
] as const

type Column = (typeof columns)[number]
type Row = Partial<Record<Column, string | number | null>> & { readonly section: string }

const BOM = '\ufeff'
const LINE_END = '\r\n'

/** The whole file but its last line, which is the seal. */
export function writeCsv(document: Report | Extract): string {
  const rows = document.kind === 'report' ? reportRows(document) : extractRows(document)
  const lines = rows.map((row) => toLine(columns.map((name) => row[name] ?? '')))
  return `${BOM}${[toLine(columns), ...lines].join('')}`
}

/** What the last line begins with. */
export const SEAL_ROW = `seal${','.repeat(columns.length - 1)}`

/** The last line: the seal as the note of a row of its own. */
export function sealRow(seal: string): string {
  return `${SEAL_ROW}${quote(seal)}${LINE_END}`
}

function reportRows(report: Report): Row[] {
  const { source_deleted, fingerprint, verification } = report
  const facts = { source_deleted, fingerprint, verified: verification.ok }
  return [
    ...headRows(report),
    ...Object.entries(facts).map(
      ([name, value]): Row => ({ section: 'migration', name, after: String(value) }),
    ),
    ...report.tables.map(movedRow),
    ...renamedRows(report),
    ...report.decisions.map(decisionRow),
    ...report.skipped.map(stayedRow),
    ...report.access.map(accessRow),
    ...report.people.flatMap(ownRows),
    ...report.others.flatMap(ownRows),
    ...[...report.people, ...report.others].flatMap(changedRows),
    ...report.warnings.map((note): Row => ({ section: 'warning', note })),
    ...verification.checks.map(checkRow),
    ...Object.entries(report.timings).map(
      ([name, ms]): Row => ({ section: 'timing', name, after: String(ms) }),
    ),
    ...checksumRows(report),
  ]
}

function movedRow({ resource, table, planned, done, verified }: Report['tables'][number]): Row {
  const outcome = planned === done && done === verified ? 'equal' : 'different'
  return { section: 'moved', resource, name: table, outcome, planned, done, verified }
}

function decisionRow(one: Report['decisions'][number]): Row {
  return {
    section: 'decision',
    resource: one.resource,
    id: idText(one.id),
    name: one.name,
    person: one.owner,
    before: one.name,
    after: one.proposed?.name ?? null,
    outcome: one.proposed?.action ?? null,
    decided_by: one.decided_by,
    note: one.conflict_reason,
  }
}

function stayedRow({ resource, id, name, reason }: Report['skipped'][number]): Row {
  return { section: 'stayed', resource, id: idText(id), name, note: reason }
}

function accessRow(one: Report['access'][number]): Row {
  const held = one.role_in_target === null ? '' : `${one.role_in_target} in the target before`
  return {
    section: 'access',
    id: idText(one.user),
    person: one.email,
    before: one.role_in_source,
    after: one.role_after,
    outcome: one.change,
    note: [held, one.note ?? ''].filter(Boolean).join('; '),
  }
}

function checkRow({ check, table, ok, message }: Report['verification']['checks'][number]): Row {
  return { section: 'check', resource: table, name: check, outcome: ok ? 'holds' : 'fails', note: message }
}

function extractRows(extract: Extract): Row[] {
  const { person } = extract
  return [
    ...headRows(extract),
    {
      section: 'access',
      id: idText(person.user),
      person: person.email,
      before: person.role_before,
      after: person.role_after,
      outcome: person.change,
    },
    ...ownRows(person),
    ...person.renamed.map(
      ({ resource, id, from, to }): Row => ({
        section: 'renamed',
        resource,
        id: idText(id),
        name: from,
        person: person.email,
        before: from,
        after: to,
      }),
    ),
    ...changedRows(person),
    ...person.stayed.map(
      ({ resource, id, name, reason }): Row => ({
        section: 'stayed',
        resource,
        id: idText(id),
        name,
        person: person.email,
        note: reason,
      }),
    ),
    ...checksumRows(extract),
  ]
}

function headRows(document: Report | Extract): Row[] {
  const { source, target, undo } = document
  const facts = {
    migration_id: document.migration_id,
    status: document.status,
    source: source.slug ?? idText(source.id),
    source_name: source.name,
    target: target.slug ?? idText(target.id),
    target_name: target.name,
    started_at: document.started_at,
    finished_at: document.finished_at,
    generated_at: document.generated_at,
    undo: undo.state,
    ...(undo.state === 'stands'
      ? {}
      : {
          undone_at: undo.at,
          rows_back: undo.rows,
          changes_kept: undo.kept,
          undo_conflicts: undo.conflicts,
        }),
  }
  return Object.entries(facts).map(([name, after]) => ({ section: 'migration', name, after }))
}

/** New names, each with the person whose thing it is. */
function renamedRows({ people, others, renamed }: Report): Row[] {
  const owners = new Map(
    [...people, ...others].flatMap(({ email, user, renamed: own }) =>
      own.map((one) => [`${one.resource} ${idText(one.id)}`, email ?? idText(user)] as const),
    ),
  )
  return renamed.map(({ resource, id, from, to }) => ({
    section: 'renamed',
    resource,
    id: idText(id),
    name: from,
    person: owners.get(`${resource} ${idText(id)}`) ?? null,
    before: from,
    after: to,
  }))
}

/** How many rows of a person moved, per resource, and whether the person moved with them. */
function ownRows({ user, email, name, moves, moved }: PersonExtract): Row[] {
  return Object.entries(moved).map(([resource, rows]) => ({
    section: 'person',
    resource,
    id: idText(user),
    name,
    person: email,
    ...(moves ? {} : { outcome: 'stays' }),
    done: rows,
  }))
}

/** What of theirs is not quite what it was. */
function changedRows({ user, email, changed }: PersonExtract): Row[] {
  return changed.map(
    ({ resource, id, name, change, columns }): Row => ({
      section: 'changed',
      resource,
      id: idText(id),
      name,
      person: email ?? idText(user),
      outcome: change,
      note: columns.join(', '),
    }),
  )
}

function checksumRows({ checksums }: Report | Extract): Row[] {
  return Object.entries(checksums).map(([name, after]) => ({ section: 'checksum', name, after }))
}

function toLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : toCell(cell))).join(',')}${LINE_END}`
}

/**
 * A text that no spreadsheet takes for a formula, whatever separator it was told to expect: where a cell begins, or
 * would begin after another separator, a sign that starts a formula gets an apostrophe in front. Line breaks and other
 * controls become spaces. The JSON of the same report has each name as it is.
 */
function toCell(text: string): string {
  if (/^-?\d+(\.\d+)?$/.test(text)) return text
  const plain = text.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  return quote(plain.replaceAll(/(^|[;|,])(["'\s]*)([=+\-@\uff1d\uff0b\uff0d\uff20])/gu, "$1'$2$3"))
}

function quote(cell: string): string {
  return /[",;\s']/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
