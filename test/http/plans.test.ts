import { describe, expect, it } from 'vitest'
import type { StoredPlan } from '../../src/http/contract/plan.ts'
import { engines } from '../support/databases.ts'
import { type Desk, useService } from './support/service.ts'

describe.each(engines)('a kept plan on %s', (engine) => {
  const open = useService(engine)

  /** Three assistants that clash, and a plan that shows them. */
  async function clashing(desk: Desk) {
    const owner = 'prof@portlindar.example'
    const ids: number[] = []
    for (const name of ['5_math', '5_art', '5_law']) {
      await desk.lamb.add('assistants', { organization_id: 3, name, owner })
      ids.push(await desk.lamb.add('assistants', { organization_id: 2, name, owner }))
    }
    const { json } = await desk.post('/api/plans', { source: 'eng-dept', target: 'faculty_sci' })
    return { id: String(json.id), ids, plan: json as unknown as StoredPlan }
  }
  const outcomes = ({ plan }: StoredPlan) =>
    plan.conflicts.assistants?.map(({ proposed }) => [proposed?.action, proposed?.name])

  it('is settled row by row, as a group, by key, and back again', async () => {
    const desk = await open()
    const { id, ids, plan } = await clashing(desk)
    expect(outcomes(plan)).toEqual([
      ['rename', '5_eng_dept_math'],
      ['rename', '5_eng_dept_art'],
      ['rename', '5_eng_dept_law'],
    ])
    const decide = async (...decisions: object[]) =>
      (await desk.post(`/api/plans/${id}/decisions`, { decisions })).json as unknown as StoredPlan
    const [math, art] = ids
    const one = await decide({ resource: 'assistants', id: math, choice: 'rename', name: '5_numbers' })
    expect(outcomes(one)?.[0]).toEqual(['rename', '5_numbers'])
    expect(one).toMatchObject({ id, revision: 2 })
    const group = await decide({ resource: 'assistants', choice: 'skip' })
    expect(outcomes(group)).toEqual([
      ['rename', '5_numbers'],
      ['skip', null],
      ['skip', null],
    ])
    const key = group.plan.conflicts.assistants?.[0]?.key
    const byKey = await decide(
      { resource: 'assistants', key, choice: 'rename' },
      { resource: 'assistants', id: art, choice: 'skip' },
    )
    expect(outcomes(byKey)?.map(([action]) => action)).toEqual(['rename', 'skip', 'rename'])
    const back = await decide(
      { resource: 'assistants', id: math, choice: null },
      { resource: 'assistants', id: art, choice: null },
      { resource: 'assistants', choice: null },
      { resource: 'assistants', key, choice: null },
    )
    expect(outcomes(back)).toEqual(outcomes(plan))
    await desk.refuses(
      'decision.invalid',
      desk.post(`/api/plans/${id}/decisions`, {
        decisions: [{ resource: 'assistants', id: 0, choice: 'skip' }],
      }),
    )
  })

  it('is made anew with other options, and keeps those that were not named', async () => {
    const desk = await open()
    const { id } = await clashing(desk)
    const change = async (options: object) =>
      (await desk.ask('PATCH', `/api/plans/${id}`, { body: { options } })).json as unknown as StoredPlan
    await change({ rename_prefix: 'old_', preserve_admin_roles: true })
    const second = await change({ delete_source: true })
    expect(second.plan.options).toMatchObject({
      rename_prefix: 'old_',
      preserve_admin_roles: true,
      delete_source: true,
    })
    expect(outcomes(second)?.[0]).toEqual(['rename', '5_old_math'])
    expect((await change({ rename_prefix: null })).plan.options.rename_prefix).toBeNull()
  })

  it('says of a name whether it is free, before anybody takes it', async () => {
    const desk = await open()
    const { id, ids } = await clashing(desk)
    await desk.lamb.add('assistants', {
      organization_id: 3,
      name: '5_taken',
      owner: 'prof@portlindar.example',
    })
    const check = async (name: string, row: unknown = ids[0], resource = 'assistants') =>
      (await desk.post(`/api/plans/${id}/names`, { resource, id: row, name })).json
    expect(await check('5_numbers')).toEqual({ ok: true, name: '5_numbers', reason: null })
    expect(await check('5_taken')).toMatchObject({ ok: false, reason: 'taken' })
    expect(await check('5_math')).toMatchObject({ ok: false, reason: 'taken' })
    // The plan hands this one out to another row.
    expect(await check('5_eng_dept_art')).toMatchObject({ ok: false, reason: 'taken' })
    expect(await check('5_eng_dept_art', ids[1])).toMatchObject({ ok: true })
    expect(await check('5_x', 0)).toMatchObject({ ok: false, reason: 'no-such-conflict' })
    expect(await check('5_x', ids[0], 'users')).toMatchObject({ ok: false, reason: 'no-such-conflict' })
  })

  it('tells the second of two people that the first was there', async () => {
    const desk = await open()
    const { id, ids } = await clashing(desk)
    const decide = (choice: string) =>
      desk.post(`/api/plans/${id}/decisions`, {
        decisions: [{ resource: 'assistants', id: ids[0], choice }],
        revision: 1,
      })
    const answers = await Promise.all([decide('skip'), decide('rename')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    await desk.refuses('plan.changed', decide('skip'))
    await desk.refuses('plan.changed', desk.post(`/api/plans/${id}/approve`, { revision: 1 }))
    const late = { plan_id: id, revision: 1, confirm: 'eng-dept' }
    await desk.refuses('plan.changed', desk.post('/api/migrations', late))
    expect((await desk.post(`/api/plans/${id}/approve`, { revision: 2 })).status).toBe(200)
  })

  it('expires by itself, and when somebody says so', async () => {
    let hours = 0
    const now = () => new Date(Date.UTC(2026, 10, 23, hours))
    const desk = await open({ now })
    const [first, second] = [await desk.plan(), await desk.plan()]
    expect((await desk.ask('DELETE', `/api/plans/${first}`)).json).toMatchObject({ status: 'expired' })
    await desk.refuses('plan.expired', desk.post('/api/migrations', { plan_id: first, confirm: 'eng-dept' }))
    hours = 24
    expect((await desk.get(`/api/plans/${second}`)).json).toMatchObject({ status: 'expired' })
    await desk.refuses('plan.expired', desk.post('/api/migrations', { plan_id: second, confirm: 'eng-dept' }))
    await desk.refuses('plan.expired', desk.ask('PATCH', `/api/plans/${second}`, { body: { options: {} } }))
    await desk.refuses('plan.expired', desk.post(`/api/plans/${second}/approve`))
    await desk.refuses('plan.not-found', desk.get('/api/plans/pln_none'))
  })

  it('that has something to decide, or a blocker, starts nothing and stays open', async () => {
    const desk = await open()
    const { post, refuses, lamb, get } = desk
    const { id } = await clashing(desk)
    const change = (options: object) => desk.ask('PATCH', `/api/plans/${id}`, { body: { options } })
    const before = await lamb.snapshot()
    const start = () => post('/api/migrations', { plan_id: id, confirm: 'eng-dept' })
    await change({ conflict_strategy: 'interactive' })
    await refuses('plan.undecided', start())
    await change({ conflict_strategy: 'fail' })
    await refuses('plan.conflicts', start())
    await change({ conflict_strategy: 'skip', delete_source: true })
    await refuses('plan.blocked', start())
    expect((await get(`/api/plans/${id}`)).json).toMatchObject({ status: 'open', run_id: null })
    expect(await lamb.snapshot()).toEqual(before)
  })
})
