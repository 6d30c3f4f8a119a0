import { describe, expect, it } from 'vitest'
import { people } from '../../src/http/contract/people.ts'
import { engines } from '../support/databases.ts'
import { awkward } from '../support/lamb.ts'
import { expectExact } from './support/exact.ts'
import { useService } from './support/service.ts'

describe.each(engines)('the report of a migration on %s', (engine) => {
  const open = useService(engine, awkward)

  it('is a signed file in each form, which nothing on the way has touched', async () => {
    const { get, migrate, resettle } = await open()
    const { migrationId } = await migrate()
    const forms = { json: 'application/json', html: 'text/html', csv: 'text/csv' }
    for (const [format, type] of Object.entries(forms)) {
      const { status, headers, bytes } = await get(`/api/migrations/${migrationId}/report?format=${format}`)
      expect(status).toBe(200)
      expect(headers.get('Content-Type')).toContain(type)
      expect(headers.get('Content-Security-Policy')).toContain('sandbox')
      expect(headers.get('Content-Disposition')).toMatch(/^inline; filename="[\w.-]+"$/)
      const { ok, checks } = await resettle.verifyReport(bytes)
      expect([ok, checks.filter((check) => !check.ok)]).toEqual([true, []])
    }
    const { headers } = await get(`/api/migrations/${migrationId}/report?download=true`)
    expect(headers.get('Content-Disposition')).toMatch(/^attachment; /)
  })

  it('speaks the language that was asked for', async () => {
    const { get, migrate } = await open()
    const { migrationId } = await migrate()
    const { text } = await get(`/api/migrations/${migrationId}/report?format=html&language=eu`)
    expect(text).toContain('<html lang="eu"')
  })

  it('is given for each person, and as one extract', async () => {
    const { get, migrate, refuses } = await open()
    const { migrationId } = await migrate()
    const { json } = await get(`/api/migrations/${migrationId}/people`)
    expectExact(people, json)
    const [person] = json.people as { user: number }[]
    const extract = await get(`/api/migrations/${migrationId}/report?person=${person?.user}`)
    expect(extract.json).toMatchObject({ kind: 'extract', person: { user: person?.user } })
    await refuses('report.person-not-found', get(`/api/migrations/${migrationId}/report?person=nobody`))
    await refuses('migration.not-found', get('/api/migrations/mig_none/report'))
    await refuses('migration.not-found', get('/api/migrations/mig_none/people'))
    await refuses('request.invalid', get(`/api/migrations/${migrationId}/report?format=pdf`))
  })
})
