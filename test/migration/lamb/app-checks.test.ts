import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../src/blueprint/finding.ts'
import { engines } from '../../support/databases.ts'
import { differences, type Lamb, quiet, source, target, useLamb } from '../../support/lamb.ts'

const assistants = 'assistant-model-missing'

describe.each(engines)('what a move means for the app on %s', (engine) => {
  const open = useLamb(engine, { ...quiet, hazards: [assistants, 'library-same-name'] })

  test('another server for knowledge bases or libraries blocks, until it is accepted', async () => {
    const lamb = await open()
    await lamb.add('kb_registry', { organization_id: source, owner_user_id: 4, kb_name: 'k' })
    await edit(lamb, target, (config) => {
      config.kb_server = { url: 'http://elsewhere.example:9090' }
      config.setups.default.library = { server_url: 'http://elsewhere.example:9091' }
    })
    const { findings, can_migrate } = await lamb.plan()
    expect(can_migrate).toBe(false)
    const codes = ['lamb.kb-server-differs', 'lamb.library-server-differs']
    expect(blockers(findings)).toEqual(codes)
    expect(find(findings, 'lamb.kb-server-differs').samples).toEqual([
      'source: http://kb.portlindar.example:9090',
      'target: http://elsewhere.example:9090',
    ])
    await lamb.refuses('plan.blocked', () => lamb.migrate())
    await lamb.refuses('plan.blocked', () => lamb.migrate({ accept: codes.slice(0, 1) }))
    await lamb.migrateAndBack({ accept: codes }, async ({ warnings }) => {
      expect(warnings.filter((text) => text.includes('(accepted)'))).toHaveLength(2)
    })
    // An address is the same with and without a slash at its end; without knowledge bases nothing is at stake.
    await edit(lamb, target, (config) => {
      config.kb_server = { url: 'http://kb.portlindar.example:9090/' }
    })
    expect(blockers((await lamb.plan()).findings)).toEqual(codes.slice(1))
  })

  test('models and providers that the target lacks are counted by name; none at all is said as well', async () => {
    const lamb = await open()
    const found = find((await lamb.plan()).findings, 'lamb.model-missing')
    expect(found).toMatchObject({ severity: 'warning', count: 4 })
    expect([...found.samples].sort()).toEqual(['bypass', 'ollama', 'openai / gpt-4o'])
    await edit(lamb, target, (config) => {
      config.setups.default.providers = {}
    })
    const { findings } = await lamb.plan()
    expect(find(findings, 'lamb.no-provider').severity).toBe('warning')
    expect(find(findings, 'lamb.model-missing').count).toBe(
      await lamb.count(`select count(*) as n from {assistants} where organization_id = ${source}`),
    )
    await lamb.migrateAndBack({})
  })

  test('what the target has switched off, whose links break, and who sees more are warnings', async () => {
    const lamb = await open()
    await edit(lamb, target, (config) => {
      Object.assign(config.features, { sharing_enabled: false, mcp_enabled: false })
    })
    const { findings, can_migrate } = await lamb.plan()
    expect(can_migrate).toBe(true)
    for (const code of [
      'lamb.sharing-off',
      'lamb.mcp-off',
      'lamb.library-permalinks',
      'lamb.visibility-widens',
    ]) {
      expect(find(findings, code)).toMatchObject({ severity: 'warning', remedy: expect.any(String) })
    }
    const items = await lamb.count(
      `select count(*) as n from {library_items} where organization_id = ${source}`,
    )
    expect(find(findings, 'lamb.library-permalinks').count).toBe(items)
    expect(findings.some(({ code }) => code === 'lamb.rag-off')).toBe(false)
    expect(find(findings, 'access.audience').severity).toBe('info')
  })

  test('open sign-up of a source that stays is closed, and its settings say where everything went', async () => {
    const lamb = await open()
    const { findings, source_changes } = await lamb.plan()
    expect(find(findings, 'lamb.signup-open').severity).toBe('warning')
    expect(source_changes).toEqual([
      'features.signup_enabled becomes false in the settings of the source',
      'metadata.migrated_to in the settings of "eng-dept" says where everything went',
    ])
    const before = await configOf(lamb, source)
    await lamb.migrateAndBack({}, async ({ migration_id }) => {
      const after = await configOf(lamb, source)
      expect(after).toEqual({
        ...before,
        features: { ...before.features, signup_enabled: false },
        metadata: {
          ...before.metadata,
          migrated_to: { organization: 'faculty_sci', migration: migration_id },
        },
      })
    })
  })

  test('settings that are no object are left as they are, and hide nothing', async () => {
    const lamb = await open()
    const texts = [
      'null',
      '{}',
      '{"features": 1, "metadata": []}',
      ...(engine === 'sqlite' ? ['{"a": '] : []),
    ]
    for (const text of texts) {
      await lamb.run(`update {organizations} set config = '${text}' where id in (${source}, ${target})`)
      await lamb.migrateAndBack({}, async () => {
        const [now] = await lamb.list(`select cast(config as text) from {organizations} where id = ${source}`)
        if (text === '{}') expect(JSON.parse(String(now))).toHaveProperty('metadata.migrated_to')
        else expect(now).toBe(text)
      })
    }
  })

  test('the text of the settings comes back exactly; what people changed in them since stays', async () => {
    const lamb = await open()
    const odd = '{ "metadata" : {},\n "n": 12345678901234567890, "é": "\\u00e9", "n": 1.0 }'
    await lamb.run(`update {organizations} set config = '${odd}' where id in (${source}, ${target})`)
    const before = await lamb.snapshot()
    const first = await lamb.migrate()
    await lamb.rollback(first.migration_id)
    expect(differences(before, await lamb.snapshot())).toEqual([])
    const second = await lamb.migrate()
    await lamb.run(`update {organizations} set config = '{"mine": 1}' where id = ${source}`)
    const preview = await lamb.resettle.rollback(second.migration_id, { preview: true })
    const back = await lamb.rollback(second.migration_id)
    for (const { kept } of [preview, back]) {
      expect(kept.map(({ resource, id, column }) => [resource, id, column])).toEqual([
        ['organizations', source, 'config'],
      ])
    }
    expect(await configOf(lamb, source)).toEqual({ mine: 1 })
  })
})

interface Config {
  setups: { default: Record<string, unknown> }
  features: Record<string, unknown>
  metadata: Record<string, unknown>
  [name: string]: unknown
}

async function configOf(lamb: Lamb, id: number): Promise<Config> {
  const [text] = await lamb.list<string>(`select cast(config as text) from {organizations} where id = ${id}`)
  return JSON.parse(text ?? '') as Config
}

async function edit(lamb: Lamb, id: number, change: (config: Config) => void): Promise<void> {
  const config = await configOf(lamb, id)
  change(config)
  const text = JSON.stringify(config).replaceAll("'", "''")
  await lamb.run(`update {organizations} set config = '${text}' where id = ${id}`)
}

function blockers(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ code, severity }) => (severity === 'blocker' ? [code] : []))
}

function find(findings: readonly Finding[], code: string): Finding {
  const found = findings.find((one) => one.code === code)
  if (found === undefined)
    throw new Error(`no finding ${code} among ${findings.map((one) => one.code).join(', ')}`)
  return found
}
