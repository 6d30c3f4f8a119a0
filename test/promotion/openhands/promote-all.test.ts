import { createHash } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fact } from '../../../demo/openhands/facts.ts'
import { schemaShapes } from '../../../demo/openhands/schema.ts'
import type { PromotionPlan, PromotionRun } from '../../../src/migration/promotion/documents.ts'
import { decryptLegacy } from '../../demo/openhands-eyes.ts'
import { engines, type FreshDatabase, freshDatabase } from '../../support/databases.ts'
import { type OpenHandsWorld, openOpenHands, plain, type Row, type Rows, withoutPeople } from './world.ts'

const places = engines.flatMap((engine) => schemaShapes.map((shape) => [engine, shape] as const))

/** Every column that holds whose a row is. */
const owners = ['keycloak_user_id', 'user_id', 'admin_user_id', 'created_by_user_id']

describe.each(places)('promote --all of OpenHands on %s, in the %s shape', (engine, shape) => {
  let fresh: FreshDatabase
  let world: OpenHandsWorld
  let facts: readonly Fact[]
  let before: Rows
  let tables: Map<string, Row[]>
  let plan: PromotionPlan
  let run: PromotionRun
  let after: Map<string, Row[]>

  beforeAll(async () => {
    fresh = await freshDatabase(engine)
    world = await openOpenHands(fresh, { shape })
    facts = world.made.facts
    before = await world.dump()
    tables = await readAll()
    plan = await world.resettle.planPromotions('all', { profiles: world.profiles })
    expect(await world.dump()).toEqual(before)
    run = await world.resettle.promote('all', { profiles: world.profiles, batchSize: 17, later: true })
    after = await readAll()
  })
  afterAll(async () => {
    await world.resettle.close()
    await fresh.drop()
  })

  const readAll = async () => {
    const all = new Map<string, Row[]>()
    for (const name of Object.keys(before))
      all.set(name, await world.rows(`select * from "${name}" order by 1`))
    return all
  }
  const ofUser = (all: Map<string, Row[]>, table: string, { user_id }: Fact): Row[] =>
    (all.get(table) ?? []).filter(
      (row) => plain(row[owners.find((name) => name in row) ?? '']) === plain(user_id),
    )
  const newOf = (table: string, id: string | null) => after.get(table)?.find((row) => row.id === id)
  const memberOf = (all: Map<string, Row[]>, id: string | null) =>
    all.get('org_member')?.find((row) => row.org_id === id && row.user_id === id)
  const wasThere = (table: string, id: string | null) =>
    tables.get(table)?.some((row) => row.id === id) === true
  const promotionOf = (fact: Fact) =>
    run.promotions.find(({ user }) => user === fact.expected.organization)?.promotion_id
  const promoted = () => facts.filter(({ expected }) => expected.outcome === 'promote')

  it('does what the plan says, for everybody who can be promoted', async () => {
    const stragglers = facts.filter(({ shape: kind }) => kind === 'promoted-stragglers')
    expect(run).toMatchObject({ success: true, promoted: promoted().length + stragglers.length })
    expect(run.rows).toEqual(plan.rows)
    expect(run.promotions.map(({ user }) => user).sort()).toEqual(
      [...promoted(), ...stragglers].map(({ expected }) => expected.organization).sort(),
    )
    const refused = facts.filter(({ expected }) => expected.outcome === 'refuse')
    expect(run.left).toMatchObject(refused.map(({ user_id: user }) => ({ user, reason: 'not-an-id' })))
    expect(plan.left).toEqual(run.left)
    const status = await world.resettle.promotionStatus()
    expect(status).toMatchObject({
      ready: 0,
      promoted: run.promoted,
      stragglers: {},
      left_count: refused.length,
    })
    expect((await world.resettle.promote('all', { later: true })).promoted).toBe(0)
  })

  it('gives each an organization of their own, with their id, that the app takes for up to date', () => {
    for (const { shape: kind, expected } of promoted()) {
      const { organization: id, organization_name: name } = expected
      const organization = newOf('org', id)
      expect([kind, organization?.name]).toEqual([kind, name])
      if (wasThere('org', id)) continue
      expect([kind, organization?.contact_email, organization?.org_version]).toEqual([
        kind,
        expected.contact_email,
        6,
      ])
      expect([kind, Boolean(organization?.byor_export_enabled)]).toEqual([
        kind,
        expected.stripe.has_completed_session,
      ])
      expect(organization?.v1_enabled === null).toBe(false)
    }
  })

  it('makes each the owner, active, and at home there', () => {
    const owner = after.get('role')?.find(({ name }) => name === 'owner')?.id
    for (const { shape: kind, expected } of promoted()) {
      const { organization: id } = expected
      expect([kind, memberOf(after, id)]).toMatchObject([kind, { role_id: owner, status: 'active' }])
      if (wasThere('user', id)) continue
      expect([kind, newOf('user', id)]).toMatchObject([
        kind,
        { current_org_id: id, role_id: null, email: expected.contact_email },
      ])
    }
  })

  it('gives every row of theirs the organization, unless it is in another', () => {
    for (const fact of facts.filter(({ expected }) => expected.outcome !== 'refuse')) {
      for (const [table, { loose }] of Object.entries(fact.expected.rows)) {
        if (loose === null) {
          expect([fact.shape, table, ofUser(after, table, fact).map(unmarked)]).toEqual([
            fact.shape,
            table,
            ofUser(tables, table, fact).map(unmarked),
          ])
          continue
        }
        const mine = table === 'conversation_metadata'
        const was = mine ? shared(tables, fact) : ofUser(tables, table, fact)
        const is = mine ? shared(after, fact) : ofUser(after, table, fact)
        const wanted = was.map((row) => row.org_id ?? fact.expected.organization)
        expect([fact.shape, table, is.map((row) => row.org_id)]).toEqual([fact.shape, table, wanted])
        expect([fact.shape, table, was.filter((row) => row.org_id == null).length]).toEqual([
          fact.shape,
          table,
          loose,
        ])
      }
    }
  })

  /** Conversations of a user in their order, each with the organization that it bears, if any. */
  function shared(all: Map<string, Row[]>, fact: Fact): Row[] {
    const bearers = new Map(all.get('conversation_metadata_saas')?.map((row) => [row.conversation_id, row]))
    return ofUser(all, 'conversation_metadata', fact).map((row) => ({
      org_id: bearers.get(row.conversation_id)?.org_id ?? null,
    }))
  }

  it('marks every row of settings as done', () => {
    for (const fact of promoted()) {
      expect([
        fact.shape,
        ...ofUser(after, 'user_settings', fact).map((row) => Boolean(row.already_migrated)),
      ]).toEqual([fact.shape, ...ofUser(after, 'user_settings', fact).map(() => true)])
    }
  })

  it('keeps the model and the address that each uses', () => {
    for (const fact of promoted()) {
      const { organization: id, is_custom: isCustom, settings: counting } = fact.expected
      if (wasThere('org', id)) continue
      const legacy = llmOf(
        tables.get('user_settings')?.find((row) => row.id === counting) ?? {},
        'user_settings',
      )
      const current = { model: 'litellm_proxy/minimax-m2.7', address: world.made.managedProxy }
      const own = { model: legacy.model ?? current.model, address: legacy.address ?? current.address }
      expect([fact.shape, llmOf(newOf('org', id), 'org')]).toEqual([fact.shape, isCustom ? current : own])
      const inherited = shape === 'flat' ? { model: null, address: null } : own
      expect([fact.shape, llmOf(memberOf(after, id), 'org_member')]).toEqual([
        fact.shape,
        isCustom ? legacy : inherited,
      ])
    }
  })

  it('seals the stored key so that the app can open it', async () => {
    for (const { shape: kind, expected } of promoted()) {
      if (memberOf(tables, expected.organization) !== undefined) continue
      const sealed = memberOf(after, expected.organization)?._llm_api_key
      const v = await openSealed(sealed)
      if (expected.stored_key.state === 'unreadable') expect(v).toMatch(/^Z0FBQUFB/)
      else expect([kind, v]).toEqual([kind, (expected.settings && expected.stored_key.value) ?? ''])
    }
  })

  it('seals the other secrets of the settings, each of them once, for whom the app looks for it', async () => {
    let compared = 0
    for (const { shape: kind, expected } of promoted()) {
      const { organization: id, settings } = expected
      const legacy = tables.get('user_settings')?.find((row) => row.id === settings)
      if (wasThere('org', id) || legacy === undefined) continue
      for (const [name, row] of [
        ['llm_api_key_for_byor', memberOf(after, id)],
        ['search_api_key', newOf('org', id)],
        ['sandbox_api_key', newOf('org', id)],
      ] as const) {
        const sealed = row?.[`_${name}`]
        const text = sealed == null ? null : await openSealed(sealed)
        const was = legacy[name] === null ? null : decryptLegacy(legacy[name], world.made.secret)
        expect([kind, name, text]).toEqual([kind, name, was])
        if (was !== null) compared += 1
      }
    }
    expect(compared).toBeGreaterThanOrEqual(3)
  })

  /** As the app opens it. */
  async function openSealed(sealed: string): Promise<string> {
    const key = createHash('sha256').update(world.made.secret).digest()
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, key)
    expect(protectedHeader).toMatchObject({ alg: 'dir', enc: 'A256GCM' })
    return JSON.parse(new TextDecoder().decode(plaintext)).v
  }

  it('leaves everybody else as they were', async () => {
    const ids = [...facts.filter(({ expected }) => expected.outcome !== 'refuse')]
      .filter((fact) => promotionOf(fact) !== undefined)
      .map(({ user_id }) => user_id)
    expect(withoutPeople(await world.dump(), ids)).toEqual(withoutPeople(before, ids))
  })

  it('asks of the outside one team for each, and that their customers learn it', async () => {
    const { effects } = await world.resettle.outside.list({ limit: 10_000 })
    for (const { shape: kind, user_id, expected } of promoted()) {
      const own = effects.filter(
        ({ subject }) =>
          subject === run.promotions.find(({ user }) => user === expected.organization)?.promotion_id,
      )
      const customers = (tables.get('stripe_customers') ?? [])
        .filter((row) => plain(row.keycloak_user_id) === plain(user_id) && row.org_id === null)
        .map((row) => row.stripe_customer_id)
      expect([kind, own.map(({ system, target }) => [system, target]).sort()]).toEqual([
        kind,
        [['litellm', expected.organization], ...[...new Set(customers)].map((id) => ['stripe', id])].sort(),
      ])
    }
  })

  it('is taken back one by one, to the last byte', async () => {
    for (const { promotion_id } of run.promotions) {
      const rollback = await world.resettle.rollbackPromotion(promotion_id)
      expect(rollback).toMatchObject({ success: true, conflicts: [], kept: [], taken_along: {} })
    }
    expect(await world.dump()).toEqual(before)
  })
})

/** Model and address in a row of this table, whatever its shape. */
function llmOf(row: Row | undefined, table: string): { model: string | null; address: string | null } {
  const settings = row?.agent_settings ?? row?.agent_settings_diff
  if (settings !== undefined) {
    const { llm = {} } = typeof settings === 'string' ? JSON.parse(settings) : settings
    return { model: llm.model ?? null, address: llm.base_url ?? null }
  }
  const front = table === 'org' ? 'default_' : ''
  return { model: row?.[`${front}llm_model`] ?? null, address: row?.[`${front}llm_base_url`] ?? null }
}

function unmarked({ already_migrated: _, ...row }: Row): Row {
  return row
}
