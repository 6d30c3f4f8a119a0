import type { PeopleDocument } from '../../../src/migration/documents.ts'
import type { ReportInput } from '../../../src/report/desk.ts'
import { type ReportFile, writeReport } from '../../../src/report/file.ts'
import { parseSigningKey } from '../../../src/report/key.ts'
import { findPerson } from '../../../src/report/person.ts'
import { buildExtract, buildReport } from '../../../src/report/report.ts'
import { type ReportVerification, verifyReport } from '../../../src/report/verify.ts'
import { getLanguage } from '../../../src/report/words/language.ts'
import * as documents from './documents.ts'

/** What the migration meant for the people who moved. */
export const people: PeopleDocument = {
  kind: 'people',
  version: 1,
  migration_id: 'mig_1',
  people: documents.plan().access.map((one, index) => ({
    user: one.user,
    email: one.email,
    name: index === 0 ? 'Ada Lovelace' : null,
    language: index === 0 ? 'ca' : null,
    moves: true,
    role_before: one.role_in_source,
    role_after: one.role_after,
    change: one.change,
    moved: index === 0 ? { assistants: 3, rubrics: 1 } : {},
    renamed: index === 0 ? documents.migration.renamed.slice(0, 1) : [],
    changed: [],
    stayed: [],
  })),
  others: [],
}

/** A key for tests alone. */
export const signingKey = parseSigningKey('07'.repeat(32), 'key')

export function reportFile({ format = 'json', language = 'en', person }: ReportInput = {}): ReportFile {
  const made = new Date('2026-01-22T08:00:00.000Z')
  const one = findPerson(people.people, person ?? '')
  const document = one
    ? buildExtract(documents.record, one, made)
    : buildReport(documents.record, people.people, made)
  return writeReport(document, signingKey, { format, language: getLanguage(language) })
}

export const reportVerification: ReportVerification = verifyReport(Buffer.from(reportFile().text), [
  { source: 'database', fingerprints: [signingKey.fingerprint] },
])
