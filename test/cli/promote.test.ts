import { describe, expect, it } from 'vitest'
import { promotion, promotionPlan, promotionStatus } from './support/promotions.ts'
import { run } from './support/run.ts'

const [user, other] = ['a1111111-1111-4111-8111-111111111111', 'b2222222-2222-4222-8222-222222222222']
const bad = { exit: 2, code: 'usage.invalid' }

describe('promote', () => {
  it('promotes one, several or all, and asks nobody where there is no terminal', async () => {
    const one = await run(['promote', user, '--json'])
    expect(one.calls.map(([verb]) => verb)).toContain('promoteUser')
    expect(one.json()).toMatchObject({ kind: 'promotion' })
    const two = await run(['promote', user, other])
    expect(two.calls.find(([verb]) => verb === 'promote')?.[1]).toEqual([user, other])
    const all = await run(['promote', '--all', '--limit', '5', '--batch', '2', '--without', 'stripe'])
    expect(all.calls.find(([verb]) => verb === 'promote')?.slice(1)).toEqual([
      'all',
      expect.objectContaining({ limit: 5, batchSize: 2, without: ['stripe'] }),
    ])
  })

  it('shows plan and status without writing', async () => {
    const plan = await run(['promote', '--all', '--plan', '--json'])
    expect(plan.calls.map(([verb]) => verb)).not.toContain('promote')
    expect(plan.json()).toMatchObject({ kind: 'promotion-plan' })
    expect((await run(['promote', '--status', '--json'])).json()).toMatchObject({ kind: 'promotion-status' })
  })

  it.each([
    ['nobody', []],
    ['everybody and somebody', ['--all', user]],
    ['a status of somebody', ['--status', user]],
    ['a rate in other words', ['--all', '--rate', 'fast']],
    ['an outside system that it does not know', ['--all', '--without', 'paypal']],
    ['a rate of one that it does not know', ['--all', '--rate', 'litelm=3/s']],
    ['a limit of none', ['--all', '--limit', '0']],
    ['a file of profiles that is none', ['--all', '--profiles', '/nowhere.json']],
  ])('refuses %s', async (_, words) => {
    const answer = await run(['promote', ...words, '--json'])
    expect(answer.exit).toBe(bad.exit)
    expect(answer.calls.map(([verb]) => verb)).not.toContain('promote')
  })

  it('shows and takes back one by its id', async () => {
    expect((await run(['show', 'prm_1', '--json'])).json()).toMatchObject({ kind: 'promotion-record' })
    expect((await run(['promotions', '--json'])).json()).toMatchObject({ kind: 'promotion-list' })
    expect((await run(['promotions'])).stdout).toMatch(/prm_1 .* done/)
    const proof = await run(['verify', 'prm_1'])
    expect([proof.exit, proof.stdout]).toEqual([6, expect.stringContaining('1 of 1 check failed')])
    const back = await run(['rollback', 'prm_1', '--yes', '--json'])
    expect(back.json()).toMatchObject({ kind: 'promotion-rollback' })
    expect((await run(['rollback', 'prm_1', '--json'])).exit).toBe(bad.exit)
    expect((await run(['rollback', 'prm_1', '--yes', '--conflict-strategy', 'skip'])).exit).toBe(bad.exit)
  })

  it('says on the page of one person what is not done outside, and where that is', async () => {
    const effects = { done: 1, 'needs-attention': 2, pending: 1 }
    const engine = { promoteUser: async () => ({ ...promotion, effects }) }
    const page = await run(['promote', user], { engine, columns: 200 })
    expect(page.exit).toBe(7)
    expect(page.stdout).toMatch(/✗ .*2 outside wait for you · 1 outside not done yet/)
    expect(page.stdout).toContain('effects --state needs-attention')
    expect((await run(['promote', user])).stdout).toMatch(/✓ .*promoted\n/)
  })

  it('ends with 3 where somebody was left who was asked for by name', async () => {
    const all = await run(['promote', '--all'])
    expect([all.exit, all.stdout]).toEqual([0, expect.stringMatching(/✓ .*promoted/)])
    const two = await run(['promote', user, other])
    expect([two.exit, two.stdout]).toEqual([3, expect.stringMatching(/✗ .*promoted/)])
  })

  it('says with a plan how the very same people are promoted, and what has to come before', async () => {
    const two = await run(['promote', user, other, '--plan'], { columns: 300 })
    expect(two.stdout).toContain(`promote ${user} ${other}`)
    expect(two.stdout).not.toContain('--all')
    const code = 'promotion.secret-unreadable'
    const blocker = {
      code,
      severity: 'blocker',
      acceptable: true,
      message: 'No.',
      remedy: 'Do.',
      count: 1,
      samples: [],
    } as const
    const blocked = { ...promotionPlan, can_promote: false, findings: [blocker] }
    const page = await run(['promote', '--all', '--plan'], {
      engine: { planPromotions: async () => blocked },
      columns: 300,
    })
    expect(page.exit).toBe(3)
    expect(page.stdout).toMatch(/✗ 1 blocker/)
    expect(page.stdout).toContain(`promote --all --accept ${code}`)
  })

  it('promises to take rows that came late only where it can', async () => {
    const status = await run(['promote', '--status'], {
      engine: { promotionStatus: async () => ({ ...promotionStatus, ready: 0 }) },
      columns: 300,
    })
    expect(status.stdout).toContain('give these rows the organization')
    const none = await run(['promote', '--status'], {
      engine: { promotionStatus: async () => ({ ...promotionStatus, ready: 0, completable: 0 }) },
      columns: 300,
    })
    expect(none.stdout).not.toContain('give these rows the organization')
    expect(none.stdout).toContain('these rows stay')
  })

  it('ends with 7 where something outside waits for a person', async () => {
    expect((await run(['reconcile', '--json'])).exit).toBe(7)
    const page = await run(['reconcile', 'prm_1'], { columns: 200 })
    expect(page.calls).toContainEqual(['reconcile', ['prm_1']])
    expect(page.stdout).toMatch(/database +rows of .* api_keys without the organization +0 +2 +prm_1/)
    expect(page.stdout).toContain('1 × Have it done anew')
    expect(page.stdout).toContain('2 effects of stripe: nobody said how it can be reached')
    const retried = await run(['effects', '--retry', 'all', '--json'])
    expect(retried.calls.map(([verb]) => verb)).toContain('outside.retryAll')
    const effects = await run(['effects', '--json'])
    expect([effects.exit, effects.json()]).toMatchObject([0, { kind: 'effects' }])
  })
})
