import { describe, expect, it } from 'vitest'
import { type LambVersion, lambColumns, lambSchema } from '../../demo/university/schema.ts'
import { checkModel } from '../../src/blueprint/check.ts'
import { lamb } from '../../src/blueprint/presets/lamb.ts'
import { engines } from '../support/databases.ts'
import { readSchema, resolve, serious } from './support.ts'

const resources = [
  'users',
  'assistants',
  'templates',
  'kbs',
  'usage_logs',
  'rubrics',
  'libraries',
  'library_items',
  'collections',
  'lti_activities',
  'lti_creator_keys',
  'bulk_import_logs',
  'aac_sessions',
  'audit_log',
  'knowledge_stores',
  'kb_content_links',
]

describe.each(engines)('the preset lamb on %s', (engine) => {
  const look = async (version: LambVersion, prefix: string, more: readonly string[] = []) => {
    const catalog = await readSchema(engine, [...lambSchema({ version, prefix, engine }), ...more])
    const { model, findings } = resolve(lamb, catalog)
    return { catalog, model, findings: [...findings, ...checkModel(model)] }
  }

  it.each<[LambVersion, string]>([
    ['today', 'LAMB_'],
    ['today', ''],
    ['today', 'dept_'],
    ['next', 'LAMB_'],
    ['october-2025', 'LAMB_'],
  ])('gives every table of %s with prefix "%s" a verdict', async (version, prefix) => {
    const { catalog, model, findings } = await look(version, prefix)
    expect(serious(findings)).toEqual([])
    expect(model.prefix).toBe(prefix)
    expect(catalog.tables.length).toBe(lambColumns(version).size)
    expect(model.declared.size).toBe(catalog.tables.length)
    expect(model.follows.every((follow) => follow.through.length > 0)).toBe(true)
  })

  it('knows all resources of the next version, in order, and fewer of older ones', async () => {
    const { model } = await look('next', 'LAMB_')
    expect(model.moves.map((move) => move.resource)).toEqual(resources)
    expect(model.memberships?.resource).toBe('roles')
    const old = await look('october-2025', 'LAMB_')
    expect(old.model.moves.map((move) => move.resource)).toEqual([
      'users',
      'assistants',
      'templates',
      'kbs',
      'usage_logs',
      'rubrics',
      'collections',
    ])
  })

  it('finds exactly the keys on which rows can clash', async () => {
    const { model } = await look('next', 'LAMB_')
    const keys = model.moves.flatMap((move) =>
      move.keys.map((rule) => [
        move.resource,
        rule.key.parts.map((part) => part.column).join(),
        rule.choices.join(),
        rule.default,
      ]),
    )
    expect(keys).toEqual([
      ['users', 'organization_id,lti_user_id', 'clear,skip', null],
      ['assistants', 'organization_id,name,owner', 'rename,rename-target,skip', null],
      ['templates', 'organization_id,owner_email,name', 'rename,rename-target,skip', null],
      ['libraries', 'organization_id,name', 'rename,rename-target,skip', null],
      ['collections', 'organization_id,collection_name', 'rename,rename-target,skip', null],
      ['lti_creator_keys', 'organization_id', 'keep-target,skip', 'keep-target'],
      ['knowledge_stores', 'organization_id,name', 'rename,rename-target,skip', null],
    ])
    const [users] = model.moves
    expect(users?.keys[0]?.clear?.name).toBe('lti_user_id')
    const key = model.moves.find((move) => move.resource === 'lti_creator_keys')?.keys[0]
    expect(key?.disable.map(({ column, value }) => [column.name, value])).toEqual([['enabled', false]])
    expect(key?.advice).toMatch(/LMS admin/)
  })

  it('names an unknown table with an organization, and the line that settles it', async () => {
    const { findings } = await look('today', 'LAMB_', [
      'create table "LAMB_notes" (id integer primary key, organization_id integer not null)',
    ])
    expect(serious(findings)).toHaveLength(1)
    const [finding] = serious(findings)
    expect(finding).toMatchObject({
      code: 'blueprint.no-verdict',
      samples: ['LAMB_notes.organization_id'],
    })
    expect(finding?.message).toContain('LAMB_notes')
    expect(finding?.remedy).toContain('"notes": {"table":"notes","organization":"organization_id"}')
    expect(finding?.remedy).toContain('{"extends": "lamb"}')
  })

  it('names an unknown table that only refers to organizations, whatever its column is called', async () => {
    const { findings } = await look('today', 'LAMB_', [
      'create table "LAMB_seals" (id integer primary key, bearer integer references "LAMB_organizations"(id))',
    ])
    expect(serious(findings).map((finding) => [finding.code, finding.samples])).toEqual([
      ['blueprint.no-verdict', ['LAMB_seals.bearer']],
    ])
  })

  it('settles the finding by the line that it gives', async () => {
    const ddl = ['create table mod_extra (id integer primary key, organization_id integer not null)']
    const { catalog, findings } = await look('today', 'LAMB_', ddl)
    const line = /Add ("mod_extra": \{.*?\}) to/.exec(serious(findings)[0]?.remedy ?? '')?.[1]
    const added = { ...lamb, resources: { ...lamb.resources, ...JSON.parse(`{${line}}`) } }
    const { model } = resolve(added, catalog)
    expect(serious(checkModel(model))).toEqual([])
    expect(model.moves.at(-1)?.table.id).toBe('mod_extra')
  })

  it('lets the tables of the activity module follow, prefix or none', async () => {
    const { model, findings } = await look('today', 'LAMB_', [
      'create table mod_file_eval_submissions (id text primary key, activity_id integer not null)',
      'create table mod_file_eval_student_submissions (id text primary key, file_submission_id text, ' +
        'student_id text, activity_id integer)',
      'create table mod_file_eval_grades (id text primary key, file_submission_id text unique)',
    ])
    expect(serious(findings)).toEqual([])
    const modules = model.follows.filter((follow) => follow.table.id.startsWith('mod_'))
    expect(modules.map((follow) => follow.through.map((edge) => edge.parent.id))).toEqual([
      ['LAMB_lti_activities'],
      ['mod_file_eval_submissions', 'LAMB_lti_activities'],
      ['mod_file_eval_submissions'],
    ])
  })

  it('lets a table without organization follow by its own references, and says so', async () => {
    const { model, findings } = await look('today', 'LAMB_', [
      'create table "LAMB_pins" (id integer primary key, assistant_id integer references "LAMB_assistants"(id))',
      'create table "LAMB_pin_notes" (id integer primary key, pin_id integer references "LAMB_pins"(id))',
    ])
    expect(serious(findings)).toEqual([])
    expect(model.follows.slice(-2).map((follow) => follow.table.id)).toEqual(['LAMB_pins', 'LAMB_pin_notes'])
    expect(findings.find((finding) => finding.code === 'blueprint.follows-by-itself')).toMatchObject({
      severity: 'info',
      count: 2,
      samples: ['LAMB_pins (assistant_id → LAMB_assistants)', 'LAMB_pin_notes (pin_id → LAMB_pins)'],
    })
  })

  it.each([
    ['assistants', 'source_organization_id integer', /"organization_id","source_organization_id"/],
    [
      'lti_activity_users',
      'organization_id integer',
      /"table":"lti_activity_users","organization":"organization_id"/,
    ],
    ['organization_roles', 'from_org integer references "LAMB_organizations"(id)', /not_organizations/],
    [
      'organizations',
      'parent integer references "LAMB_organizations"(id)',
      /"organizations.parent": "reason"/,
    ],
  ])('names a column that was added to %s', async (table, column, remedy) => {
    const { findings } = await look('today', 'LAMB_', [`alter table "LAMB_${table}" add column ${column}`])
    expect(serious(findings)).toHaveLength(1)
    const [finding] = serious(findings)
    expect(finding).toMatchObject({
      code: 'blueprint.no-verdict-column',
      samples: [`LAMB_${table}.${column.split(' ')[0]}`],
    })
    expect(finding?.remedy).toMatch(remedy)
  })

  it('leaves tables alone that are kept or ignored, whatever columns they have', async () => {
    const { findings } = await look('today', 'LAMB_', [
      'alter table "LAMB_model_pricing" add column organization_id integer',
      'alter table "LAMB_assistant_usage_totals" add column organization_id integer',
    ])
    expect(serious(findings)).toEqual([])
  })

  it('refuses a database without the tables of LAMB in one sentence', async () => {
    await expect(
      readSchema(engine, ['create table organizations (id integer primary key)']).then((catalog) =>
        resolve(lamb, catalog),
      ),
    ).rejects.toMatchObject({ code: 'blueprint.mismatch', message: expect.stringContaining('has no table') })
  })

  it('refuses to guess between two sets of tables', async () => {
    const both = ['a_', 'b_'].flatMap((prefix) => [
      `create table ${prefix}organizations (id integer primary key)`,
      `create table "${prefix}Creator_users" (id integer primary key)`,
    ])
    const catalog = await readSchema(engine, both)
    expect(() => resolve(lamb, catalog)).toThrow(/a_organizations, b_organizations/)
    expect(resolve({ ...lamb, prefix: 'b_' }, catalog).model.organizations.table.id).toBe('b_organizations')
  })

  it('finds the tables when the database folded their names to lower case', async () => {
    const statements = lambSchema({ version: 'today', prefix: 'LAMB_', engine }).map((text) =>
      text.toLowerCase(),
    )
    const { model } = resolve(lamb, await readSchema(engine, statements))
    expect(model.prefix).toBe('lamb_')
    expect(model.users?.table.id).toBe('lamb_creator_users')
    expect(serious(checkModel(model))).toEqual([])
  })
})
