import { describe, expect, test } from 'vitest'
import type { PersonExtract } from '../../src/migration/documents.ts'
import { engines } from '../support/databases.ts'
import { awkward, decided, type Lamb, source, target, useLamb } from '../support/lamb.ts'

const owned = {
  assistants: ['assistants', 'owner', 'user_email'],
  templates: ['prompt_templates', 'owner_email', 'user_email'],
  kbs: ['kb_registry', 'owner_user_id', 'id'],
  rubrics: ['rubrics', 'owner_email', 'user_email'],
  libraries: ['libraries', 'owner_user_id', 'id'],
  collections: ['collections', 'owner', 'user_email'],
  knowledge_stores: ['knowledge_stores', 'owner_user_id', 'id'],
  lti_activities: ['lti_activities', 'owner_email', 'user_email'],
  aac_sessions: ['aac_sessions', 'user_email', 'user_email'],
} as const

describe.each(engines)('one extract per person on %s', (engine) => {
  const open = useLamb(engine, { ...awkward, version: 'next' })

  test('is about those who moved, all of them, and nobody else', async () => {
    const lamb = await open()
    const before = await lamb.list<number>(
      `select id from {Creator_users} where organization_id = ${source} order by id`,
    )
    const { migration_id, access } = await lamb.migrate(decided)
    const { people } = await lamb.resettle.people(migration_id)
    expect(people.map(({ user }) => user)).toEqual(before)
    for (const { user, email, name, role_before, role_after, change } of people) {
      const [row] = await lamb.query(
        `select user_email, user_name from {Creator_users} where id = ${String(user)}`,
      )
      expect({ user_email: email, user_name: name }).toEqual(row)
      expect(access.find((one) => one.user === user)).toMatchObject({
        role_in_source: role_before,
        role_after,
        change,
      })
    }
  })

  test('counts what is theirs, by the owner in the rows themselves', async () => {
    const lamb = await open()
    const before = await countByOwner(lamb)
    const { migration_id } = await lamb.migrate(decided)
    const { people } = await lamb.resettle.people(migration_id)
    let rows = 0
    for (const { user, moved } of people) {
      for (const resource of Object.keys(owned)) {
        expect([user, resource, moved[resource] ?? 0]).toEqual([
          user,
          resource,
          before.get(`${resource} ${String(user)}`) ?? 0,
        ])
        rows += moved[resource] ?? 0
      }
      expect(Object.keys(moved)).not.toContain('usage_logs')
    }
    expect(rows).toBeGreaterThan(20)
  })

  test('names what of theirs has another name now, whether they move or not', async () => {
    const lamb = await open()
    const { migration_id, renamed } = await lamb.migrate(decided)
    const { people, others } = await lamb.resettle.people(migration_id)
    const ownerOf = await readOwners(lamb)
    let named = 0
    for (const { resource, id, from, to } of renamed) {
      const holders = people.filter((one) =>
        one.renamed.some((mine) => mine.resource === resource && mine.id === id),
      )
      const owner = ownerOf.get(`${resource} ${String(id)}`)
      const isMoved = people.some(({ user }) => user === owner)
      expect([resource, id, holders.map(({ user }) => user)]).toEqual([resource, id, isMoved ? [owner] : []])
      const stayer = others.find(({ user }) => user === owner)
      if (!isMoved && owner !== undefined) expect(stayer?.renamed).toContainEqual({ resource, id, from, to })
      if (!isMoved) continue
      named += 1
      expect(holders[0]?.renamed).toContainEqual({ resource, id, from, to })
    }
    expect(named).toBeGreaterThan(3)
    expect(named).toBeLessThan(renamed.length)
  })

  test('tells those who stay what of theirs made room, moved without them or lost something', async () => {
    const lamb = await open()
    const before = await countByOwner(lamb)
    const { migration_id, renamed } = await lamb.migrate({
      on: { users: 'clear', assistants: 'rename-target' },
    })
    const { people, others } = await lamb.resettle.people(migration_id)
    const ownerOf = await readOwners(lamb)
    const movers = new Set(people.map(({ user }) => user))
    const concerned = new Set(
      [...before.keys(), ...renamed.map(({ resource, id }) => `${resource} ${String(id)}`)].flatMap(
        (name) => {
          const owner = before.has(name) ? Number(name.split(' ')[1]) : ownerOf.get(name)
          return owner === undefined || movers.has(owner) ? [] : [owner]
        },
      ),
    )
    expect(others.map(({ user }) => user)).toEqual([...concerned].sort((a, b) => a - b))
    const madeRoom = others.filter((one) => one.renamed.some(({ resource }) => resource === 'assistants'))
    expect(madeRoom.length).toBeGreaterThan(1)
    for (const one of others) {
      expect([one.moves, one.role_after, one.change]).toEqual([false, null, 'stays'])
      for (const { resource, id } of one.renamed)
        expect(ownerOf.get(`${resource} ${String(id)}`)).toBe(one.user)
      for (const [resource, rows] of Object.entries(one.moved))
        expect(rows).toBe(before.get(`${resource} ${String(one.user)}`))
    }
    const cleared = people.flatMap(({ user, changed }) =>
      changed.filter(({ is_account }) => is_account).map(({ id, columns }) => [user, id, columns]),
    )
    expect(cleared.length).toBeGreaterThan(0)
    for (const [user, id, columns] of cleared) expect([id, columns]).toEqual([user, ['lti_user_id']])
  })

  test('tells those who stay that their role goes with the source', async () => {
    const lamb = await open()
    const outsiders = await lamb.list<number>(
      `select u.id from {organization_roles} r join {Creator_users} u on u.id = r.user_id
       where r.organization_id = ${source} and coalesce(u.organization_id, 0) <> ${source} order by u.id`,
    )
    const { migration_id } = await lamb.migrate({
      on: { users: 'clear', lti_creator_keys: 'keep-target' },
      accept: ['source.outsider-roles'],
    })
    const stays = (await lamb.resettle.people(migration_id)).others
    expect(stays.filter(({ change }) => change === 'loses')).toEqual([])
    await lamb.rollback(migration_id)
    await lamb.run(`delete from {lti_creator_keys} where organization_id = ${source}`)
    const gone = await lamb.migrate({
      on: { users: 'clear' },
      accept: ['source.outsider-roles'],
      deleteSource: true,
    })
    const { others } = await lamb.resettle.people(gone.migration_id)
    expect(others.filter(({ change }) => change === 'loses').map(({ user }) => user)).toEqual(outsiders)
    expect(outsiders.length).toBeGreaterThan(0)
  })

  test('names what of theirs stays, and says so without counting it as moved', async () => {
    const lamb = await open()
    const { migration_id, skipped } = await lamb.migrate({ conflictStrategy: 'skip' })
    const { people } = await lamb.resettle.people(migration_id)
    const ownerOf = await readOwners(lamb)
    const stayed = people.flatMap(({ user, stayed: mine }) => mine.map((one) => [user, one] as const))
    expect(stayed.length).toBeGreaterThan(2)
    for (const [user, { resource, id, reason }] of stayed) {
      expect([resource, id, ownerOf.get(`${resource} ${String(id)}`)]).toEqual([resource, id, user])
      expect(skipped.find((one) => one.resource === resource && one.id === id)?.reason).toBe(reason)
      const home = await lamb.list(
        `select organization_id from {${tableOf(resource)}} where id = ${quoted(id)}`,
      )
      expect(home).toEqual([source])
    }
    const skippedPeople = skipped.filter(({ resource }) => resource === 'users').map(({ id }) => id)
    expect(people.filter(({ user }) => skippedPeople.includes(user))).toEqual([])
  })

  test('leaves no trace in the app, and goes with the migration when that fails', async () => {
    const lamb = await open()
    await lamb.migrateAndBack(decided, async ({ migration_id }) => {
      expect((await lamb.resettle.people(migration_id)).people.length).toBeGreaterThan(5)
    })
    await lamb.refuses('migration.not-found', () => lamb.resettle.people('mig_0_000000'))
    const plan = await lamb.plan(decided)
    await lamb.run(`update {organizations} set name = 'Another' where id = ${target}`)
    await lamb.run(`insert into {organization_roles} (organization_id, user_id, role, created_at, updated_at)
      select ${source}, id, 'member', 1, 1 from {Creator_users} where organization_id = ${target}
      and id not in (select user_id from {organization_roles} where organization_id = ${source})`)
    const rows = await countPeople(lamb)
    await lamb.refuses('plan.stale', () => lamb.resettle.migratePlan(plan))
    expect(await countPeople(lamb)).toBe(rows)
  })
})

