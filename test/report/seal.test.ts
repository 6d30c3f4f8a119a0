import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ResettleError } from '../../src/errors.ts'
import { writeReport } from '../../src/report/file.ts'
import { formats } from '../../src/report/format.ts'
import { createSigningKey, exportPrivateKey, parseSigningKey } from '../../src/report/key.ts'
import { buildExtract, buildReport } from '../../src/report/report.ts'
import { type KnownKeys, verifyReport } from '../../src/report/verify.ts'
import { record } from '../cli/support/documents.ts'
import { people, reportFile, signingKey } from '../cli/support/reports.ts'
import { hostilePeople, hostileRecord } from '../support/hostile.ts'
import { someOf } from '../support/thorough.ts'

const known: KnownKeys[] = [{ source: 'database', fingerprints: [signingKey.fingerprint] }]
const made = new Date('2026-01-22T08:00:00.000Z')

/** Whether somebody who checks this file would believe it. */
function isBelieved(file: Uint8Array, keys: readonly KnownKeys[] = known): boolean {
  try {
    return verifyReport(file, keys).ok
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ResettleError)
    expect((thrown as ResettleError).code).toBe('report.unsealed')
    return false
  }
}

describe.each(formats)('a report as %s', (format) => {
  const { text, seal } = reportFile({ format })
  const file = Buffer.from(text)

  it('is believed as it was written', () => {
    expect(verifyReport(file, known)).toMatchObject({
      ok: true,
      format,
      migration_id: 'mig_1',
      key: signingKey.fingerprint,
      known_from: 'database',
      report_sha256: seal.report_sha256,
    })
  })

  it('is not believed with any one byte changed', () => {
    const believed: number[] = []
    for (const index of someOf([...file.keys()])) {
      const altered = Buffer.from(file)
      altered[index] = (altered[index] ?? 0) ^ 1
      if (isBelieved(altered)) believed.push(index)
    }
    expect(file.length).toBeGreaterThan(3000)
    expect(believed).toEqual([])
  })

  it('is not believed with a byte too few or too many', () => {
    const believed: string[] = []
    for (const index of someOf([...file.keys()])) {
      const shorter = Buffer.concat([file.subarray(0, index), file.subarray(index + 1)])
      // Between the values of JSON spaces and line ends are of no consequence.
      const isLayout = format === 'json' && /\s/.test(String.fromCharCode(file[index] ?? 0))
      if (isBelieved(shorter) && !isLayout) believed.push(`without ${index}`)
    }
    for (const more of ['x', '\n', '{}', '<p>', `\n${text}`]) {
      const isLayout = format === 'json' && more === '\n'
      if (isBelieved(Buffer.from(`${text}${more}`)) && !isLayout) believed.push(`with ${more}`)
      if (isBelieved(Buffer.from(`${more}${text}`)) && !isLayout) believed.push(`${more} before`)
    }
    expect(believed).toEqual([])
  })

  it('is not believed when another key signed it, where a key is known', () => {
    const other = createSigningKey()
    const forged = Buffer.from(
      writeReport(buildReport(record, people.people, made), other, { format, language: 'en' }).text,
    )
    expect(isBelieved(forged)).toBe(false)
    expect(verifyReport(forged, known).checks.filter(({ ok }) => !ok)).toEqual([
      { check: 'signer', ok: false, message: 'the key is not a key of this database' },
    ])
    // Where none is known, nobody can tell; it says so.
    expect(verifyReport(forged, [])).toMatchObject({ ok: true, known_from: null, key: other.fingerprint })
  })

  it('is not believed with the seal of another report', () => {
    const other = writeReport(
      buildReport({ ...record, rolled_back_at: '2026-01-30T00:00:00.000Z' }, people.people, made),
      signingKey,
      { format, language: 'en' },
    )
    const [mine, theirs] = [JSON.stringify(seal), JSON.stringify(other.seal)].map((one) =>
      format === 'csv' ? one.replaceAll('"', '""') : one,
    )
    const swapped =
      format === 'json'
        ? JSON.stringify({ ...(JSON.parse(text) as object), seal: other.seal })
        : text.slice(0, lastLine(text)) + other.text.slice(lastLine(other.text))
    expect(mine).not.toBe(theirs)
    expect(isBelieved(Buffer.from(swapped))).toBe(false)
  })

  it('holds the same report as the other formats', () => {
    for (const other of formats) {
      expect(reportFile({ format: other }).seal.report_sha256).toBe(seal.report_sha256)
    }
  })

  it('is believed whatever the names in it are', () => {
    const [first] = hostilePeople()
    if (first === undefined) throw new Error('nobody')
    const documents = [
      buildReport(hostileRecord(), hostilePeople(), made),
      buildExtract(hostileRecord(), first, made),
    ]
    for (const document of documents) {
      const written = writeReport(document, signingKey, { format, language: 'eu' })
      expect(isBelieved(Buffer.from(written.text))).toBe(true)
      expect(written.text.isWellFormed()).toBe(true)
    }
  })
})

