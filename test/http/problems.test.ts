import { describe, expect, it } from 'vitest'
import { catalogue, type ErrorCode, ResettleError } from '../../src/errors.ts'
import { problemWith } from '../../src/http/contract/problem.ts'
import { engines } from '../support/databases.ts'
import { expectExact } from './support/exact.ts'
import { documentOf, operationsOf } from './support/openapi.ts'
import { useService } from './support/service.ts'

const codes = Object.keys(catalogue) as ErrorCode[]

/** Codes of the command line, of files, of addresses that are none, and of what is told within a document. */
const notOverHttp =
  /^(usage|command|file|blueprint\.(not-found|invalid)|plan\.invalid|token|database\.(url|version)|report\.unsealed|effects\.unfinished|mail|run\.interrupted|migration\.failed|request\.not-found)/

describe('problems', () => {
  const open = useService('sqlite')

  it.each(codes)('with the code %s are answered as the catalogue says', async (code) => {
    const { resettle, get, refuses } = await open()
    Object.assign(resettle, {
      check: async () => {
        throw new ResettleError(code, 'What happened this time.', {
          context: { table: 'a' },
          remedy: 'Do this.',
        })
      },
    })
    const problem = await refuses(code, get('/api/check'))
    expectExact(problemWith(codes), problem)
    const { title, status, retryable } = catalogue[code]
    expect(problem).toMatchObject({ title, status, retryable, instance: expect.stringMatching(/^req_/) })
    expect(problem.type).toContain(code)
    // What nobody foresaw may hold anything.
    const isInside = code === 'internal.unexpected'
    expect(problem.detail === 'What happened this time.').toBe(!isInside)
    expect(problem.context).toEqual(isInside ? undefined : { table: 'a' })
  })

  it('that an address may answer with are named in the document, and no code is forgotten', async () => {
    const { app } = await open()
    const named = new Set<string>()
    for (const { responses } of await operationsOf(app)) {
      for (const [status, types] of Object.entries(responses)) {
        const { properties } = (types['application/problem+json'] ?? {}) as {
          properties?: { code: { enum: string[] } }
        }
        for (const code of properties?.code.enum ?? []) {
          expect([code, catalogue[code as ErrorCode].status]).toEqual([code, Number(status)])
          named.add(code)
        }
      }
    }
    const missing = codes.filter((code) => !named.has(code) && !notOverHttp.test(code))
    expect(missing).toEqual([])
  })
})

describe.each(engines)('addresses that are not there, on %s', (engine) => {
  const open = useService(engine)

  it('are answered with a problem', async () => {
    const { get, ask, refuses, app } = await open()
    await refuses('request.not-found', get('/api/nothing'))
    await refuses('request.not-found', ask('PUT', '/api/organizations'))
    await refuses('run.not-found', get('/api/runs/run_none'))
    await refuses('run.not-found', get('/api/runs/run_none/events'))
    await refuses('migration.not-found', get('/api/migrations/mig_none'))
    expect(Object.keys((await documentOf(app)).paths).length).toBeGreaterThan(30)
  })
})
