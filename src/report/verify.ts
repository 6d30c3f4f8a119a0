import { ResettleError } from '../errors.ts'
import { sha256 } from './canonical.ts'
import { sealLines } from './file.ts'
import type { ReportFormat } from './format.ts'
import { fingerprintOf } from './key.ts'
import { checksumsOf } from './report.ts'
import { checksum, isSealSound, type Seal, sealSchema } from './seal.ts'

export interface ReportCheck {
  readonly check: 'signature' | 'content' | 'parts' | 'signer'
  readonly ok: boolean
  /** One sentence: what was found. */
  readonly message: string
}

/** What is known of a report file: whether it is what was signed, and by whom. */
export interface ReportVerification {
  readonly kind: 'report-verification'
  readonly version: 1
  readonly ok: boolean
  readonly format: ReportFormat
  readonly migration_id: string
  readonly signed_at: string
  /** Checksum of the report: the same for every format that was made at the same time. */
  readonly report_sha256: string
  /** Fingerprint of the key that signed. */
  readonly key: string
  /** Where that key is known from; null where nobody here knows any key, so that it must be compared by eye. */
  readonly known_from: KeySource | null
  readonly checks: readonly ReportCheck[]
}

/** `given` by hand, the `setting` of this machine, the keys of this `database`. */
export type KeySource = 'given' | 'setting' | 'database'

/** Fingerprints that may sign, and where they come from. */
export interface KnownKeys {
  readonly source: KeySource
  readonly fingerprints: readonly string[]
}

/** The parts of a file that are checked. */
interface Opened {
  readonly seal: Seal
  readonly bodySha256: string
  /** Parts whose own checksum does not hold; null where the format has none. */
  readonly alteredParts: readonly string[] | null
}

/**
 * Whether a file is, byte for byte, what was signed; in JSON, spaces and line ends between the values do not count.
 * Who signed is known only where keys are: without any, the fingerprint must be compared by eye. Throws
 * `report.invalid` for what holds no seal.
 */
export function verifyReport(file: Uint8Array, known: readonly KnownKeys[]): ReportVerification {
  const { seal, bodySha256, alteredParts } = open(file)
  const signer = findSigner(seal, known)
  const checks = [
    checkSignature(seal),
    checkContent(seal, bodySha256),
    ...(alteredParts === null ? [] : [checkParts(alteredParts)]),
    ...(known.length === 0 ? [] : [checkSigner(signer, known)]),
  ]
  return {
    kind: 'report-verification',
    version: 1,
    ok: checks.every(({ ok }) => ok),
    format: seal.format,
    migration_id: seal.migration_id,
    signed_at: seal.signed_at,
    report_sha256: seal.report_sha256,
    key: seal.key,
    known_from: signer,
    checks,
  }
}

function open(file: Uint8Array): Opened {
  const text = decode(file)
  const [first] = text.replace(/^\ufeff/, '').trimStart()
  if (first === '{') return openJson(text)
  return openLines(file, text, first === '<' ? 'html' : 'csv')
}

function openJson(text: string): Opened {
  const document = parseJson(text) as Record<string, unknown>
  const { seal: claimed, ...content } = document
  const seal = toSeal(claimed, 'json')
  const isPlain = withoutLayout(text) === JSON.stringify(document)
  const sums = checksumsOf(content)
  const claimedSums = new Map(Object.entries(Object(content.checksums)))
  return {
    seal,
    // The same value in other words (a member twice, another escape) is not what was signed.
    bodySha256: isPlain ? checksum(content) : sha256(text),
    alteredParts: Object.keys(sums).filter((part) => claimedSums.get(part) !== sums[part]),
  }
}

/** The seal stands in the last line, and everything before it is the body. */
function openLines(file: Uint8Array, text: string, format: 'html' | 'csv'): Opened {
  const { start, write } = sealLines[format]
  const from = text.lastIndexOf(start)
  const line = from < 0 ? '' : text.slice(from)
  const [, json = ''] = /^[^{]*(\{.*\})[^}]*$/s.exec(line) ?? []
  const seal = toSeal(parseJson(format === 'csv' ? json.replaceAll('""', '"') : json), format)
  // Written anew it must be the same line: there is one way only to write a seal.
  if (write(seal) !== line) throw unsealed()
  const body = file.subarray(0, Buffer.byteLength(text.slice(0, from)))
  return { seal, bodySha256: sha256(body), alteredParts: null }
}

function toSeal(claimed: unknown, format: ReportFormat): Seal {
  const parsed = sealSchema.safeParse(claimed)
  if (!parsed.success || parsed.data.format !== format) throw unsealed()
  return parsed.data
}

function checkSignature(seal: Seal): ReportCheck {
  const isSound = isSealSound(seal) && fingerprintOf(seal.public_key) === seal.key
  return {
    check: 'signature',
    ok: isSound,
    message: isSound ? 'the seal is what its key signed' : 'the seal is not what its key signed',
  }
}

function checkContent(seal: Seal, bodySha256: string): ReportCheck {
  const isSame = bodySha256 === seal.body_sha256
  return {
    check: 'content',
    ok: isSame,
    message: isSame ? 'the content is what was sealed' : 'the content is not what was sealed',
  }
}

function checkParts(altered: readonly string[]): ReportCheck {
  const isWhole = altered.length === 0
  return {
    check: 'parts',
    ok: isWhole,
    message: isWhole ? 'every part has its checksum' : `not what they were: ${altered.join(', ')}`,
  }
}

function checkSigner(signer: KeySource | null, known: readonly KnownKeys[]): ReportCheck {
  const sources: Readonly<Record<KeySource, string>> = {
    given: 'the fingerprint that was given',
    setting: 'RESETTLE_SIGNING_KEY',
    database: 'a key of this database',
  }
  const message =
    signer === null
      ? `the key is not ${known.map(({ source }) => sources[source]).join(', nor ')}`
      : `the key is ${sources[signer]}`
  return { check: 'signer', ok: signer !== null, message }
}

function findSigner({ key }: Seal, known: readonly KnownKeys[]): KeySource | null {
  return known.find(({ fingerprints }) => fingerprints.includes(key))?.source ?? null
}

/** JSON without what stands between its values. */
function withoutLayout(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+/g, '$1')
}

function decode(file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file)
  } catch (cause) {
    throw unsealed(cause)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw unsealed(cause)
  }
}

function unsealed(cause?: unknown): ResettleError {
  return new ResettleError(
    'report.unsealed',
    'No whole seal was found in it.',
    cause === undefined ? {} : { cause },
  )
}