describe('a report as JSON', () => {
  const { text } = reportFile()

  it('may be laid out anew', () => {
    for (const indent of [0, 1, 4, '\t']) {
      expect(isBelieved(Buffer.from(JSON.stringify(JSON.parse(text), null, indent)))).toBe(true)
    }
    expect(isBelieved(Buffer.from(text.replaceAll('\n', '\r\n')))).toBe(true)
  })

  it('is not believed when a member stands twice, or the same text is written in other characters', () => {
    const twice = text.replace('"success": true', '"success": false, "success": true')
    expect(JSON.parse(twice)).toEqual(JSON.parse(text))
    expect(isBelieved(Buffer.from(twice))).toBe(false)
    const escaped = text.replace('5_math', '\\u0035_math')
    expect(JSON.parse(escaped)).toEqual(JSON.parse(text))
    expect(isBelieved(Buffer.from(escaped))).toBe(false)
  })

  it('says which parts were altered', () => {
    const altered = text.replace('"5_eng_dept_math"', '"5_eng_dept_maths"')
    const { checks } = verifyReport(Buffer.from(altered), known)
    expect(checks.find(({ check }) => check === 'parts')).toEqual({
      check: 'parts',
      ok: false,
      message: 'not what they were: renamed',
    })
    expect(checks.find(({ check }) => check === 'content')?.ok).toBe(false)
  })
})

describe('what is no report', () => {
  it.each<[what: string, text: string | Uint8Array]>([
    ['nothing', ''],
    ['text', 'hello'],
    ['JSON without a seal', '{"kind":"report"}'],
    ['JSON that is none', '{"kind"'],
    ['a page without a seal', '<!doctype html><p>hello'],
    ['a table without a seal', 'section,resource\r\n'],
    ['no UTF-8', new Uint8Array([0xff, 0xfe, 0x00])],
    ['the seal alone', JSON.stringify(reportFile().seal)],
    ['a seal of another format', JSON.stringify({ seal: reportFile({ format: 'html' }).seal })],
  ])('%s', (_, text) => {
    expect(() => verifyReport(Buffer.from(text as string), known)).toThrow(
      expect.objectContaining({ code: 'report.unsealed' }),
    )
  })
})

describe('a signing key', () => {
  const pem = signingKey.private.export({ format: 'pem', type: 'pkcs8' }) as string

  it.each<[form: string, text: string]>([
    ['PEM', pem],
    ['PEM on one line', pem.replaceAll('\n', '\\n')],
    ['hexadecimal digits', '07'.repeat(32)],
    ['base64 of the seed', Buffer.alloc(32, 7).toString('base64')],
    ['base64 of PKCS #8', exportPrivateKey(signingKey)],
    ['with spaces around', `\n ${'07'.repeat(32)} \n`],
  ])('is read as %s', (_, text) => {
    expect(parseSigningKey(text, 'KEY').fingerprint).toBe(signingKey.fingerprint)
  })

  it.each<[what: string, text: string]>([
    ['another text', 'swordfish'],
    ['too few bytes', '07'.repeat(31)],
    ['another kind of key', rsa()],
    ['a public key', pem.replaceAll('PRIVATE', 'PUBLIC')],
  ])('is refused without being told: %s', (_, text) => {
    const attempt = () => parseSigningKey(text, 'RESETTLE_SIGNING_KEY')
    expect(attempt).toThrow(expect.objectContaining({ code: 'config.invalid' }))
    expect(attempt).not.toThrow(text.slice(0, 9))
  })

  it('is another one each time one is made', () => {
    expect(createSigningKey().fingerprint).not.toBe(createSigningKey().fingerprint)
    expect(signingKey.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
  })
})

function lastLine(text: string): number {
  return text.trimEnd().lastIndexOf('\n') + 1
}

function rsa(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
}