function countPeople(lamb: Lamb): Promise<number> {
  const table = lamb.engine === 'sqlite' ? 'resettle_people' : 'resettle.people'
  return lamb.count(`select count(*) from ${table}`)
}

function tableOf(resource: string): string {
  return resource === 'users' ? 'Creator_users' : owned[resource as keyof typeof owned][0]
}

function quoted(id: PersonExtract['user']): string {
  return typeof id === 'number' ? String(id) : `'${String(id)}'`
}

async function countByOwner(lamb: Lamb): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const [resource, [table, column, key]] of Object.entries(owned)) {
    const rows = await lamb.query<{ id: number; n: number }>(`
      select u.id as id, count(*) as n from {${table}} r join {Creator_users} u on r.${column} = u.${key}
      where r.organization_id = ${source} group by u.id`)
    for (const { id, n } of rows) counts.set(`${resource} ${id}`, Number(n))
  }
  return counts
}

async function readOwners(lamb: Lamb): Promise<Map<string, number>> {
  const owners = new Map<string, number>()
  for (const [resource, [table, column, key]] of Object.entries(owned)) {
    const rows = await lamb.query<{ row: unknown; id: number }>(`
      select r.id as row, u.id as id from {${table}} r join {Creator_users} u on r.${column} = u.${key}`)
    for (const { row, id } of rows) owners.set(`${resource} ${String(row)}`, id)
  }
  return owners
}
