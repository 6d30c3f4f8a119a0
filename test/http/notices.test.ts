import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readMailSettings } from '../../src/config.ts'
import { notice, noticeList, noticePreviews } from '../../src/http/contract/notice.ts'
import { engines } from '../support/databases.ts'
import { eventually } from './support/eventually.ts'
import { expectExact } from './support/exact.ts'
import { type Desk, useService } from './support/service.ts'

describe.each(engines)('notices over HTTP on %s', (engine) => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resettle-mail-'))
  })
  // Runs after the service is closed: the hooks of a test end in reverse.
  afterEach(() => rm(folder, { recursive: true }))
  const open = useService(engine)

  const withMail = (now?: () => Date): Promise<Desk> =>
    open({
      mail: readMailSettings({ RESETTLE_MAIL_FOLDER: folder, RESETTLE_MAIL_FROM: 'move@uni.example' }),
      ...(now === undefined ? {} : { now }),
    })
  const letters = async () => (await readdir(folder)).filter((name) => name.endsWith('.eml')).length
  const listOf = async ({ get }: Desk, id: unknown) => (await get(`/api/notices?migration_id=${id}`)).json
  const countsOf = async (desk: Desk, id: unknown) =>
    (await listOf(desk, id)).counts as never as Record<string, number>
  const isQuiet = async (desk: Desk, id: unknown) => {
    const { waiting, sending } = await countsOf(desk, id)
    return waiting === 0 && sending === 0
  }
  const wishes = { before: true, after: true, send: true }

  it('are shown before anything is sent, in a language of choice', async () => {
    const desk = await withMail()
    const id = await desk.plan()
    const before = await desk.lamb.snapshot()
    const { json } = await desk.get(`/api/notices/preview?plan_id=${id}&language=ca&limit=2`)
    expectExact(noticePreviews, json)
    expect(json).toMatchObject({ notice: 'before', notices: [{ language: 'ca' }, { language: 'ca' }] })
    await desk.refuses('request.invalid', desk.get('/api/notices/preview'))
    await desk.refuses('request.invalid', desk.get(`/api/notices/preview?plan_id=${id}&migration_id=x`))
    await desk.refuses('plan.not-found', desk.get('/api/notices/preview?plan_id=pln_none'))
    expect(await letters()).toBe(0)
    expect(await desk.lamb.snapshot()).toEqual(before)
  })

  it('go out once before a run of later, and once after it', async () => {
    let minutes = 0
    const desk = await withMail(() => new Date(Date.UTC(2026, 10, 23, 9, minutes)))
    const { json } = await desk.post('/api/migrations', {
      plan_id: await desk.plan(),
      confirm: 'eng-dept',
      run_at: '2026-11-23T10:00:00Z',
      notices: wishes,
    })
    await desk.app.tick()
    await eventually(async () => (await letters()) > 0)
    const list = await listOf(desk, json.migration_id)
    expectExact(noticeList, list)
    const people = (list.notices as unknown as { notice: string }[]).length
    await eventually(() => isQuiet(desk, json.migration_id))
    const announced = await letters()
    await desk.app.tick()
    expect(await letters()).toBe(announced)
    minutes = 60
    await desk.app.tick()
    await desk.until(String(json.run_id), 'done')
    await desk.app.tick()
    await eventually(async () => (await countsOf(desk, json.migration_id)).sent === 2 * announced)
    expect((await listOf(desk, json.migration_id)).notices).toHaveLength(2 * people)
    expect(await letters()).toBe(2 * announced)
  })

  it('of a run that was cancelled end where they are', async () => {
    const desk = await withMail(() => new Date(Date.UTC(2026, 10, 23, 9)))
    const { json } = await desk.post('/api/migrations', {
      plan_id: await desk.plan(),
      confirm: 'eng-dept',
      run_at: '2026-11-23T10:00:00Z',
      notices: { ...wishes, send: false },
    })
    await desk.app.tick()
    expect((await countsOf(desk, json.migration_id)).held).toBeGreaterThan(0)
    await desk.post(`/api/runs/${json.run_id}/cancel`)
    await desk.app.tick()
    expect(await countsOf(desk, json.migration_id)).toMatchObject({ held: 0, sent: 0 })
    expect(await letters()).toBe(0)
  })

  it('that are held go when somebody says so, and each says how far it got', async () => {
    const desk = await withMail()
    const { migrationId } = await desk.migrate()
    const change = (action: string) => desk.post(`/api/migrations/${migrationId}/notices`, { action })
    const prepared = await change('prepare')
    expectExact(noticeList, prepared.json)
    expect(await letters()).toBe(0)
    await change('release')
    await eventually(() => isQuiet(desk, migrationId))
    expect(await letters()).toBe((await countsOf(desk, migrationId)).sent)
    const [first] = (await listOf(desk, migrationId)).notices as unknown as { id: string }[]
    expectExact(notice, first)
    await desk.refuses('notice.state', desk.post(`/api/notices/${first?.id}/retry`))
    await desk.refuses('notice.not-found', desk.post('/api/notices/ntc_none/retry'))
    await desk.refuses(
      'migration.not-found',
      desk.post('/api/migrations/mig_none/notices', { action: 'prepare' }),
    )
  })
})
