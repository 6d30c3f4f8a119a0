import { describe, expect, it } from 'vitest'
import * as contract from '../../src/http/contract/migration.ts'
import { storedPlan } from '../../src/http/contract/plan.ts'
import { migrationsAndRuns, run } from '../../src/http/contract/run.ts'
import { auditLog, session } from '../../src/http/contract/session.ts'
import { engines } from '../support/databases.ts'
import { awkward } from '../support/lamb.ts'
import { expectExact } from './support/exact.ts'
import { useService } from './support/service.ts'

describe.each(engines)('the documents of the service on %s', (engine) => {
  const open = useService(engine, awkward)

  it('are what the contract says, from the inventory to the rollback', async () => {
    const { get, post, until } = await open()
    expectExact(contract.organizations, (await get('/api/organizations')).json)
    expectExact(contract.check, (await get('/api/check')).json)
    expectExact(session, (await get('/api/session')).json)
    const planned = await post('/api/plans', {
      source: 'eng-dept',
      target: 'faculty_sci',
      options: { on: { users: 'clear' } },
    })
    expect(planned.status).toBe(201)
    expectExact(storedPlan, planned.json)
    const plan_id = planned.json.id
    expect((await get(`/api/plans/${plan_id}`)).json).toEqual(planned.json)
    const started = await post('/api/migrations', { plan_id, confirm: 'eng-dept' })
    expect(started.status).toBe(202)
    expectExact(run, started.json)
    const done = await until(String(started.json.run_id), 'done')
    expectExact(run, done)
    expectExact(contract.migrationRecord, (await get(`/api/migrations/${done.migration_id}`)).json)
    expectExact(contract.verification, (await post(`/api/migrations/${done.migration_id}/verify`)).json)
    const preview = await post(`/api/migrations/${done.migration_id}/rollback`, { preview: true })
    expect(preview.status).toBe(200)
    expectExact(contract.rollback, preview.json)
    const back = await post(`/api/migrations/${done.migration_id}/rollback`, { confirm: 'eng-dept' })
    expect(back.status).toBe(202)
    await until(String(back.json.run_id), 'done')
    const list = await get('/api/migrations')
    expectExact(migrationsAndRuns, list.json)
    expect(list.json).toMatchObject({ migrations: [{ status: 'rolled-back' }], runs: [{}, {}] })
    expectExact(auditLog, (await get('/api/audit')).json)
  })

  it('take a migration there and back so that nobody notices afterwards', async () => {
    const { lamb, migrate, post, until } = await open()
    const before = await lamb.snapshot()
    const { migrationId } = await migrate()
    const { json } = await post(`/api/migrations/${migrationId}/rollback`, { confirm: 'eng-dept' })
    await until(String(json.run_id), 'done')
    expect(await lamb.snapshot()).toEqual(before)
  })
})
