import { describe, expect, it } from 'vitest'
import type { BlueprintInput } from '../../../src/blueprint/blueprint.ts'
import { engines } from '../../support/databases.ts'
import { blueprint, orgs } from './support/orgs.ts'
import { createWorld } from './support/world.ts'

const docs = { docs: { table: 'docs', organization: 'org_id' } }
const docsTable = `create table docs (id integer primary key, org_id integer references orgs (id), body text);
  create index docs_org on docs (org_id)`
const docsRows = `insert into docs values (1, 1, 'org eng {'), (2, 3, '{"not": "json')`

describe.each(engines)('organizations in text and JSON on %s', (engine) => {
  const world = (rules: BlueprintInput, ...scripts: string[]) =>
    createWorld(engine, rules, [orgs, docsTable, docsRows, ...scripts])

  it.each([
    ['a JSON column', 'json', `{"view": {"org_id": 2}}`, 'org_id'],
    ['a list in JSON', 'json', `[{"orgs": [9, 3]}]`, 'orgs'],
    ['text that is JSON', 'text', `{"Organization": "eng"}`, 'Organization'],
    ['a key in camel case', 'text', `{"tenantSlug": "arts"}`, 'tenantSlug'],
  ])('are found in %s, with the key and the line to add', async (_, type, json, key) => {
    const scripts = [
      `create table settings (id integer primary key, body ${type})`,
      `insert into settings values (1, null), (2, '{}'), (3, '${json}')`,
    ]
    const found = await world(blueprint(docs), ...scripts)
    const check = await found.resettle.check()
    expect(check.ok).toBe(false)
    expect(check.findings).toEqual([
      expect.objectContaining({
        code: 'blueprint.no-verdict-content',
        severity: 'blocker',
        samples: [`settings.body ${key}`],
        remedy: expect.stringContaining('"settings.body": "reason" to "not_organizations"'),
      }),
    ])
    expect(check.tables.find(({ table }) => table === 'settings')?.note).toBe(
      'needs a verdict: see the findings',
    )
    await found.refusal('plan.blocked')
    const said = { not_organizations: { 'settings.body': 'how it was seen last' } }
    await (await world(blueprint(docs, said), ...scripts)).trip()
  })

  it.each(['org_slug', 'homeOrg', 'department_slug'])(
    'are found as the values of a column %s',
    async (name) => {
      const made = await world(
        blueprint(docs),
        `create table visits (id integer primary key, "${name}" text)`,
        `insert into visits values (1, 'eng'), (2, null), (3, 'arts'), (4, 'eng')`,
      )
      const { findings } = await made.resettle.check()
      expect(findings.map(({ code, samples, count }) => [code, samples, count])).toEqual([
        ['blueprint.no-verdict-content', [`visits.${name}`], 3],
      ])
    },
  )

  it('are not seen where something else is meant', async () => {
    const made = await world(
      blueprint(docs),
      // Small numbers under a vague name, other slugs, prose, broken JSON, and slugs of pages.
      'create table things (id integer primary key, a json, org_slug text, slug text, b text, count_org text)',
      `insert into things values (1, '{"workspace_id": 2, "other": "eng"}', 'elsewhere', 'eng', 'org: eng', '2'),
        (2, '{"org": "elsewhere", "org_id": 77}', 'eng', 'sci', '{"org": "eng"', '1')`,
    )
    const { findings, ok, tables } = await made.resettle.check()
    expect([ok, findings]).toEqual([true, []])
    expect(tables.find(({ table }) => table === 'things')?.note).toBe('reaches no organization')
    await made.trip()
  })

  it('are none of a table that is kept', async () => {
    const others = [{ verdict: 'keep' as const, table: 'settings', reason: 'of the whole server' }]
    const made = await world(
      blueprint(docs, { others }),
      'create table settings (id integer primary key, body json)',
      `insert into settings values (1, '{"org_id": 1}')`,
    )
    expect((await made.resettle.check()).findings).toEqual([])
  })

  it('do not hide that a table named after nothing known needs a verdict', async () => {
    const made = await world(blueprint(docs), 'create table seats (id integer primary key, org_id integer)')
    const { tables } = await made.resettle.check()
    expect(tables.find(({ table }) => table === 'seats')).toEqual({
      table: 'seats',
      verdict: 'none',
      resource: null,
      note: 'needs a verdict: see the findings',
    })
  })
})
