import { describe, expect, test } from 'vitest'
import { ResettleError } from '../../../src/errors.ts'
import type { PlanInput } from '../../../src/migration/plan/options.ts'
import { engines } from '../../support/databases.ts'
import { bystander, differences, type Lamb, quiet, source, target, useLamb } from '../../support/lamb.ts'

const owner = 'jon.etxeberria@portlindar.example'
const input: PlanInput = { on: { users: 'clear' } }

/** Something that happens between plan and migration, and how the refusal tells it. */
type Change = readonly [name: string, change: (lamb: Lamb) => Promise<unknown>, words: RegExp]

const homes = { organization_id: source, owner }

const changes: readonly Change[] = [
  [
    'an assistant more in the source',
    (lamb) => lamb.add('assistants', { ...homes, name: 'late' }),
    /^assistants: rows in the source \d+ → \d+$/,
  ],
  [
    'an assistant more in the target, with a name that now conflicts',
    (lamb) => lamb.add('assistants', { ...homes, organization_id: target, name: '4_alone' }),
    /^assistants: conflicts: 1 → 2$/,
  ],
  [
    'a name in the target that was to be given',
    (lamb) => lamb.add('assistants', { ...homes, organization_id: target, name: '4_eng_dept_twice' }),
    /^assistants: conflicts: 2 as before, but not the same$/,
  ],
  [
    'a conflict that went away',
    (lamb) => lamb.run(`update {assistants} set name = 'x' where name = '4_twice' and organization_id = 3`),
    /^assistants: conflicts: 2 → 1$/,
  ],
  [
    'an assistant deleted and another one made',
    async (lamb) => {
      await lamb.run(`delete from {assistants} where name = '4_alone' and organization_id = ${source}`)
      await lamb.add('assistants', { ...homes, name: '4_instead' })
    },
    /^assistants: other rows in the source, though as many$/,
  ],
  [
    'a library deleted and another one made, under a key that is text',
    async (lamb) => {
      await lamb.run(`delete from {libraries} where id = '55555555-0000-4000-8000-000000000000'`)
      await library(lamb, '55555555-0000-4000-8000-000000000001')
    },
    /^libraries: other rows in the source, though as many$/,
  ],
  [
    'a log deleted and another one made',
    async (lamb) => {
      await lamb.run(
        `delete from {usage_logs} where id = (select min(id) from {usage_logs} where organization_id = 2)`,
      )
      await lamb.add('usage_logs', { organization_id: source })
    },
    /^usage_logs: other rows in the source, though as many$/,
  ],
  [
    'a role changed in the source',
    (lamb) =>
      lamb.run(`update {organization_roles} set role = 'admin' where organization_id = 2 and user_id = 4`),
    /^access: \d+ people as before, but not the same$/,
  ],
  [
    'a role given in the target',
    (lamb) => lamb.add('organization_roles', { organization_id: target, user_id: 5, role: 'member' }),
    /^access: \d+ people as before, but not the same$/,
  ],
  [
    'a person who left for another organization',
    (lamb) => lamb.run(`update {Creator_users} set organization_id = ${bystander} where id = 6`),
    /^users: rows in the source /,
  ],
  [
    'an outsider who got a role in the source',
    (lamb) => lamb.add('organization_roles', { organization_id: source, user_id: 13, role: 'admin' }),
    /^roles of people who do not move: 2 → 3$/,
  ],
  [
    'one outsider in the place of another',
    (lamb) =>
      lamb.run(
        `update {organization_roles} set user_id = 14 where organization_id = ${source} and user_id = 12`,
      ),
    /^roles of people who do not move: 3 as before, but not the same$/,
  ],
  [
    'other settings of the source',
    async (lamb) => {
      const [text = ''] = await lamb.list<string>(
        'select cast(config as text) from {organizations} where id = 2',
      )
      await lamb.run(
        `update {organizations} set config = '${text.replace('engineers', 'nobody')}' where id = 2`,
      )
    },
    /^the settings of the source organization changed$/,
  ],
  [
    'another name of the target',
    (lamb) => lamb.run(`update {organizations} set name = 'Renamed' where id = ${target}`),
    /^the settings of the target organization changed$/,
  ],
  [
    'an LMS key in the target',
    (lamb) => lamb.add('lti_creator_keys', { organization_id: target, oauth_consumer_key: 'late' }),
    /^lti_creator_keys: conflicts: none → 1$/,
  ],
  [
    'another LMS identity',
    (lamb) => lamb.run(`update {Creator_users} set lti_user_id = 'A' where id in (4, 10)`),
    /^users: conflicts: none → 1$/,
  ],
  ['a column more', (lamb) => lamb.run('alter table {assistants} add column mood text'), /schema changed$/],
  [
    'an index more',
    (lamb) => lamb.run('create unique index one_name on {libraries} (id, name)'),
    /^the database schema changed$/,
  ],
]

