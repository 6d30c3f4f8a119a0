import { describe, expect, it } from 'vitest'
import { writeCsv } from '../../src/report/csv.ts'
import { buildExtract, buildReport } from '../../src/report/report.ts'
import { record, rolledBack } from '../cli/support/documents.ts'
import { people, reportFile } from '../cli/support/reports.ts'
import { hostileNames, hostilePeople, hostileRecord } from '../support/hostile.ts'

const made = new Date('2026-01-22T08:00:00.000Z')

describe('a report as CSV', () => {
  it('is RFC 4180: the same number of fields in each record, CRLF, UTF-8 with its mark', () => {
    for (const document of [
      buildReport(record, people.people, made),
      buildReport(hostileRecord(), hostilePeople(), made),
    ]) {
      const text = writeCsv(document)
      expect(text.startsWith('\ufeffsection,resource,id,')).toBe(true)
      const records = parse(text.slice(1))
      expect(new Set(records.map((fields) => fields.length))).toEqual(new Set([13]))
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    }
    const sealed = parse(reportFile({ format: 'csv' }).text.slice(1))
    expect(new Set(sealed.map((fields) => fields.length))).toEqual(new Set([13]))
    expect(JSON.parse(sealed.at(-1)?.at(-1) ?? '')).toMatchObject({ kind: 'seal', format: 'csv' })
  })

  it('has a line for each fact', () => {
    const report = buildReport(rolledBack, people.people, made)
    const rows = toRows(writeCsv(report))
    const of = (section: string) => rows.filter((row) => row.section === section)
    expect(
      of('moved').map(({ resource, planned, done, verified }) => [resource, planned, done, verified]),
    ).toEqual([
      ['users', '3', '3', '3'],
      ['assistants', '120', '120', '120'],
    ])
    expect(of('renamed').map(({ id, before, after, person }) => [id, before, after, person])).toEqual([
      ['12', '5_math', '5_eng_dept_math', report.people[0]?.email],
      [report.renamed[1]?.id, 'Past exams', 'eng_Past exams', ''],
    ])
    expect(of('access')).toHaveLength(report.access.length)
    expect(of('decision').map(({ decided_by, outcome }) => [decided_by, outcome])).toEqual([
      ['strategy', 'rename'],
      ['decision', 'clear'],
    ])
    expect(of('stayed')).toHaveLength(report.skipped.length)
    expect(of('check')).toHaveLength(report.verification.checks.length)
    expect(of('warning')).toHaveLength(report.warnings.length)
    expect(of('timing').map(({ name, after }) => [name, after])).toEqual([
      ['planning_ms', '50.1'],
      ['moving_ms', '1450'],
    ])
    const facts = Object.fromEntries(of('migration').map(({ name, after }) => [name, after]))
    expect(facts).toMatchObject({
      undo: 'taken-back',
      rows_back: '122',
      changes_kept: '1',
      undo_conflicts: '1',
    })
  })

  it.each([',', ';', '\t', '|'])('starts no formula where %j separates the cells', (separator) => {
    const text = writeCsv(buildReport(hostileRecord(), hostilePeople(), made))
    const cells = text
      .slice(1)
      .split('\r\n')
      .flatMap((line) => (separator === ',' ? parse(`${line}\r\n`).flat() : line.split(separator)))
    const formulas = cells.filter(
      (cell) => /^["'\s]*[=+@-]/.test(cell) && !cell.trimStart().replace(/^"+/, '').startsWith("'"),
    )
    expect(formulas.filter((cell) => !/^-?\d+(\.\d+)?$/.test(cell))).toEqual([])
    expect(text).toContain(`"'=HYPERLINK(""https://evil.example"",""click"")"`)
  })

  it('keeps names that are no trap as they are', () => {
    const rows = toRows(writeCsv(buildReport(hostileRecord(), hostilePeople(), made)))
    const names = new Set(rows.filter(({ section }) => section === 'renamed').map(({ before }) => before))
    for (const name of [
      '👩‍👩‍👧‍👦 família 🎓',
      'بحث العلوم',
      `${'very_'.repeat(80)}long`,
      '<!-- resettle-seal {} -->',
    ]) {
      expect(names).toContain(name)
    }
    expect(names.size).toBe(new Set(hostileNames.map((name) => name.replaceAll(/\p{Cc}+/gu, ' '))).size)
  })

  it('tells one person about themselves alone', () => {
    const [ada] = people.people
    if (ada === undefined) throw new Error('nobody')
    const rows = toRows(writeCsv(buildExtract(record, ada, made)))
    expect(new Set(rows.map(({ person }) => person).filter(Boolean))).toEqual(new Set([ada.email]))
    expect(rows.filter(({ section }) => section === 'renamed')).toHaveLength(1)
    expect(
      rows.filter(({ section }) => section === 'person').map(({ resource, done }) => [resource, done]),
    ).toEqual([
      ['assistants', '3'],
      ['rubrics', '1'],
    ])
  })
})

function toRows(text: string): Record<string, string>[] {
  const [head = [], ...records] = parse(text.slice(1))
  return records.map((fields) => Object.fromEntries(head.map((name, index) => [name, fields[index] ?? ''])))
}

/** RFC 4180, nothing more. */
function parse(text: string): string[][] {
  const records: string[][] = []
  let fields: string[] = []
  let rest = text
  while (rest !== '') {
    const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest)
    if (match === null) throw new Error(`no CSV: ${rest.slice(0, 60)}`)
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '\r\n') {
      records.push(fields)
      fields = []
    }
    rest = rest.slice(match[0].length)
  }
  return records
}
