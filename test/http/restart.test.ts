import { afterEach, describe, expect, it } from 'vitest'
import { engines } from '../support/databases.ts'
import { openStream } from './support/events.ts'
import { eventually } from './support/eventually.ts'
import { type OtherService, startOther } from './support/kill-service.ts'
import { type Desk, moving, useService } from './support/service.ts'

/** The service writes down what came of a run, the transaction being committed. */
const writingTheEnd = /update .*runs.* set "status"/

describe.each(engines)('a service that is killed (-9) on %s', (engine) => {
  const open = useService(engine)
  const others: OtherService[] = []
  afterEach(async () => {
    for (const other of others.splice(0)) await other.kill()
  })

  /** Starts a migration or its rollback in another process, kills that when it hangs, and answers the run. */
  async function killAt(
    { lamb, admin, plan }: Desk,
    pattern: RegExp,
    path: string,
    body: (planId: string) => object,
  ): Promise<{ runId: string; migrationId: string }> {
    const other = await startOther({ db: lamb.url, stopsAt: pattern.source })
    others.push(other)
    const response = await fetch(`${other.address}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${admin}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body(path === '/api/migrations' ? await plan() : '')),
    })
    const run = (await response.json()) as { run_id: string; migration_id: string }
    expect(response.status).toBe(202)
    await other.hangs
    await other.kill()
    return { runId: run.run_id, migrationId: run.migration_id }
  }
  const start = (plan_id: string) => ({ plan_id, confirm: 'eng-dept' })
  const back = () => ({ confirm: 'eng-dept' })

  it('in the middle of a migration leaves a run that says so, and that can be resumed', async () => {
    const desk = await open()
    const { app, admin, get, post, until, lamb } = desk
    const before = await lamb.snapshot()
    const { runId, migrationId } = await killAt(desk, moving, '/api/migrations', start)
    await app.tick()
    const { json } = await get(`/api/runs/${runId}`)
    expect(json).toMatchObject({
      status: 'interrupted',
      problem: { code: 'run.interrupted', retryable: true },
    })
    expect(await lamb.snapshot()).toEqual(before)
    const events = await (await openStream(app, runId, admin)).rest()
    expect(events.at(-1)).toMatchObject({ event: 'failed', data: { status: 'interrupted' } })
    expect((await post(`/api/runs/${runId}/resume`)).status).toBe(202)
    expect(await until(runId, 'done')).toMatchObject({
      attempts: 2,
      migration_id: migrationId,
      problem: null,
    })
    const again = await (await openStream(app, runId, admin, events.at(-1)?.id)).rest()
    expect(again.map(({ id }) => id)).toEqual(again.map((_, index) => 2_000_001 + index))
    expect(events.every(({ id }) => id < 2_000_000)).toBe(true)
    const listed = (await get('/api/migrations')).json.migrations as { migration_id: string }[]
    expect(listed.map(({ migration_id }) => migration_id)).toEqual([migrationId])
  })

  it('after the commit leaves a run that is found done, and is not done again', async () => {
    const desk = await open()
    const { app, get, lamb, refuses, post } = desk
    const { runId, migrationId } = await killAt(desk, writingTheEnd, '/api/migrations', start)
    expect((await get(`/api/runs/${runId}`)).json.status).toBe('running')
    const after = await lamb.snapshot()
    await app.tick()
    expect((await get(`/api/runs/${runId}`)).json).toMatchObject({ status: 'done', problem: null })
    expect((await get(`/api/migrations/${migrationId}`)).json).toMatchObject({ kind: 'migration-record' })
    await refuses('run.state', post(`/api/runs/${runId}/resume`))
    expect(await lamb.snapshot()).toEqual(after)
  })

  it('in the middle of a rollback leaves a run that can be resumed', async () => {
    const desk = await open()
    const before = await desk.lamb.snapshot()
    const { migrationId } = await desk.migrate()
    const path = `/api/migrations/${migrationId}/rollback`
    const { runId } = await killAt(desk, moving, path, back)
    await desk.app.tick()
    expect((await desk.get(`/api/runs/${runId}`)).json).toMatchObject({ status: 'interrupted' })
    await desk.post(`/api/runs/${runId}/resume`)
    await desk.until(runId, 'done')
    expect(await desk.lamb.snapshot()).toEqual(before)
  })

  it('after the commit of a rollback leaves a run that is found done', async () => {
    const desk = await open()
    const before = await desk.lamb.snapshot()
    const { migrationId } = await desk.migrate()
    const path = `/api/migrations/${migrationId}/rollback`
    const { runId } = await killAt(desk, writingTheEnd, path, back)
    await desk.app.tick()
    expect((await desk.get(`/api/runs/${runId}`)).json).toMatchObject({ status: 'done' })
    expect(await desk.lamb.snapshot()).toEqual(before)
  })

  it('is left alone by others as long as it lives', async () => {
    const desk = await open()
    const { app, get, lamb, admin, plan } = desk
    const other = await startOther({ db: lamb.url, stopsAt: moving.source })
    others.push(other)
    const response = await fetch(`${other.address}/api/migrations`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${admin}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(start(await plan())),
    })
    const { run_id } = (await response.json()) as { run_id: string }
    await other.hangs
    await app.tick()
    expect((await get(`/api/runs/${run_id}`)).json.status).toBe('running')
    await other.kill()
    await app.tick()
    expect((await get(`/api/runs/${run_id}`)).json.status).toBe('interrupted')
  })

  it('keeps the sessions of the page', async () => {
    const { lamb, admin, app } = await open()
    const other = await startOther({ db: lamb.url, stopsAt: 'never' })
    others.push(other)
    const begun = await fetch(`${other.address}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Resettle': '1' },
      body: JSON.stringify({ token: admin }),
    })
    const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? ''
    // The audit log is written after the session: when it is there, so is the session.
    await eventually(async () => JSON.stringify(await listAudit(app, admin)).includes('session.begin'))
    await other.kill()
    const request = new Request('http://resettle.test/api/session', { headers: { Cookie: cookie } })
    expect((await app.fetch(request)).status).toBe(200)
  })
})

async function listAudit(app: Desk['app'], admin: string): Promise<unknown> {
  const headers = { Authorization: `Bearer ${admin}` }
  return (await app.fetch(new Request('http://resettle.test/api/audit', { headers }))).json()
}
