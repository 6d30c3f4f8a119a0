import { afterEach, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../../src/http/listen.ts'
import { engines } from '../support/databases.ts'
import { bystander } from '../support/lamb.ts'
import { findAdmin, lambSecret, signLamb } from './support/lamb-tokens.ts'
import { useService } from './support/service.ts'

/** Where LAMB's page comes from; the service listens elsewhere. */
const site = 'https://lamb.portlindar.example'
const target_organization_slug = 'faculty_sci'

/** What LAMB's modal sends: nothing else, and every field each time. */
interface Sent {
  readonly target_organization_slug: string
  readonly conflict_strategy: 'rename' | 'skip' | 'fail'
  readonly preserve_admin_roles: boolean
  readonly delete_source: boolean
}

/** What it reads of an answer: these fields, and of a refusal the sentence in `detail`. */
interface Read {
  readonly can_migrate?: boolean
  readonly conflicts?: Readonly<Record<'assistants' | 'templates', readonly { readonly name: string }[]>>
  readonly resources?: Readonly<Record<string, number>>
  readonly success?: boolean
  readonly resources_migrated?: Readonly<Record<string, number>>
  readonly conflicts_resolved?: Readonly<Record<string, number>>
  readonly warnings?: readonly string[]
  readonly migration_id?: string
  readonly detail?: string
}

describe.each(engines)("LAMB's modal, from another origin, on %s", (engine) => {
  const open = useService(engine)
  let listening: Listening | undefined
  afterEach(() => listening?.close())

  async function openModal() {
    const desk = await open({ auth: { lambSecret }, http: { allowedOrigins: [site] } })
    const { lamb } = desk
    const owner = 'prof@portlindar.example'
    const owner_email = 'admin@portlindar.example'
    for (const organization_id of [2, 3]) {
      for (const name of ['5_math', '5_art']) await lamb.add('assistants', { organization_id, name, owner })
      await lamb.add('prompt_templates', { organization_id, name: 'CS101', owner_email })
    }
    listening = await listen(desk.app, '127.0.0.1', 0)
    const { address } = listening
    const token = await signLamb(await findAdmin(lamb))
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Origin: site }
    const post = async (path: string, body: object): Promise<{ status: number; data: Read }> => {
      const url = `${address}/creator/admin/organizations${path}`
      const asked = await fetch(url, {
        method: 'OPTIONS',
        headers: {
          Origin: site,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,content-type',
        },
      })
      expect(asked.headers.get('Access-Control-Allow-Headers')?.toLowerCase()).toBe(
        'authorization,content-type',
      )
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
      // Without it a browser would not let the page see the answer, nor why it was refused.
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(site)
      return { status: answer.status, data: (await answer.json()) as Read }
    }
    const validate = (slug: string) => post(`/${slug}/migration/validate`, { target_organization_slug })
    const migrate = (chosen: Partial<Sent>) =>
      post('/eng-dept/migrate', {
        target_organization_slug,
        conflict_strategy: 'rename',
        preserve_admin_roles: false,
        delete_source: false,
        ...chosen,
      })
    const undo = (id: string | undefined) => post(`/migrations/${id}/rollback`, {})
    return { ...desk, validate, migrate, undo }
  }

  it('shows what would move and the first conflicts, then migrates by each strategy that it offers', async () => {
    const { lamb, validate, migrate, undo } = await openModal()
    const before = await lamb.snapshot()
    const { status, data } = await validate('eng-dept')
    expect([status, data.can_migrate]).toEqual([200, true])
    const shown = ['users', 'assistants', 'templates', 'kbs', 'usage_logs']
    for (const name of shown) expect([name, data.resources?.[name]]).toEqual([name, expect.any(Number)])
    const names = (kind: 'assistants' | 'templates') =>
      data.conflicts?.[kind].slice(0, 3).map(({ name }) => name)
    expect([names('assistants'), names('templates')]).toEqual([['5_math', '5_art'], ['CS101']])

    const outcomes: [Sent['conflict_strategy'], renamed: number, left: number][] = [
      ['rename', 2, 0],
      ['skip', 0, 2],
    ]
    for (const [conflict_strategy, renamed, left] of outcomes) {
      const done = await migrate({ conflict_strategy })
      expect([done.status, done.data.detail]).toEqual([200, undefined])
      expect(done.data).toMatchObject({
        success: true,
        conflicts_resolved: { assistants_renamed: renamed, templates_renamed: renamed / 2 },
        warnings: expect.any(Array),
      })
      for (const name of shown.slice(0, 4))
        expect(done.data.resources_migrated?.[name]).toEqual(expect.any(Number))
      expect(await lamb.count('select count(*) from {assistants} where organization_id = 2')).toBe(left)
      expect((await undo(done.data.migration_id)).data.success).toBe(true)
      expect(await lamb.snapshot()).toEqual(before)
    }
    const failed = await migrate({ conflict_strategy: 'fail' })
    expect(failed).toMatchObject({ status: 409, data: { detail: expect.stringMatching(/^\w.*\.$/) } })
    expect(await lamb.snapshot()).toEqual(before)
  })

  it('shows a sentence where it cannot go on, and keeps what its other two boxes promise', async () => {
    const { lamb, validate, migrate } = await openModal()
    const before = await lamb.snapshot()
    for (const slug of ['nobody', 'faculty_sci', 'lamb']) {
      const { status, data } = await validate(slug)
      expect([slug, status >= 400, data.detail]).toEqual([slug, true, expect.any(String)])
    }
    // What is left behind would be deleted with the source; LAMB itself does so.
    const losing = await migrate({ conflict_strategy: 'skip', delete_source: true })
    expect(losing).toMatchObject({ status: 409, data: { detail: expect.stringContaining('assistants') } })
    const unknown = await fetch(`${listening?.address}/creator/admin/organizations/eng-dept/migrate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: site },
      body: JSON.stringify({ target_organization_slug }),
    })
    expect([unknown.status, unknown.headers.get('Access-Control-Allow-Origin')]).toEqual([401, site])
    expect(await lamb.snapshot()).toEqual(before)

    const others = await lamb.query(`select * from {organization_roles} where organization_id = ${bystander}`)
    const done = await migrate({ preserve_admin_roles: true, delete_source: true })
    expect([done.status, done.data.detail]).toEqual([200, undefined])
    expect(await lamb.count(`select count(*) from {organizations} where slug = 'eng-dept'`)).toBe(0)
    expect(
      await lamb.query(`select * from {organization_roles} where organization_id = ${bystander}`),
    ).toEqual(others)
  })
})
