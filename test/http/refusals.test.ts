import { rm, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { addToken, tokenDesk } from '../../src/http/auth/tokens.ts'
import { createHttpApp } from '../../src/http/index.ts'
import { trigger } from '../migration/schemas/support/triggers.ts'
import { ids } from '../promotion/clubs.ts'
import { createOpenHands } from '../promotion/openhands/world.ts'
import { engines, type FreshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'
import { type Ask, useClubs } from './support/clubs.ts'
import { type Answer, request, useService } from './support/service.ts'

const base = '/creator/admin/organizations'
const toScience = { target_organization_slug: 'faculty_sci' }

describe.each(engines)('what is refused over HTTP on %s', (engine) => {
  const open = useService(engine)

  it('are organizations that are not there, the same, not for this, or two of a name; and what an app has not', async () => {
    const { lamb, get, post, refuses } = await open()
    await refuses('promotion.none', get('/api/promotions'))
    const plan = (source: string, target: string) => post('/api/plans', { source, target })
    await refuses('organization.not-found', plan('nobody', 'faculty_sci'))
    await refuses('organization.same', plan('eng-dept', '2'))
    await refuses('organization.system', plan('eng-dept', 'lamb'))
    await lamb.run(`update {organizations} set slug = '3' where id = 4`)
    await refuses('organization.ambiguous', plan('eng-dept', '3'))
  })

  it('is a migration that the app forbids, or changes on its way', async () => {
    const { lamb, post, refuses } = await open()
    const migrate = () => post(`${base}/eng-dept/migrate`, toScience)
    await lamb.run(
      trigger(engine, 'after update on "LAMB_assistants"', {
        sqlite: `update "LAMB_organizations" set name = name || '!' where id = 4`,
        postgres: `update "LAMB_organizations" set name = name || '!' where id = 4`,
      }),
    )
    const before = await lamb.snapshot()
    await refuses('verification.failed', migrate())
    await lamb.run(
      trigger(engine, 'before update on "LAMB_assistants"', {
        sqlite: `select raise(abort, 'never')`,
        postgres: `raise exception 'never'`,
      }),
    )
    expect(await refuses('migration.refused', migrate())).toMatchObject({
      detail: expect.stringContaining('never'),
    })
    expect(await lamb.snapshot()).toEqual(before)
  })

  it('is a rollback that meets what was done since, or a migration that came after', async () => {
    const { lamb, migrate, post, refuses, until } = await open()
    const { migrationId } = await migrate()
    const [moved] = await lamb.query<{ name: string; owner: string }>(
      'select name, owner from {assistants} where organization_id = 3 order by id limit 1',
    )
    await lamb.add('assistants', { organization_id: 2, ...moved })
    const path = `/migrations/${migrationId}/rollback`
    const before = await lamb.snapshot()
    await refuses('rollback.conflicts', post(`${base}${path}`, { conflict_strategy: 'fail' }))
    expect(await lamb.snapshot()).toEqual(before)
    const onward = { source: 'faculty_sci', target: 'med-school', options: { conflict_strategy: 'rename' } }
    const { json } = await post('/api/plans', onward)
    const started = await post('/api/migrations', { plan_id: json.id, confirm: 'faculty_sci' })
    expect([started.status, started.json.detail]).toEqual([202, undefined])
    await until(String(started.json.run_id), 'done')
    await refuses('rollback.superseded', post(`/api${path}`, { preview: true }))
  })

  it('is everything that a service which is being stopped would have to begin', async () => {
    const { app, plan, post, refuses } = await open()
    const plan_id = await plan()
    await app.close()
    await refuses('service.stopping', post('/api/migrations', { plan_id, confirm: 'eng-dept' }))
  })

  it('is what the blueprint, our tables or the database cannot serve', async () => {
    const { lamb, get, post, refuses, resettle } = await open()
    const version = engine === 'sqlite' ? 'resettle_version' : 'resettle.version'
    await lamb.run(`insert into ${version} (version) values (99)`)
    await refuses('store.newer', get('/api/migrations'))
    await lamb.run(`alter table {Creator_users} rename to gone`)
    await refuses('blueprint.mismatch', post('/api/plans', { source: 'eng-dept', target: 'faculty_sci' }))
    await resettle.close()
    await refuses('database.unavailable', get('/api/organizations'))
  })
})

describe.each(engines)('what is refused over HTTP about promotions on %s', (engine) => {
  const place = useClubs(engine)

  it('are people whom the app refuses, who change meanwhile, or whose organization has others in it', async () => {
    const { fresh, ask } = await place()
    const login = (user: string) => ask('PUT', `/api/promotions/users/${user}`)
    const promoted = await login(ids.ann)
    await fresh.run(`insert into seats values ('${ids.ann}', '${ids.native}', 1000)`)
    const before = await appRows(fresh)
    const back = await ask('POST', `/api/promotions/${promoted.json.promotion_id}/rollback`, {})
    const problem = back.status === 202 ? await outcome(ask, back.json.run_id) : back.json
    expect(problem).toMatchObject({ code: 'promotion.conflicts' })
    const refusing = trigger(engine, 'before insert on clubs', {
      sqlite: `select raise(abort, 'no more clubs')`,
      postgres: `raise exception 'no more clubs'`,
    })
    await fresh.run(refusing)
    expect((await login(ids.ben)).json).toMatchObject({ code: 'promotion.refused' })
    await fresh.run(`drop trigger t_before_insert_on_clubs${engine === 'sqlite' ? '' : ' on clubs'}`)
    const ignoring = trigger(engine, 'before update on tokens', {
      sqlite: 'select raise(ignore)',
      postgres: 'return null',
    })
    await fresh.run(ignoring)
    expect((await login(ids.ben)).json).toMatchObject({ code: 'promotion.stale' })
    expect(await appRows(fresh)).toEqual(before)
  })

  it('are people whose secrets the app could not read afterwards', async () => {
    const world = await createOpenHands(
      engine,
      { shape: 'flat', shapes: ['ordinary'] },
      { secret: () => null },
    )
    const { resettle, made } = world
    const app = await createHttpApp({ resettle, tickMs: 0, webRoot: null })
    const desk = await tokenDesk(resettle)
    const token = await addToken(desk, { name: 'tests', role: 'admin', expiresAt: null }, new Date())
    const before = await world.dump()
    const path = `/api/promotions/users/${made.facts[0]?.user_id}`
    expect((await request(app, 'PUT', path, { token })).json).toMatchObject({ code: 'promotion.blocked' })
    expect(await world.dump()).toEqual(before)
    await app.close()
    await resettle.close()
  })
})

describe('databases that change under a service', () => {
  const onPostgres = useClubs('postgres')
  const onSqlite = useClubs('sqlite')

  /** The first answers come of connections that were cut; the later ones of the state that things are in. */
  async function settles(answer: () => Promise<Answer>): Promise<unknown> {
    const codes = []
    for (let attempt = 0; attempt < 8; attempt++) codes.push((await answer()).json.code)
    return codes.at(-1)
  }

  it('say that they are gone, or not for this user', async () => {
    const { fresh, get } = await onPostgres()
    const name = new URL(fresh.url).pathname.slice(1)
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'u_${name}'`
    const user = `u_${name}`
    await fresh.run(`create role ${user} login superuser password 'x'`)
    try {
      const other = await get({ user })
      expect((await other('/api/check')).status).toBe(200)
      await fresh.run(`alter role ${user} nologin`, cut)
      expect(await settles(() => other('/api/check'))).toBe('database.denied')
      await fresh.run(`alter role ${user} login`)
      expect(await settles(() => other('/api/check'))).toBeUndefined()
    } finally {
      await fresh.run(`alter role ${user} nologin nosuperuser`, cut)
    }
    const own = await get({})
    await fresh.drop()
    expect(await settles(() => own('/api/check'))).toBe('database.missing')
  })

  it('say that their file cannot be written, or is none', async () => {
    const { fresh, ask } = await onSqlite()
    const path = fresh.url.slice('sqlite:'.length)
    await rm(path)
    expect((await ask('PUT', `/api/promotions/users/${ids.ann}`)).json).toMatchObject({
      code: 'database.read-only',
    })
    const other = await onSqlite()
    const file = other.fresh.url.slice('sqlite:'.length)
    for (const suffix of ['-wal', '-shm']) await rm(`${file}${suffix}`, { force: true })
    await writeFile(file, 'no database at all '.repeat(1000))
    expect((await other.ask('GET', '/api/check')).json).toMatchObject({ code: 'database.not-a-database' })
  })
})

async function outcome(ask: Ask, runId: unknown): Promise<unknown> {
  for (;;) {
    const { json } = await ask('GET', `/api/runs/${runId}`)
    if (json.status !== 'running') return json.problem
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function appRows(fresh: FreshDatabase): Promise<unknown> {
  const database = await fresh.open()
  return dump(database)
}
