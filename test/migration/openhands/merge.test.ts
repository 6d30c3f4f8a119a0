import { describe, expect, it } from 'vitest'
import { schemaShapes } from '../../../demo/openhands/schema.ts'
import type { ShapeName } from '../../../demo/openhands/shapes.ts'
import type { Connector } from '../../../src/effects/connector.ts'
import { createOpenHands, type OpenHandsWorld, withoutPeople } from '../../promotion/openhands/world.ts'
import { engines } from '../../support/databases.ts'

const places = engines.flatMap((engine) => schemaShapes.map((shape) => [engine, shape] as const))
const idOf = ({ made }: OpenHandsWorld, kind: ShapeName) =>
  made.facts.find((fact) => fact.shape === kind)?.expected.organization ?? ''

describe.each(places)('personal organizations of OpenHands on %s, in the %s shape', (engine, shape) => {
  const create = async (...shapes: ShapeName[]) => {
    const world = await createOpenHands(engine, { shape, shapes })
    await world.resettle.promote('all', { later: true })
    return { world, team: world.made.bystanders.team }
  }
  const effectsOf = async ({ resettle }: OpenHandsWorld, subject: string) =>
    (await resettle.outside.list({ subjects: [subject] })).effects

  it('fit the blueprint, whatever is in them', async () => {
    const { world } = await create('everything')
    const { ok, findings } = await world.resettle.check()
    expect([ok, findings.map(({ code }) => code)]).toEqual([true, ['table.no-index']])
  })

  it('go into a team with all that is theirs, and come back', async () => {
    const { world, team } = await create('everything', 'stripe-two-customers', 'ordinary')
    for (const kind of ['everything', 'stripe-two-customers'] as const) {
      const id = idOf(world, kind)
      const before = await world.dump()
      const plan = await world.resettle.plan(id, team)
      expect(await world.dump()).toEqual(before)
      const codes = plan.findings.map(({ code }) => code)
      expect(codes).toEqual(
        expect.arrayContaining([
          'outside.litellm-team',
          'outside.stripe-customers',
          'openhands.personal-source',
        ]),
      )
      const customers = await world.rows(
        `select stripe_customer_id as id from stripe_customers where org_id = '${id}' order by 1`,
      )
      expect(plan.outside).toEqual([
        { system: 'litellm', kind: 'merge', target: team },
        ...customers.map((one) => ({ system: 'stripe', kind: 'customer', target: one.id })),
      ])
      const migration = await world.resettle.migrate(id, team)
      expect(migration).toMatchObject({ success: true, outside: plan.outside, effects: null })
      expect(await world.row(`select current_org_id from "user" where id = '${id}'`)).toEqual({
        current_org_id: team,
      })
      const member = await world.rows(
        `select org_id, name from org_member m join role r on r.id = m.role_id where user_id = '${id}'`,
      )
      expect(member).toEqual([{ org_id: team, name: shape === 'flat' ? 'user' : 'member' }])
      for (const table of ['api_keys', 'conversation_metadata_saas', 'stripe_customers', 'billing_sessions'])
        expect(await world.rows(`select 1 from ${table} where org_id = '${id}'`)).toEqual([])
      const [merge, ...others] = await effectsOf(world, migration.migration_id)
      expect(merge).toMatchObject({ system: 'litellm', kind: 'merge', target: team, state: 'pending' })
      expect(others).toHaveLength(customers.length)
      expect(await wantedOf(world, migration.migration_id)).toEqual([
        {
          source_team: id,
          target_team: team,
          target_alias: 'Harbor Robotics',
          users: [id],
          budgets: 'add',
          metadata: {},
        },
        ...customers.map((one) => ({
          customer: one.id,
          email: null,
          metadata: { org_id: team },
          subscriptions: true,
          deleted: 'skip',
        })),
      ])
      expect(withoutPeople(await world.dump(), [id])).toEqual(withoutPeople(before, [id]))
      const rollback = await world.resettle.rollback(migration.migration_id)
      expect(rollback).toMatchObject({ success: true, conflicts: [], kept: [], effects: 0 })
      expect((await effectsOf(world, migration.migration_id)).map(({ state }) => state)).toEqual(
        plan.outside.map(() => 'compensated'),
      )
      expect(await world.dump()).toEqual(before)
    }
  })

  it('are no target for others, unless somebody says so', async () => {
    const { world, team } = await create('ordinary')
    const id = idOf(world, 'ordinary')
    await expect(world.resettle.migrate(team, id)).rejects.toMatchObject({ code: 'plan.blocked' })
    const { outside } = await world.resettle.plan(team, id, { accept: ['openhands.personal-target'] })
    expect(outside[0]).toEqual({ system: 'litellm', kind: 'merge', target: id })
    const before = await world.dump()
    const { migration_id } = await world.resettle.migrate(team, id, { accept: ['openhands.personal-target'] })
    await world.resettle.rollback(migration_id)
    expect(await world.dump()).toEqual(before)
  })

  it('are not missing once they are merged away', async () => {
    const { world, team } = await create('ordinary', 'promoted', 'member-of-team')
    for (const kind of ['ordinary', 'promoted', 'member-of-team'] as const) {
      const id = idOf(world, kind)
      const { migration_id } = await world.resettle.migrate(id, team, { deleteSource: true })
      await world.fresh.run(`insert into api_keys (key, user_id) values ('late-${kind}', '${id}')`)
      const merged = await world.dump()
      const { status, promotion_id } = await world.resettle.promoteUser(id)
      expect(status).toBe(kind === 'promoted' ? 'native' : 'already')
      const { promotions } = await world.resettle.planPromotions('all')
      expect(promotions.map(({ user }) => user)).not.toContain(id)
      expect(await world.dump()).toEqual(merged)
      if (promotion_id === null) continue
      expect((await world.resettle.promoteUser(id, { complete: true })).status).toBe('already')
      expect(await world.resettle.reconcile([promotion_id])).toMatchObject({ promotions: 0, differences: [] })
      const { conflicts } = await world.resettle.rollbackPromotion(promotion_id, { preview: true })
      expect(conflicts).toEqual([
        `the organization was merged into another by ${migration_id}: take that back first`,
      ])
      await expect(world.resettle.rollbackPromotion(promotion_id)).rejects.toMatchObject({
        code: 'promotion.conflicts',
      })
      expect(await world.dump()).toEqual(merged)
      await world.resettle.rollback(migration_id)
      expect(await world.resettle.rollbackPromotion(promotion_id)).toMatchObject({ success: true, kept: [] })
    }
  })

  it('name people as the outside knows them', async () => {
    const { world, team } = await create('id-in-capitals')
    const [fact] = world.made.facts
    const { migration_id } = await world.resettle.migrate(idOf(world, 'id-in-capitals'), team)
    const [wanted] = await wantedOf(world, migration_id)
    expect(wanted?.users).toEqual([fact?.user_id])
    expect(fact?.user_id).toMatch(/[A-F]/)
  })

  it('bring what stands outside along, and back', async () => {
    const seen: string[] = []
    const recorder = (system: string): Connector => ({
      system,
      defaultRate: 1000,
      async ensure({ kind, target }, { remember }) {
        await remember({ was: 'so' })
        seen.push(`${system} ${kind} ${target}`)
        return { facts: {}, warnings: [] }
      },
      async compensate({ kind, target }) {
        seen.push(`back ${system} ${kind} ${target}`)
        return { facts: {}, warnings: [] }
      },
      compare: async () => [],
    })
    const world = await createOpenHands(
      engine,
      { shape, shapes: ['stripe-one'] },
      { outside: { connectors: [recorder('litellm'), recorder('stripe')], secretKey: 'a key' } },
    )
    const id = idOf(world, 'stripe-one')
    const { team } = world.made.bystanders
    await world.resettle.promote([id])
    seen.length = 0
    const migration = await world.resettle.migrate(id, team)
    const [customer] = await world.rows(
      `select stripe_customer_id as id from stripe_customers where keycloak_user_id = '${id}'`,
    )
    expect(migration.effects).toEqual({ done: 2 })
    expect(seen.sort()).toEqual([`litellm merge ${team}`, `stripe customer ${customer?.id}`])
    const rollback = await world.resettle.rollback(migration.migration_id)
    expect(rollback).toMatchObject({ effects: 2, outside: { compensated: 2 } })
    expect(seen.slice(2).sort()).toEqual([
      `back litellm merge ${team}`,
      `back stripe customer ${customer?.id}`,
    ])
  })

  async function wantedOf(world: OpenHandsWorld, subject: string): Promise<Record<string, unknown>[]> {
    const own = engine === 'sqlite' ? 'resettle_effects' : 'resettle.effects'
    const rows = await world.rows(`select wanted from ${own} where subject = '${subject}' order by seq`)
    return rows.map(({ wanted }) => JSON.parse(wanted))
  }
})