describe.each(engines)('a plan that the data ran away from on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('is refused with what changed, and nothing is written', async () => {
    const lamb = await prepare(await open())
    for (const [name, change, words] of changes) {
      const plan = await lamb.plan(input)
      await change(lamb)
      const refusal: unknown = await lamb.resettle.migratePlan(plan).catch((error: unknown) => error)
      expect([name, refusal]).toMatchObject([
        name,
        { code: 'plan.stale', message: expect.stringMatching(/^Since then: /) },
      ])
      const told = refusal instanceof ResettleError ? refusal.context.changes : []
      expect([name, told]).toEqual([name, expect.arrayContaining([expect.stringMatching(words)])])
    }
    // The first thing that a migration writes is a table of ours.
    expect(await lamb.resettle.migrations()).toMatchObject({ migrations: [] })
    const plan = await lamb.plan(input)
    await lamb.add('assistants', { ...homes, name: 'the last one' })
    await lamb.refuses('plan.stale', () => lamb.resettle.migratePlan(plan))
  })

  test('is refused by migrate too, when it happens after the plan was shown', async () => {
    const lamb = await prepare(await open())
    const attempt = (between: () => Promise<unknown>): Promise<unknown> =>
      lamb.resettle.migrate('2', '3', input, { onPlan: () => between().then(() => true) })
    const before = await lamb.snapshot()
    await expect(
      attempt(() => lamb.add('assistants', { ...homes, organization_id: target, name: '4_alone' })),
    ).rejects.toMatchObject({ code: 'plan.stale', context: { changes: expect.any(Array) } })
    expect(differences(before, await lamb.snapshot())).toHaveLength(1)
    const refused = lamb.resettle.migrate('2', '3', input, { onPlan: () => Promise.resolve(false) })
    await expect(refused).rejects.toMatchObject({ code: 'command.declined' })
    expect(differences(before, await lamb.snapshot())).toHaveLength(1)
  })

  test('is none for logs that the app writes while migrate looks at its plan; they move along', async () => {
    const lamb = await prepare(await open())
    let late = 0
    const { migration_id, tables } = await lamb.resettle.migrate('2', '3', input, {
      onPlan: async () => {
        late = await lamb.add('usage_logs', { organization_id: source })
        return true
      },
    })
    expect(await lamb.list(`select organization_id from {usage_logs} where id = ${late}`)).toEqual([target])
    const logs = tables.find(({ resource }) => resource === 'usage_logs')
    expect(logs).toMatchObject({ done: logs?.planned, verified: logs?.planned })
    await lamb.rollback(migration_id)
    expect(await lamb.list(`select organization_id from {usage_logs} where id = ${late}`)).toEqual([source])
  })

  test('is none for what has no bearing on it', async () => {
    const lamb = await prepare(await open())
    const plan = await lamb.plan(input)
    await lamb.add('usage_logs', { organization_id: target })
    await lamb.add('assistants', { ...homes, organization_id: bystander, name: 'far away' })
    await lamb.run(
      `update {assistants} set description = 'better', system_prompt = 'new' where organization_id = ${source}`,
      `update {Creator_users} set user_name = 'Married' where id = 4`,
      `delete from {lamb_chats}`,
      `update {organizations} set config = '{}' where id = ${bystander}`,
    )
    const before = await lamb.snapshot()
    const { migration_id } = await lamb.resettle.migratePlan(plan)
    await lamb.rollback(migration_id)
    expect(differences(before, await lamb.snapshot())).toEqual([])
  })
})

/** One conflict, one thing without, and an outsider. */
async function prepare(lamb: Lamb): Promise<Lamb> {
  for (const organization_id of [source, target]) {
    await lamb.add('assistants', { organization_id, owner, name: '4_twice' })
  }
  await lamb.add('assistants', { ...homes, name: '4_alone' })
  await lamb.add('organization_roles', { organization_id: source, user_id: 12, role: 'member' })
  await lamb.add('lti_creator_keys', { organization_id: source, oauth_consumer_key: 'early' })
  for (const digit of [1, 5, 9]) await library(lamb, `${String(digit).repeat(8)}-0000-4000-8000-000000000000`)
  return lamb
}

function library(lamb: Lamb, id: string): Promise<unknown> {
  return lamb.add('libraries', { organization_id: source, owner_user_id: 4, id, name: `library ${id}` })
}
