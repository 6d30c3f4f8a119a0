import type { MigrationRecord, PersonExtract } from '../../src/migration/documents.ts'
import * as documents from '../cli/support/documents.ts'
import { people } from '../cli/support/reports.ts'

/** Names that people could give, each a trap for a page, a spreadsheet, a mail or a terminal. */
export const hostileNames: readonly string[] = [
  `<script>document.title = 'taken'</script>`,
  `<img src="https://evil.example/x.png" onerror="alert(1)">`,
  `"><svg onload=alert(1)>`,
  `'; --></style><script>alert(2)</script>`,
  '<!-- resettle-seal {} -->',
  '=HYPERLINK("https://evil.example","click")',
  '+1+1',
  '@SUM(A1)',
  '-2+3',
  'x;=1+1',
  'a,"b",c',
  'tab\there',
  'line\r\nBcc: everybody@evil.example',
  '\u202egnp.exe\u202c',
  '\u0000\u0007\u001b[2J',
  'lone \ud800 surrogate',
  '👩‍👩‍👧‍👦 família 🎓',
  'بحث العلوم',
  `${'very_'.repeat(80)}long`,
  '',
  ' ',
]

/** A migration in which every name is one of these. */
export function hostileRecord(): MigrationRecord {
  const renamed = hostileNames.map((name, id) => ({
    resource: 'assistants',
    id,
    from: name,
    to: `eng_${name}`,
  }))
  const report = {
    ...documents.migration,
    source: { id: 2, slug: hostileNames[0] ?? '', name: hostileNames[0] ?? '' },
    target: { id: 3, slug: 'b', name: hostileNames[1] ?? '' },
    renamed,
    skipped: hostileNames.map((name, id) => ({ resource: 'rubrics', id, name, reason: name })),
    decisions: hostileNames.map((name, id) => ({
      ...documents.conflict({ id, name, owner: name, columns: [name] }),
      resource: 'meeting_rooms',
    })),
    access: hostileNames.map((name, user) => ({
      user,
      email: name,
      role_in_source: name,
      role_in_target: null,
      role_after: 'member',
      change: 'joins' as const,
      note: name,
    })),
    warnings: hostileNames,
    verification: {
      ...documents.verification,
      ok: false,
      checks: hostileNames.map((name) => ({ check: 'names', table: name, ok: false, message: name })),
    },
  }
  return { ...documents.record, source: report.source, target: report.target, report }
}

export function hostilePeople(): PersonExtract[] {
  const [first] = people.people
  if (first === undefined) throw new Error('nobody moves')
  return hostileNames.map((name, id) => ({
    ...first,
    user: id,
    name,
    email: name,
    renamed: [{ resource: 'assistants', id, from: name, to: `eng_${name}` }],
    stayed: [{ resource: 'rubrics', id, name, reason: name }],
  }))
}
