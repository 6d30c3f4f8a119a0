import { afterEach, describe, expect, it } from 'vitest'
import { lambSchema } from '../../demo/university/schema.ts'
import type { BlueprintInput } from '../../src/blueprint/blueprint.ts'
import { lamb } from '../../src/blueprint/presets/lamb.ts'
import { runAppChecks } from '../../src/migration/plan/app-checks.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { resolve } from './support.ts'

describe.each(engines)('checks of an app on %s', (engine) => {
  let fresh: FreshDatabase
  afterEach(() => fresh.drop())

  /** Organizations 1 (source) and 2 (target) of LAMB's next version, with these settings and statements. */
  const check = async (
    settings: Settings,
    statements: readonly string[],
    blueprint: BlueprintInput = lamb,
  ) => {
    fresh = await freshDatabase(engine)
    await fresh.run(
      [
        ...lambSchema({ version: 'next', prefix: 'LAMB_', engine }),
        organization(1, settings.source),
        organization(2, settings.target),
        organization(3, {}),
        `insert into "LAMB_Creator_users" (id, organization_id, user_email, user_name, user_type, created_at, updated_at)
         values (7, 1, 'ada@uni.edu', 'Ada', 'creator', 1, 1)`,
        ...statements,
      ].join(';\n'),
    )
    const database = await fresh.open()
    return database.read(async (connection) => {
      const { model } = resolve(blueprint, await database.dialect.readCatalog(connection))
      return runAppChecks(connection, database.dialect, model, { sourceKey: '1', targetKey: '2' })
    })
  }

  it('says nothing where nothing moves and nothing is set', async () => {
    expect(await check({ source: {}, target: {} }, [])).toEqual([])
  })

  it.each<[string, unknown, unknown]>([
    ['the new shape', { kb_server: { url: 'http://one:9090' } }, { kb_server: { url: 'http://two:9090' } }],
    ['both shapes', { kb_server: { url: 'http://one:9090' } }, older('http://two:9090')],
    ['one side only', older('http://one:9090'), {}],
  ])('stops where the knowledge base servers differ, in %s', async (_, source, target) => {
    const findings = await check({ source, target }, [kb(1)])
    expect(findings).toMatchObject([
      { code: 'lamb.kb-server-differs', severity: 'blocker', acceptable: true, count: 1 },
    ])
    expect(findings[0]?.samples[0]).toBe('source: http://one:9090')
  })

  it.each<[string, unknown, unknown, string[]]>([
    [
      'with and without a slash',
      { kb_server: { url: 'http://one:9090/' } },
      older('http://one:9090'),
      [kb(1)],
    ],
    ['without knowledge bases', older('http://one'), older('http://two'), [kb(2)]],
  ])('lets knowledge base servers pass %s', async (_, source, target, rows) => {
    expect(await check({ source, target }, rows)).toEqual([])
  })

  it('never shows a secret of the settings', async () => {
    const source = { kb_server: { url: 'http://me:SECRET@one/?token=SECRET', api_key: 'SECRET' } }
    const findings = await check({ source, target: { kb_server: { url: 'SECRET' } } }, [kb(1)])
    expect(findings).toHaveLength(1)
    expect(JSON.stringify(findings)).not.toContain('SECRET')
  })

  it('counts the assistants whose provider or model the target lacks', async () => {
    const target = {
      setups: { default: { providers: { openai: { models: ['gpt-4o', 'o3.1'] }, other: {} } } },
    }
    const rows = [
      assistant(1, '{"connector": "openai", "llm": "gpt-4o"}'),
      assistant(2, '{"connector": "openai", "llm": "o3.1"}'),
      assistant(3, '{"connector": "openai", "llm": "gpt-5"}'),
      assistant(4, '{"connector": "openai", "llm": "gpt-5"}'),
      assistant(5, '{"connector": "ollama", "llm": "llama3"}'),
      assistant(6, '{"connector": "*", "llm": "gpt-4o"}'),
      assistant(7, '{"connector": "other", "llm": "x"}'),
      assistant(8, '{"connector": "openai"}'),
      assistant(9, '{"llm": "llama3"}'),
      assistant(10, null),
      assistant(11, ''),
      assistant(12, 'not { json'),
      assistant(13, '[1, 2]'),
      assistant(14, '"text"'),
      assistant(15, '{"connector": "ollama", "llm": "llama3"}', 3),
    ]
    const findings = await check({ source: {}, target }, rows)
    expect(findings.find((finding) => finding.code === 'lamb.model-missing')).toMatchObject({
      severity: 'warning',
      count: 5,
      samples: ['openai / gpt-5', '*', 'ollama', 'other / x'],
    })
    expect(findings.some((finding) => finding.code === 'lamb.no-provider')).toBe(false)
  })

  it.each<[string, unknown, string]>([
    ['no provider', { setups: { default: { providers: {} } } }, 'lamb.no-provider'],
    ['sharing switched off', { features: { sharing_enabled: false } }, 'lamb.sharing-off'],
    ['publishing switched off', { features: { lti_publishing: false } }, 'lamb.lti-publishing-off'],
  ])('warns of a target with %s', async (_, target, code) => {
    const findings = await check({ source: {}, target }, [assistant(1, null)])
    expect(findings.find((finding) => finding.code === code)).toMatchObject({ severity: 'warning' })
  })

  it('says what moving assistants and library items mean to people', async () => {
    const findings = await check({ source: {}, target: {} }, [
      assistant(1, null),
      assistant(2, null),
      `insert into "LAMB_libraries" (id, organization_id, name, owner_user_id, created_at, updated_at)
       values ('l', 1, 'Papers', 7, 1, 1)`,
      `insert into "LAMB_library_items" (id, library_id, organization_id, title, source_type, import_plugin, status,
         uploader_user_id, created_at, updated_at) values ('i', 'l', 1, 'On Growth', 'file', 'p', 'ready', 7, 1, 1)`,
    ])
    expect(findings.map(({ code, count, samples }) => [code, count, samples])).toEqual([
      ['lamb.no-provider', 1, ['target: setups.*.providers.*']],
      ['lamb.costs-move', 2, ['7_a1', '7_a2']],
      ['lamb.visibility-widens', 2, ['7_a1', '7_a2']],
      ['lamb.library-permalinks', 1, ['On Growth']],
    ])
  })

  it('warns that sign-up is open in the source', async () => {
    const findings = await check({ source: { features: { signup_enabled: true } }, target: {} }, [])
    expect(findings.map((finding) => finding.code)).toEqual(['lamb.signup-open'])
  })

  it.each<[string, unknown]>([
    ['a list', []],
    ['a number', 7],
    ['null', null],
    ['a text', 'x'],
    ['wrong kinds inside', { setups: [1], features: 'on', kb_server: null }],
  ])('takes settings that are %s', async (_, config) => {
    const findings = await check({ source: config, target: config }, [assistant(1, null), kb(1)])
    expect(findings.map((finding) => finding.code)).toContain('lamb.no-provider')
  })

  it.runIf(engine === 'sqlite')('takes settings that are not JSON at all', async () => {
    const statement = `update "LAMB_organizations" set config = '{ broken'`
    const findings = await check({ source: {}, target: {} }, [assistant(1, null), statement])
    expect(findings.map((finding) => finding.code)).toContain('lamb.no-provider')
  })

  it('matches rows by values of any type and by columns that may be absent', async () => {
    const rows = (code: string, resource: string, match: Record<string, string | number | boolean | null>) =>
      ({ kind: 'has-rows', code, severity: 'info', resource, match, message: 'm', remedy: 'r' }) as const
    const checks = [
      rows('t.on', 'users', { enabled: true, user_type: 'creator', lti_user_id: null, id: 7 }),
      rows('t.off', 'users', { enabled: false }),
      rows('t.absent', 'users', { colour: 'red' }),
      rows('t.roles', 'roles', { role: 'admin' }),
    ]
    const role = `insert into "LAMB_organization_roles" (organization_id, user_id, role, created_at, updated_at)
      values (1, 7, 'admin', 1, 1)`
    const findings = await check({ source: {}, target: {} }, [role], { ...lamb, checks })
    expect(findings.map(({ code, samples }) => [code, samples])).toEqual([
      ['t.on', ['ada@uni.edu']],
      ['t.roles', ['7']],
    ])
  })
})

interface Settings {
  readonly source: unknown
  readonly target: unknown
}

function older(url: string) {
  return { setups: { default: { knowledge_base: { server_url: url } } } }
}

function organization(id: number, config: unknown): string {
  return `insert into "LAMB_organizations" (id, slug, name, config, created_at, updated_at)
    values (${id}, 'org-${id}', 'Organization ${id}', '${JSON.stringify(config)}', 1, 1)`
}

function kb(organizationId: number): string {
  return `insert into "LAMB_kb_registry" (kb_id, kb_name, owner_user_id, organization_id, created_at, updated_at)
    values ('kb-${organizationId}', 'Reader', 7, ${organizationId}, 1, 1)`
}

function assistant(id: number, callback: string | null, organizationId = 1): string {
  const text = callback === null ? 'null' : `'${callback}'`
  return `insert into "LAMB_assistants" (id, organization_id, name, owner, api_callback, created_at, updated_at)
    values (${id}, ${organizationId}, '7_a${id}', 'ada@uni.edu', ${text}, 1, 1)`
}
