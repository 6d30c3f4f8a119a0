import { describe, expect, it } from 'vitest'
import { migrateResponse, rollbackResponse, validateResponse } from '../../src/http/contract/seed.ts'
import { engines } from '../support/databases.ts'
import { expectExact } from './support/exact.ts'
import { findAdmin, lambSecret, signLamb } from './support/lamb-tokens.ts'
import { request, useService } from './support/service.ts'

const base = '/creator/admin/organizations'

describe.each(engines)("LAMB's own page on %s", (engine) => {
  const open = useService(engine)

  /** What LAMB's page does, in its order: it sends its token, and reads these fields of the answers. */
  async function lambPage() {
    const desk = await open({ auth: { lambSecret } })
    const token = await signLamb(await findAdmin(desk.lamb))
    const send = (path: string, body: object) => request(desk.app, 'POST', `${base}${path}`, { token, body })
    return { ...desk, send }
  }

  it('validates, migrates and shows its four numbers and the warnings', async () => {
    const { send, lamb } = await lambPage()
    const owner = 'prof@portlindar.example'
    for (const organization_id of [2, 3]) {
      await lamb.add('assistants', { organization_id, name: '5_math', owner })
    }
    const before = await lamb.snapshot()
    const validated = await send('/eng-dept/migration/validate', { target_organization_slug: 'faculty_sci' })
    expect(validated.status).toBe(200)
    expectExact(validateResponse, validated.json)
    const { can_migrate, conflicts, resources, estimated_time_seconds, error } = validated.json as never as {
      can_migrate: boolean
      conflicts: { assistants: object[]; templates: object[] }
      resources: Record<string, number>
      estimated_time_seconds: number
      error: string | null
    }
    expect([can_migrate, error]).toEqual([true, null])
    expect(conflicts.assistants).toMatchObject([
      {
        id: expect.any(Number),
        name: '5_math',
        owner,
        conflict_reason: 'Target organization already has an assistant with the same name and owner',
      },
    ])
    expect(conflicts.templates).toEqual([])
    expect(estimated_time_seconds).toBeGreaterThan(0)
    expect(await lamb.snapshot()).toEqual(before)

    const migrated = await send('/eng-dept/migrate', {
      target_organization_slug: 'faculty_sci',
      conflict_strategy: 'rename',
      preserve_admin_roles: false,
      delete_source: false,
    })
    expect([migrated.status, migrated.json.detail]).toEqual([200, undefined])
    expectExact(migrateResponse, migrated.json)
    expect(migrated.json).toMatchObject({
      success: true,
      conflicts_resolved: { assistants_renamed: 1, templates_renamed: 0 },
      resources_migrated: Object.fromEntries(
        ['users', 'assistants', 'templates', 'kbs', 'usage_logs'].map((name) => [name, resources[name]]),
      ),
    })
    expect(migrated.json.warnings).toContain('1 assistants were renamed due to conflicts')
    expect(await lamb.count('select count(*) from {assistants} where organization_id = 2')).toBe(0)

    const back = await send(`/migrations/${migrated.json.migration_id}/rollback`, {})
    expect(back.status).toBe(200)
    expectExact(rollbackResponse, back.json)
    expect(back.json).toMatchObject({ success: true, migration_id: migrated.json.migration_id })
    expect(await lamb.snapshot()).toEqual(before)
  })

  it('takes the strategies and the prefix of the seed', async () => {
    const { send, lamb } = await lambPage()
    for (const organization_id of [2, 3]) {
      await lamb.add('prompt_templates', {
        organization_id,
        name: 'CS101',
        owner_email: 'admin@portlindar.example',
      })
    }
    const body = { target_organization_slug: 'faculty_sci', rename_prefix: 'old_org_', delete_source: false }
    const failing = await send('/eng-dept/migrate', { ...body, conflict_strategy: 'fail' })
    expect(failing.json).toMatchObject({ code: 'plan.conflicts', detail: expect.any(String) })
    const asked = await send('/eng-dept/migrate', { ...body, conflict_strategy: 'interactive' })
    expect(asked.json).toMatchObject({ code: 'plan.undecided', detail: expect.any(String) })
    const unknown = await send('/eng-dept/migrate', { ...body, conflict_strategy: 'whatever' })
    expect(unknown.json).toMatchObject({ code: 'request.invalid' })
    const renamed = await send('/eng-dept/migrate', { ...body, conflict_strategy: 'rename' })
    expect(renamed.json).toMatchObject({ conflicts_resolved: { templates_renamed: 1 } })
    expect(await lamb.list(`select name from {prompt_templates} where name like 'old_org%'`)).toEqual([
      'old_org_CS101',
    ])
  })

  it('is told in a sentence what stands in the way, where it looks for it', async () => {
    const { send } = await lambPage()
    const cases: [path: string, target: string, status: number][] = [
      ['/nobody/migration/validate', 'faculty_sci', 404],
      ['/eng-dept/migration/validate', 'eng-dept', 422],
      ['/eng-dept/migration/validate', 'lamb', 422],
      ['/lamb/migrate', 'eng-dept', 422],
    ]
    for (const [path, target_organization_slug, status] of cases) {
      const answer = await send(path, { target_organization_slug })
      expect([path, answer.status, answer.json.detail]).toEqual([path, status, expect.any(String)])
    }
  })

  it('says in `error` why it cannot be migrated', async () => {
    const { send, lamb } = await lambPage()
    for (const organization_id of [2, 3]) {
      await lamb.add('Creator_users', {
        organization_id,
        user_email: `twin${organization_id}@portlindar.example`,
        lti_user_id: 'lms-1',
      })
    }
    const { json } = await send('/eng-dept/migration/validate', { target_organization_slug: 'faculty_sci' })
    expect(json).toMatchObject({ can_migrate: false, error: expect.stringMatching(/\w+/) })
    // What a plan may be asked is heard here too, and not let go by.
    const settled = { target_organization_slug: 'faculty_sci', on: { users: 'clear' } }
    expect((await send('/eng-dept/migration/validate', settled)).json).toMatchObject({ can_migrate: true })
    const decided = await send('/eng-dept/migrate', {
      target_organization_slug: 'faculty_sci',
      decisions: (json.conflicts as unknown as { users: { id: number }[] }).users.map(({ id }) => ({
        resource: 'users',
        id,
        choice: 'clear',
      })),
    })
    expect(decided.json).toMatchObject({ success: true, conflicts_resolved: { users_cleared: 1 } })
  })

  it('finds its endpoints below another path where that is configured', async () => {
    const { post } = await open({ http: { basePath: '/admin' } })
    const body = { target_organization_slug: 'faculty_sci' }
    expect((await post('/admin/organizations/eng-dept/migration/validate', body)).status).toBe(200)
    expect((await post(`${base}/eng-dept/migration/validate`, body)).status).toBe(404)
  })
})
