import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addToken, tokenDesk } from '../../src/http/auth/tokens.ts'
import * as contract from '../../src/http/contract/promotion.ts'
import { run } from '../../src/http/contract/run.ts'
import { createHttpApp, type HttpApp } from '../../src/http/index.ts'
import { openResettle, type Resettle } from '../../src/resettle.ts'
import { buildClubs, clubsBlueprint, ids } from '../promotion/clubs.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'
import { expectExact } from './support/exact.ts'
import { type Answer, request } from './support/service.ts'

describe.each(engines)('promotions over HTTP on %s', (engine) => {
  let fresh: FreshDatabase
  let resettle: Resettle
  let app: HttpApp
  let token: string
  beforeEach(async () => {
    fresh = await freshDatabase(engine)
    await buildClubs(fresh)
    resettle = await openResettle({ db: fresh.url, blueprint: clubsBlueprint })
    app = await createHttpApp({ resettle, tickMs: 0, webRoot: null })
    token = await addToken(
      await tokenDesk(resettle),
      { name: 'tests', role: 'admin', expiresAt: null },
      new Date(),
    )
  })
  afterEach(async () => {
    await app.close()
    await resettle.close()
    await fresh.drop()
  })
  const get = (path: string) => request(app, 'GET', path, { token })
  const post = (path: string, body: object = {}) => request(app, 'POST', path, { token, body })
  const login = (user: string) => request(app, 'PUT', `/api/promotions/users/${user}`, { token })
  const bystanders = async (): Promise<string[]> => {
    const database = await fresh.open()
    const rows = Object.values(await dump(database)).flat()
    return rows.filter((line) => /bystander|99999999|t-by|book-by|cus_by/.test(line))
  }
  const until = async (id: unknown, status: string): Promise<Answer['json']> => {
    for (;;) {
      const { json } = await get(`/api/runs/${id}`)
      if (json.status === status) return json
      if (json.status !== 'running') throw new Error(JSON.stringify(json))
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  it('say who is left, show what would happen, and promote people by name', async () => {
    const before = await bystanders()
    const status = await get('/api/promotions')
    expectExact(contract.promotionStatus, status.json)
    const users = [ids.ann, ids.ben]
    const preview = await post('/api/promotions', { users, preview: true })
    expect(preview.status).toBe(200)
    expectExact(contract.promotionPlan, preview.json)
    expect((await get('/api/promotions')).json).toEqual(status.json)
    const started = await post('/api/promotions', { users, later: true })
    expect(started.status).toBe(202)
    expectExact(run, started.json)
    const done = await until(started.json.run_id, 'done')
    expectExact(run, done)
    expect(done).toMatchObject({
      work: 'promotion',
      progress: { phase: 'ended', done: 2, total: 2 },
      result: { kind: 'promotions', success: true, promoted: 2 },
    })
    expect(await bystanders()).toEqual(before)
  })

  it('promote at login, in one call that may be repeated', async () => {
    const first = await login(ids.ann)
    expect(first.status).toBe(200)
    expectExact(contract.promotion, first.json)
    expect(first.json).toMatchObject({ status: 'done', user: ids.ann })
    expect((await login(ids.ann)).json).toMatchObject({
      status: 'already',
      promotion_id: first.json.promotion_id,
    })
    expect((await login('nobody')).json).toMatchObject({ code: 'promotion.unfit', status: 422 })
    expect((await login('12121212-1212-4212-8212-121212121212')).json).toMatchObject({
      code: 'promotion.unknown',
    })
  })

  it('are taken back, after a preview that changes nothing', async () => {
    const { json } = await login(ids.ann)
    const path = `/api/promotions/${json.promotion_id}/rollback`
    const preview = await post(path, { preview: true })
    expect(preview.status).toBe(200)
    expectExact(contract.promotionRollback, preview.json)
    expect(preview.json).toMatchObject({ preview: true, user: ids.ann })
    const started = await post(path)
    expect(started.status).toBe(202)
    const done = await until(started.json.run_id, 'done')
    expect(done).toMatchObject({ work: 'promotion-rollback', result: { success: true, preview: false } })
    expect((await post(path)).json).toMatchObject({ code: 'rollback.done' })
    const record = await get(`/api/promotions/${json.promotion_id}`)
    expectExact(contract.promotionRecord, record.json)
    expect(record.json).toMatchObject({ status: 'rolled-back', rollback: { success: true } })
    expect((await get('/api/promotions/prm_none')).json).toMatchObject({ code: 'promotion.not-found' })
    expect((await post('/api/promotions/prm_none/rollback')).json).toMatchObject({
      code: 'promotion.not-found',
    })
  })

  it('leave changes outside that are listed, tried again and undone', async () => {
    const { json } = await login(ids.ann)
    const list = await get(`/api/effects?subject=${json.promotion_id}`)
    expectExact(contract.effects, list.json)
    const effects = list.json.effects as { effect_id: string; state: string }[]
    expect(effects.map(({ state }) => state)).toEqual(['pending', 'pending'])
    const id = effects[0]?.effect_id
    const retried = await post(`/api/effects/${id}/retry`)
    expect(retried.status).toBe(200)
    expectExact(contract.effect, retried.json)
    expect((await get('/api/effects?state=done')).json.effects).toEqual([])
    expect((await post(`/api/effects/${id}/compensate`)).json).toMatchObject({
      effect_id: id,
      direction: 'back',
    })
    expect((await post('/api/effects/eff_none/retry')).json).toMatchObject({ code: 'effect.not-found' })
  })

  it('of all that are left stop between two batches when they are told to, and go on later', async () => {
    const all = (await get('/api/promotions')).json
    const started = await post('/api/promotions', { all: true, limit: 1, later: true })
    const run_id = started.json.run_id
    await until(run_id, 'done')
    expect((await get('/api/promotions')).json.ready).toBe(Number(all.ready) - 1)
    expect((await post(`/api/runs/${run_id}/cancel`)).json).toMatchObject({ code: 'run.state' })
  })

  it('count whoever was promoted before they were stopped, so that a limit is for the whole run', async () => {
    const all = (await get('/api/promotions')).json
    const { json } = await post('/api/promotions', { all: true, limit: 1, later: true })
    await until(json.run_id, 'done')
    const runs = engine === 'sqlite' ? 'resettle_runs' : 'resettle.runs'
    // As it stands where the process ended between the last batch and the end of the run.
    await fresh.run(`update ${runs} set status = 'interrupted'`)
    await post(`/api/runs/${json.run_id}/resume`)
    expect(await until(json.run_id, 'done')).toMatchObject({ attempts: 2, progress: { done: 1, total: 1 } })
    expect((await get('/api/promotions')).json.ready).toBe(Number(all.ready) - 1)
  })

  it('ask for either people or everybody', async () => {
    for (const body of [{}, { users: [] }, { users: [ids.ann], all: true }, { all: false }]) {
      expect((await post('/api/promotions', body)).json).toMatchObject({ code: 'request.invalid' })
    }
  })

  it('want the outside to be reachable, or left for later', async () => {
    const { json } = await post('/api/promotions', { users: [ids.ann] })
    expect(json.code ?? (await until(json.run_id, 'failed')).problem).toMatchObject({
      code: 'outside.unconfigured',
    })
  })
})
