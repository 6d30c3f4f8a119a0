import type { Database } from '../database/database.ts'
import { ResettleError } from '../errors.ts'
import { allOf, listExtracts } from '../migration/people.ts'
import { showRecord } from '../migration/records.ts'
import { type ReportFile, writeReport } from './file.ts'
import type { ReportFormat } from './format.ts'
import { parseSigningKey, type SigningKey } from './key.ts'
import { ensureSigningKey, readKnownKeys } from './keys.ts'
import { findPerson } from './person.ts'
import { buildExtract, buildReport } from './report.ts'
import { type KnownKeys, type ReportVerification, verifyReport } from './verify.ts'
import { getLanguage, type Language } from './words/language.ts'

export interface ReportInput {
  /** Default `json`. */
  readonly format?: ReportFormat
  /** Of a page: `en`, `es`, `ca` or `eu`. Default: the setting, otherwise English. */
  readonly language?: string
  /** Only what it means for one person, by key or address. */
  readonly person?: string
}

/** What is known about signing and speaking before any report is asked for. */
export interface ReportDefaults {
  /** Text of a private key: see `parseSigningKey`. */
  readonly signingKey?: string
  readonly language?: string
}

/** Writes the report of a migration, or of one person in it, as a signed file. Throws `migration.not-found`. */
export async function makeReport(
  database: Database,
  id: string,
  input: ReportInput,
  defaults: ReportDefaults,
): Promise<ReportFile> {
  const language = reportLanguage(input, defaults)
  const given = givenKey(defaults)
  const { record, people } = await database.read(async (connection) => ({
    record: await showRecord(connection, database, id),
    people: allOf(await listExtracts(connection, database, id)),
  }))
  const person = input.person === undefined ? null : findPerson(people, input.person)
  if (person === undefined) {
    throw new ResettleError('report.person-not-found', `${id} concerned nobody of that name.`)
  }
  const key = await ensureSigningKey(database, given)
  const now = new Date()
  const document = person === null ? buildReport(record, people, now) : buildExtract(record, person, now)
  return writeReport(document, key, { format: input.format ?? 'json', language })
}

/** Checks a report file against every key that is known here; without a database, against those at hand. */
export async function checkReport(
  file: Uint8Array,
  known: { readonly fingerprint?: string; readonly database?: Database },
  defaults: ReportDefaults,
): Promise<ReportVerification> {
  const { fingerprint, database } = known
  const setting = givenKey(defaults)
  const keys: KnownKeys[] = []
  // Who names a fingerprint means that one and no other.
  if (fingerprint !== undefined) keys.push({ source: 'given', fingerprints: [fingerprint.trim()] })
  else {
    if (setting !== null) keys.push({ source: 'setting', fingerprints: [setting.fingerprint] })
    if (database !== undefined) keys.push(await readKnownKeys(database))
  }
  return verifyReport(file, keys)
}

function givenKey({ signingKey }: ReportDefaults): SigningKey | null {
  return signingKey === undefined ? null : parseSigningKey(signingKey, 'RESETTLE_SIGNING_KEY')
}

function reportLanguage(input: ReportInput, defaults: ReportDefaults): Language {
  return getLanguage(input.language ?? defaults.language ?? 'en')
}