describe.each(engines)('organizations of OpenHands on %s', (engine) => {
  it('keep two secrets of one name apart', async () => {
    const world = await createOpenHands(engine, { shape: 'json', shapes: ['ordinary'] })
    const { team, members } = world.made.bystanders
    const [person = ''] = members
    const before = await world.dump()
    const plan = await world.resettle.plan(person, team)
    expect(plan.conflicts.custom_secrets).toMatchObject([
      { name: 'GITHUB_TOKEN', proposed: { action: 'rename' } },
    ])
    const { migration_id, renamed } = await world.resettle.migrate(person, team)
    expect(renamed).toHaveLength(1)
    const names = await world.rows(
      `select secret_name as name from custom_secrets where keycloak_user_id = '${person}' order by 1`,
    )
    expect(new Set(names.map(({ name }) => name)).size).toBe(2)
    await world.resettle.rollback(migration_id)
    expect(await world.dump()).toEqual(before)
  })

  it('have one budget: that of the target', async () => {
    const world = await createOpenHands(engine, { shape: 'json', shapes: ['ordinary'] })
    const { team, members } = world.made.bystanders
    const other = '0c0c0c0c-0000-4000-8000-000000000000'
    await world.fresh.run(
      `insert into org (id, name, agent_settings, conversation_settings) values ('${other}', 'Other', '{}', '{}')`,
      `insert into org_member (org_id, user_id, role_id, _llm_api_key, agent_settings_diff, conversation_settings_diff, has_custom_llm_api_key)
        values ('${other}', '${members[0]}', 1, 'x', '{}', '{}', ${engine === 'sqlite' ? 0 : false})`,
      `insert into org_budget_settings (org_id, monthly_limit) values ('${other}', 10)`,
      `insert into org_user_budget_override (id, org_id, user_id, monthly_limit) values (900, '${other}', '${members[0]}', 5)`,
      `insert into org_invitation (id, token, org_id, email, role_id, inviter_id, expires_at)
        values (900, 'tok', '${other}', 'new@x.example', 3, '${members[0]}', '2026-12-01 00:00:00')`,
    )
    const before = await world.dump()
    const plan = await world.resettle.plan(other, team)
    expect(plan.can_migrate).toBe(true)
    expect(plan.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['openhands.invitations-move', 'conflict.kept-target']),
    )
    expect(plan.skipped.map(({ resource }) => resource).sort()).toEqual([
      'budget_overrides',
      'budget_settings',
    ])
    const { migration_id } = await world.resettle.migrate(other, team)
    expect(
      await world.rows(`select monthly_limit from org_budget_settings where org_id = '${team}'`),
    ).toMatchObject([{}])
    expect(await world.rows(`select org_id from org_invitation where id = 900`)).toEqual([{ org_id: team }])
    await world.resettle.rollback(migration_id)
    expect(await world.dump()).toEqual(before)
  })
})
