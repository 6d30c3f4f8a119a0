import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import type { Plan } from '../../src/migration/documents.ts'
import type { PlanInput } from '../../src/migration/plan/options.ts'
import type { Resettle } from '../../src/resettle.ts'
import { createScene, type Scene } from '../crash/support/scene.ts'
import { engines } from '../support/databases.ts'
import { ask, expectRefusal } from './support/ask.ts'
import { type Desk, openDesk } from './support/desk.ts'

describe.each(engines)('on %s nothing is written for', (engine) => {
  let scene: Scene
  let desk: Desk
  let resettle: Resettle
  let before: string
  let flags: string[]

  beforeAll(async () => {
    desk = await openDesk()
    scene = await createScene(engine)
    resettle = await scene.open()
    before = await scene.observer.app()
    flags = ['--db', scene.fresh.url, '--blueprint', desk.blueprint]
  })
  afterAll(async () => {
    await scene.drop()
    await desk.clear()
  })

  const expectUntouched = async () => {
    expect(await scene.observer.app()).toBe(before)
    expect(await scene.observer.own()).toBeNull()
  }

  /** Refused as a command, by `plan` and by `migrate`, and by the library. */
  const expectRefused = async (code: ErrorCode, words: readonly string[]) => {
    await expectRefusal([...flags, 'plan', ...words], code)
    await expectRefusal([...flags, 'migrate', ...words, '--yes'], code)
    await expectUntouched()
  }

  it.each<[string, ErrorCode, string, string]>([
    ['an unknown source', 'organization.not-found', 'nowhere', 'south'],
    ['an unknown target', 'organization.not-found', 'north', 'nowhere'],
    ['an unknown id', 'organization.not-found', '77', 'south'],
    ['a slug in another case', 'organization.not-found', 'North', 'south'],
    ['a slug with a space', 'organization.not-found', 'north ', 'south'],
    ['an empty slug', 'organization.not-found', '', 'south'],
    ['SQL for a slug', 'organization.not-found', `north' or '1'='1`, 'south'],
    ['one organization twice', 'organization.same', 'north', 'north'],
    ['one organization by slug and by id', 'organization.same', 'north', '1'],
    ['the system organization as source', 'organization.system', 'root', 'south'],
    ['the system organization as target', 'organization.system', 'north', '9'],
  ])('%s', async (_, code, source, target) => {
    await expectRefused(code, [source, target])
    await expect(resettle.plan(source, target)).rejects.toMatchObject({ code })
    await expect(resettle.migrate(source, target)).rejects.toMatchObject({ code })
    await expectUntouched()
  })

  it.each<[string, ErrorCode, readonly string[]]>([
    ['an unknown option', 'usage.invalid', ['--frobnicate']],
    ['an unknown strategy', 'usage.invalid', ['--conflict-strategy', 'merge']],
    ['an unknown strategy for a table', 'usage.invalid', ['--on', 'boards=merge']],
    ['a strategy for an unknown table', 'decision.invalid', ['--on', 'gremlins=skip']],
    ['a decision in no form', 'decision.invalid', ['--decide', 'boards']],
    ['an unknown decision', 'decision.invalid', ['--decide', 'boards:13=explode']],
    ['a decision about no row', 'decision.invalid', ['--decide', 'boards:999=skip']],
    ['a decision about a row without a conflict', 'decision.invalid', ['--decide', 'boards:16=skip']],
    ['a decision about an unknown table', 'decision.invalid', ['--decide', 'gremlins:1=skip']],
    ['a decision that the conflict does not offer', 'decision.invalid', ['--decide', 'boards:13=clear']],
    ['an unknown rank', 'usage.invalid', ['--owner-becomes', 'emperor']],
    ['an unknown style', 'usage.invalid', ['--rename-style', 'loud']],
  ])('%s', async (_, code, options) => {
    await expectRefused(code, ['north', 'south', ...options])
  })

  it.each<[string, PlanInput]>([
    ['an unknown strategy', { conflictStrategy: 'merge' as 'skip' }],
    ['an unknown strategy for a table', { on: { boards: 'merge' } }],
    ['a strategy for an unknown table', { on: { gremlins: 'skip' } }],
    ['an unknown decision', { decisions: [{ resource: 'boards', id: 13, choice: 'explode' as 'skip' }] }],
    ['a decision about no row', { decisions: [{ resource: 'boards', id: 999, choice: 'skip' }] }],
    ['an unknown style', { renameStyle: 'loud' as 'prefix' }],
    ['what is no list', { decisions: 'all' as unknown as [] }],
  ])('%s, given to the library', async (_, input) => {
    const refused = { code: 'decision.invalid', exit: 2 }
    await expect(resettle.plan('north', 'south', input)).rejects.toMatchObject(refused)
    await expect(resettle.migrate('north', 'south', input)).rejects.toMatchObject(refused)
    await expectUntouched()
  })

  it.each<[string, ErrorCode, readonly string[]]>([
    ['what nobody decided', 'plan.undecided', []],
    ['conflicts that must not be', 'plan.conflicts', ['--conflict-strategy', 'fail']],
    ['a source that cannot go', 'plan.blocked', ['--on', 'people=clear', '--delete-source']],
  ])('%s', async (_, code, options) => {
    await expectRefusal([...flags, 'migrate', 'north', 'south', ...options, '--yes'], code)
    const planned = await ask([...flags, 'plan', 'north', 'south', ...options, '--json'])
    expect([planned.exit, JSON.parse(planned.stdout)]).toMatchObject([3, { can_migrate: false }])
    await expectUntouched()
  })

  it('organizations that are being migrated', async () => {
    const database = await scene.fresh.open()
    const claim = await database.claim(['organization:2'])
    await expectRefusal([...flags, 'migrate', 'east', 'south', '--yes'], 'migration.locked')
    await claim?.release()
    await expectUntouched()
  })

  it.each([
    ['verify', 'mig_1'],
    ['rollback', 'mig_1', '--yes'],
    ['rollback', 'mig_1', '--preview'],
    ['rollback', `mig_1' or '1'='1`, '--yes'],
    ['show', ''],
    ['report', '../mig_1'],
  ])('an unknown migration: %s %s', async (...words) => {
    await expectRefusal([...flags, ...words], 'migration.not-found')
    await expectUntouched()
  })

  it('a plan file that is none', async () => {
    const path = `${desk.folder}/plan.json`
    const planned = await ask([...flags, 'plan', 'north', 'south', '--on', 'people=clear', '-o', path])
    expect(planned.exit).toBe(0)
    const plan = JSON.parse(await readFile(path, 'utf8')) as Plan
    const { fingerprint, ...unsigned } = plan
    const wrong: [ErrorCode, string][] = [
      ['file.unreadable', `${desk.folder}/none.json`],
      ['file.unreadable', desk.folder],
      ['plan.invalid', await desk.put('torn.json', JSON.stringify(plan).slice(0, 500))],
      ['plan.invalid', await desk.put('empty.json', '')],
      ['plan.invalid', await desk.put('null.json', 'null')],
      ['plan.invalid', await desk.put('other.json', '{"kind": "migration", "version": 1}')],
      ['plan.invalid', await desk.put('newer.json', JSON.stringify({ ...plan, version: 2 }))],
      ['plan.invalid', await desk.put('unsigned.json', JSON.stringify(unsigned))],
      [
        'plan.invalid',
        await desk.put('forged.json', JSON.stringify({ ...plan, fingerprint: 'x'.repeat(64) })),
      ],
      [
        'plan.invalid',
        await desk.put(
          'edited.json',
          JSON.stringify({ ...plan, basis: { ...plan.basis, 'rows.boards.source': '99' } }),
        ),
      ],
      [
        'plan.invalid',
        await desk.put(
          'options.json',
          JSON.stringify({ ...plan, options: { ...plan.options, conflict_strategy: 'merge' } }),
        ),
      ],
    ]
    for (const [code, file] of wrong) {
      await expectRefusal([...flags, 'migrate', '--plan', file, '--yes'], code)
      await expectUntouched()
    }
    expect(fingerprint).toHaveLength(64)
  })

  it('a plan of other organizations, of another strategy, or of another database', async () => {
    const plan = await resettle.plan('north', 'south', { on: { people: 'clear' } })
    const others: unknown[] = [
      { ...plan, target: { ...plan.target, id: 3 } },
      { ...plan, target: { ...plan.target, id: 77 } },
      { ...plan, target: { ...plan.target, id: 9 } },
      { ...plan, target: plan.source },
      { ...plan, options: { ...plan.options, conflict_strategy: 'skip' } },
    ]
    for (const other of others) {
      await expect(resettle.migratePlan(other)).rejects.toMatchObject({
        code: expect.stringMatching(/^plan\.(?:stale|invalid|undecided)$/),
      })
      await expectUntouched()
    }
    const elsewhere = await createScene(engine, { logs: 3 })
    const there = await elsewhere.open()
    await expect(there.migratePlan(plan)).rejects.toMatchObject({ code: 'plan.stale', exit: 3 })
    expect(await elsewhere.observer.own()).toBeNull()
    await elsewhere.drop()
  })

  it('a slug that is the id of another, unless the id is given', async () => {
    const odd = await createScene(engine)
    await odd.fresh.run(`update orgs set slug = '2' where id = 4`)
    const there = await odd.open()
    await expect(there.plan('north', '2')).rejects.toMatchObject({ code: 'organization.ambiguous', exit: 2 })
    expect(await odd.observer.own()).toBeNull()
    // Named without doubt, it is carried out without doubt.
    const done = await there.migrate('north', 'south', { on: { people: 'clear' } })
    expect(await there.rollback(done.migration_id)).toMatchObject({ success: true })
    await odd.drop()
  })
})
