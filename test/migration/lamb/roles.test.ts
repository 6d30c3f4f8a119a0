import { describe, expect, test } from 'vitest'
import type { PlanInput } from '../../../src/migration/plan/options.ts'
import { engines } from '../../support/databases.ts'
import { bystander, type Lamb, quiet, source, target, useLamb } from '../../support/lamb.ts'

const roles = [null, 'member', 'admin', 'owner'] as const
type Role = (typeof roles)[number]

const options: readonly PlanInput[] = [false, true].flatMap((preserveAdminRoles) => [
  { preserveAdminRoles },
  ...['owner', 'admin', 'member'].map((ownerBecomes) => ({ preserveAdminRoles, ownerBecomes })),
])

describe.each(engines)('roles on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('are the higher of both, the one of the source mapped by the options', async () => {
    const lamb = await open()
    const people = await addCombinations(lamb)
    for (const input of options) {
      const { access } = await lamb.plan(input)
      const planned = new Map(access.map((one) => [one.email, one]))
      for (const { email, here, there } of people) {
        expect({ input, ...planned.get(email) }).toMatchObject({
          input,
          role_in_source: here,
          role_in_target: there,
          role_after: expected(here, there, input),
        })
      }
    }
  })

  test('are in the database what the plan says', async () => {
    const lamb = await open()
    const people = await addCombinations(lamb)
    for (const input of [
      {},
      { preserveAdminRoles: true },
      { preserveAdminRoles: true, ownerBecomes: 'admin' },
    ]) {
      await lamb.migrateAndBack(input, async ({ resources_migrated, access }) => {
        const rows = await rolesOf(lamb)
        for (const { id, email, here, there } of people) {
          const now = rows.filter((row) => row.user_id === id)
          expect([email, now]).toEqual([
            email,
            [{ user_id: id, organization_id: target, role: expected(here, there, input) }],
          ])
        }
        const inTarget = new Map(
          rows.flatMap((row) => (row.organization_id === target ? [[row.user_id, row.role]] : [])),
        )
        for (const { user, role_after } of access) expect(inTarget.get(Number(user))).toBe(role_after)
        expect(resources_migrated.roles).toBe(access.length)
      })
    }
  })

  test('change as the plan names it: joins, gains, loses, same', async () => {
    const lamb = await open()
    await addCombinations(lamb)
    const { access, findings } = await lamb.plan({ preserveAdminRoles: true })
    const changeOf = (email: string): string | undefined =>
      access.find((one) => one.email === `${email}@portlindar.example`)?.change
    expect(changeOf('admin-none')).toBe('joins')
    expect(changeOf('admin-member')).toBe('gains')
    expect(changeOf('member-admin')).toBe('same')
    const { access: without } = await lamb.plan()
    const lowered = without.find(({ email }) => email === 'owner-none@portlindar.example')
    expect(lowered?.change).toBe('loses')
    expect(findings.find(({ code }) => code === 'access.gains')).toMatchObject({
      severity: 'warning',
      count: 3,
    })
  })

  test('are given to nobody who does not move', async () => {
    const lamb = await open()
    const homeless = await lamb.add('Creator_users', {
      organization_id: null,
      user_email: 'no.home@x.example',
    })
    const outsiders = [
      { user: homeless, role: 'owner' },
      { user: 1, role: 'admin' },
      { user: 13, role: 'admin' },
    ]
    for (const { user, role } of outsiders) {
      await lamb.add('organization_roles', { organization_id: source, user_id: user, role })
    }
    // At home in the target as a member, and a stale admin of the source.
    await lamb.add('organization_roles', { organization_id: source, user_id: 10, role: 'admin' })
    const input = { preserveAdminRoles: true }
    const { access, findings } = await lamb.plan(input)
    expect(findings.find(({ code }) => code === 'access.outsiders')).toMatchObject({ count: 4 })
    expect(access.filter(({ user }) => [homeless, 1, 10, 13].includes(Number(user)))).toEqual([])
    const before = await rolesOf(lamb)
    await lamb.migrateAndBack(input, async () => {
      const after = await rolesOf(lamb)
      for (const user of [homeless, 1, 10, 13]) {
        const mine = (rows: typeof after): typeof after => rows.filter(({ user_id }) => user_id === user)
        expect(mine(after)).toEqual(mine(before))
      }
    })
  })

  test('are not lost elsewhere: what people hold in other organizations stays', async () => {
    const lamb = await open()
    await lamb.add('organization_roles', { organization_id: bystander, user_id: 4, role: 'owner' })
    await lamb.migrateAndBack({}, async () => {
      expect(
        await lamb.list(`select role from {organization_roles} where user_id = 4 order by role`),
      ).toEqual(['member', 'owner'])
    })
  })

  test('of people without one become membership, with a warning', async () => {
    const lamb = await open()
    const user = await lamb.add('Creator_users', { organization_id: source, user_email: 'bare@x.example' })
    const { findings, access } = await lamb.plan()
    expect(findings.find(({ code }) => code === 'access.no-role')).toMatchObject({
      severity: 'warning',
      samples: ['bare@x.example'],
    })
    expect(access.find((one) => one.user === user)?.note).toBe('has no role in the source')
    await lamb.migrateAndBack({}, async () => {
      expect((await rolesOf(lamb)).filter(({ user_id }) => user_id === user)).toEqual([
        { user_id: user, organization_id: target, role: 'member' },
      ])
    })
  })

  test('that the app does not know are refused', async () => {
    const lamb = await open()
    await lamb.refuses('decision.invalid', () => lamb.plan({ ownerBecomes: 'king' }))
    await lamb.refuses('decision.invalid', () => lamb.migrate({ ownerBecomes: '' }))
  })
})

interface Combination {
  readonly id: number
  readonly email: string
  readonly here: Role
  readonly there: Role
}

/** One person of the source for every role there and every role in the target. */
async function addCombinations(lamb: Lamb): Promise<Combination[]> {
  const people: Combination[] = []
  for (const here of roles) {
    for (const there of roles) {
      const email = `${here ?? 'none'}-${there ?? 'none'}@portlindar.example`
      const id = await lamb.add('Creator_users', { organization_id: source, user_email: email })
      for (const [organization_id, role] of [
        [source, here],
        [target, there],
      ] as const) {
        if (role !== null) await lamb.add('organization_roles', { organization_id, user_id: id, role })
      }
      people.push({ id, email, here, there })
    }
  }
  return people
}

function expected(here: Role, there: Role, { preserveAdminRoles, ownerBecomes }: PlanInput): Role {
  const mapped =
    here === 'owner'
      ? ((ownerBecomes ?? (preserveAdminRoles ? 'owner' : 'member')) as Role)
      : here === 'admin' && preserveAdminRoles
        ? 'admin'
        : 'member'
  return roles[Math.max(roles.indexOf(mapped), roles.indexOf(there))] ?? null
}

function rolesOf(lamb: Lamb): Promise<{ user_id: number; organization_id: number; role: string }[]> {
  return lamb.query(`select user_id, organization_id, role from {organization_roles} order by id`)
}
