import { describe, expect, test } from 'vitest'
import { formats } from '../../src/report/format.ts'
import { createSigningKey, exportPrivateKey } from '../../src/report/key.ts'
import type { SealedDocument } from '../../src/report/report.ts'
import { openResettle, type Resettle } from '../../src/resettle.ts'
import { engines } from '../support/databases.ts'
import { awkward, decided, type Lamb, useLamb } from '../support/lamb.ts'

describe.each(engines)('report files on %s', (engine) => {
  const open = useLamb(engine, awkward)

  test('hold what the migration did, and are believed here', async () => {
    const lamb = await open()
    const done = await lamb.migrate(decided)
    for (const format of formats) {
      const file = await lamb.resettle.report(done.migration_id, { format, language: 'ca' })
      expect(file.file_name).toBe(`${done.migration_id}.${format}`)
      expect(await lamb.resettle.verifyReport(Buffer.from(file.text))).toMatchObject({
        ok: true,
        known_from: 'database',
        migration_id: done.migration_id,
        key: file.seal.key,
      })
    }
    const document = await readJson(lamb, done.migration_id)
    if (document.kind !== 'report') throw new Error('no report')
    const { kind, status, undo, people, others, checksums, generated_at, seal, ...rest } = document
    const { kind: _, ...reported } = JSON.parse(JSON.stringify(done)) as typeof done
    expect(rest).toEqual(reported)
    expect([kind, status, undo]).toEqual([
      'report',
      'done',
      { state: 'stands', at: null, rows: 0, kept: 0, conflicts: 0 },
    ])
    expect(people).toEqual((await lamb.resettle.people(done.migration_id)).people)
    expect(Object.keys(checksums)).toContain('plan')
    expect(Date.parse(generated_at)).toBeGreaterThanOrEqual(Date.parse(done.finished_at))
    expect(seal.signed_at).toBe(generated_at)
  })

  test('say that a migration was taken back', async () => {
    const lamb = await open()
    const { migration_id } = await lamb.migrate(decided)
    const back = await lamb.rollback(migration_id)
    const document = await readJson(lamb, migration_id)
    const rows = back.tables.reduce((sum, { restored }) => sum + restored, 0)
    expect(document).toMatchObject({
      status: 'rolled-back',
      undo: { state: 'taken-back', at: back.finished_at, rows, kept: 0, conflicts: 0 },
    })
    const { text } = await lamb.resettle.report(migration_id, { format: 'html', language: 'es' })
    expect(text).toContain('La migración se deshizo el')
  })

  test('can be about one person', async () => {
    const lamb = await open()
    const { migration_id } = await lamb.migrate(decided)
    const { people } = await lamb.resettle.people(migration_id)
    const person = people.find(({ renamed }) => renamed.length > 0)
    if (person?.email == null) throw new Error('nobody has a renamed thing')
    for (const who of [String(person.user), person.email, ` ${person.email.toUpperCase()} `]) {
      const { text } = await lamb.resettle.report(migration_id, { person: who })
      expect(JSON.parse(text)).toMatchObject({ kind: 'extract', person: JSON.parse(JSON.stringify(person)) })
    }
    const page = await lamb.resettle.report(migration_id, { person: person.email, format: 'html' })
    expect(page.text).toContain(person.renamed[0]?.to)
    for (const other of people.filter((one) => one !== person)) {
      expect(page.text).not.toContain(other.email)
    }
    await lamb.refuses('report.person-not-found', () =>
      lamb.resettle.report(migration_id, { person: 'nobody@portlindar.example' }),
    )
    await lamb.refuses('usage.invalid', () => lamb.resettle.report(migration_id, { language: 'tlh' }))
  })

  test('are signed by one key, made once, even by two at the same time', async () => {
    const lamb = await open()
    const { migration_id } = await lamb.migrate(decided)
    const others = await Promise.all([1, 2, 3].map(() => again(lamb)))
    const files = await Promise.all([lamb.resettle, ...others].map((one) => one.report(migration_id)))
    const later = await lamb.resettle.report(migration_id)
    for (const { text } of files) {
      expect((await lamb.resettle.verifyReport(Buffer.from(text))).ok).toBe(true)
    }
    expect(
      new Set((await Promise.all(others.map((one) => one.report(migration_id)))).map(({ seal }) => seal.key)),
    ).toEqual(new Set([later.seal.key]))
    await Promise.all(others.map((one) => one.close()))
  })

  test('are signed by the key that was given, which the database remembers without its secret', async () => {
    const lamb = await open()
    const { migration_id } = await lamb.migrate(decided)
    const given = createSigningKey()
    const signing = await again(lamb, { signingKey: exportPrivateKey(given) })
    const file = Buffer.from((await signing.report(migration_id)).text)
    expect(await signing.verifyReport(file)).toMatchObject({ ok: true, known_from: 'setting' })
    expect(await lamb.resettle.verifyReport(file)).toMatchObject({ ok: true, known_from: 'database' })
    expect(await lamb.resettle.verifyReport(file, given.fingerprint)).toMatchObject({
      ok: true,
      known_from: 'given',
    })
    const other = await lamb.resettle.verifyReport(file, createSigningKey().fingerprint)
    expect(other).toMatchObject({ ok: false, known_from: null })
    const table = engine === 'sqlite' ? 'resettle_signing_keys' : 'resettle.signing_keys'
    expect(await lamb.query(`select fingerprint, private_key from ${table}`)).toEqual([
      { fingerprint: given.fingerprint, private_key: null },
    ])
    await signing.close()
    const wrong = await again(lamb, { signingKey: 'swordfish' })
    await lamb.refuses('config.invalid', () => wrong.report(migration_id))
    await wrong.close()
  })

  test('of another database are not believed', async () => {
    const [mine, theirs] = [await open(), await open()]
    const { migration_id } = await mine.migrate(decided)
    await theirs.resettle.report((await theirs.migrate(decided)).migration_id)
    const file = Buffer.from((await mine.resettle.report(migration_id)).text)
    expect(await theirs.resettle.verifyReport(file)).toMatchObject({ ok: false, known_from: null })
  })

  test('of a migration that is not there are refused, and make no key', async () => {
    const lamb = await open()
    await lamb.refuses('migration.not-found', () => lamb.resettle.report('mig_0_000000'))
    const { migration_id } = await lamb.migrate(decided)
    await lamb.refuses('migration.not-found', () => lamb.resettle.report('mig_0_000000'))
    await expect(lamb.resettle.report('prm_0_000000')).rejects.toThrow('prm_0_000000 is a promotion')
    const table = engine === 'sqlite' ? 'resettle_signing_keys' : 'resettle.signing_keys'
    expect(await lamb.count(`select count(*) from ${table}`)).toBe(0)
    await lamb.resettle.report(migration_id)
    expect(await lamb.count(`select count(*) from ${table}`)).toBe(1)
  })
})

async function readJson(lamb: Lamb, id: string): Promise<SealedDocument> {
  return JSON.parse((await lamb.resettle.report(id)).text) as SealedDocument
}

function again(lamb: Lamb, options: { signingKey?: string } = {}): Promise<Resettle> {
  return openResettle({ db: lamb.url, blueprint: 'lamb', ...options })
}
