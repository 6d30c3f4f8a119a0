import { describe, expect, it } from 'vitest'
import type { BlueprintInput } from '../../src/blueprint/blueprint.ts'
import { checkModel } from '../../src/blueprint/check.ts'
import { engines } from '../support/databases.ts'
import { blueprint, orgs, readSchema, resolve, serious } from './support.ts'

describe.each(engines)('a blueprint on other apps, on %s', (engine) => {
  const look = async (declared: BlueprintInput, statements: readonly string[]) => {
    const { model, findings } = resolve(declared, await readSchema(engine, statements))
    return { model, findings: [...findings, ...checkModel(model)] }
  }

  it('finds a second tenant column that the blueprint does not name', async () => {
    const { findings } = await look(blueprint({ docs: { table: 'docs', organization: 'org_id' } }), [
      orgs,
      'create table docs (id integer primary key, org_id integer, giver integer references orgs(id))',
    ])
    expect(serious(findings).map((finding) => finding.samples)).toEqual([['docs.giver']])
    expect(serious(findings)[0]?.remedy).toContain('["org_id","giver"]')
  })

  it('takes organizations that are known by text', async () => {
    const declared = blueprint(
      { boards: { table: 'boards', organization: 'tenant', rename: { column: 'title' } } },
      { organizations: { table: 'tenants', key: 'code', name: 'title' } },
    )
    const { model, findings } = await look(declared, [
      'create table tenants (code text primary key not null, title text)',
      'create table boards (id text primary key not null, tenant text not null references tenants(code), title text)',
      'create table notes (id text primary key not null, tenant_code text)',
      'create table tickets (id text primary key not null, team_id text)',
      'create table numbers (id text primary key not null, team_id integer)',
    ])
    expect(model.organizations.key.family).toBe('text')
    expect(serious(findings).map((finding) => finding.samples)).toEqual([
      ['notes.tenant_code'],
      ['tickets.team_id'],
    ])
  })

  it('matches quoted names in mixed case and finds variants of the organization by name', async () => {
    const declared: BlueprintInput = {
      version: 1,
      name: 'camel',
      organizations: { table: 'Workspace', key: 'id' },
      resources: { documents: { table: 'Document', organization: 'workspaceId' } },
    }
    const { model, findings } = await look(declared, [
      'create table "Workspace" (id integer primary key)',
      'create table "Document" (id integer primary key, "workspaceId" integer, "createdAt" integer)',
      'create table "Order" (id integer primary key, "workspaceId" integer)',
      'create table legacy (id integer primary key, workspace_id integer)',
      'create table "Link" (id integer primary key, "homeWorkspaceId" integer)',
    ])
    expect(model.moves[0]?.table.id).toBe('Document')
    expect(
      serious(findings)
        .flatMap((finding) => finding.samples)
        .toSorted(),
    ).toEqual(['Link.homeWorkspaceId', 'Order.workspaceId', 'legacy.workspace_id'])
  })

  it('believes the blueprint when it says that a column is no organization', async () => {
    const declared = blueprint(
      { docs: { table: 'docs', organization: 'org_id' } },
      { not_organizations: { 'users.tenant_id': 'of the login service', 'pins.org_id': 'an old number' } },
    )
    const { model, findings } = await look(declared, [
      orgs,
      'create table docs (id integer primary key, org_id integer)',
      'create table users (id integer primary key, tenant_id integer)',
      'create table pins (id integer primary key, org_id integer, doc_id integer references docs(id))',
    ])
    expect(serious(findings)).toEqual([])
    expect(model.follows.map((follow) => follow.table.id)).toEqual(['pins'])
  })

  it('does not take a reference to another table for an organization', async () => {
    const { findings } = await look(blueprint({ teams: { table: 'teams', organization: 'org_id' } }), [
      orgs,
      'create table teams (id integer primary key, org_id integer)',
      'create table players (id integer primary key, team_id integer references teams(id))',
    ])
    expect(findings.map((finding) => finding.code)).toEqual(['blueprint.follows-by-itself', 'table.no-index'])
  })

  it('moves users that live inside an organization, and leaves global ones alone', async () => {
    const users = { table: 'users', key: 'id', email: 'email' }
    const ddl = [
      orgs,
      'create table users (id integer primary key, org_id integer, email text not null, unique (org_id, email))',
    ]
    const inside = blueprint(
      { users: { table: 'users', organization: 'org_id' } },
      { users: { ...users, resource: 'users', organization: 'org_id' } },
    )
    const { model, findings } = await look(inside, ddl)
    expect(serious(findings)).toEqual([])
    expect(model.users).toMatchObject({ resource: 'users', organization: { name: 'org_id' } })
    expect(model.moves[0]?.keys.map((rule) => rule.choices)).toEqual([['skip']])
    const global = await look(blueprint({}, { users }), ddl)
    expect(serious(global.findings).map((finding) => finding.samples)).toEqual([['users.org_id']])
  })

  it('follows references in circles and of several columns, parents first', async () => {
    const { model, findings } = await look(blueprint({ docs: { table: 'docs', organization: 'org_id' } }), [
      orgs,
      'create table docs (id integer primary key, org_id integer, part integer not null, unique (id, part))',
      'create table branches (id integer primary key, doc integer, part integer, ' +
        'foreign key (doc, part) references docs(id, part))',
      'create table leaves (id integer primary key, branch integer references branches(id))',
      'alter table branches add column first_leaf integer references leaves(id)',
      'create table lone (x integer primary key, y integer)',
    ])
    expect(serious(findings)).toEqual([])
    expect(
      model.follows.map(({ table, through }) => [table.id, through.map((edge) => edge.parent.id)]),
    ).toEqual([
      ['branches', ['docs']],
      ['leaves', ['branches']],
    ])
  })

  it('sees a reference to organizations however its case is written', async () => {
    const { findings } = await look(blueprint({}), [
      orgs,
      'create table marks (id integer primary key, bearer integer references ORGS(ID))',
    ])
    expect(serious(findings).map((finding) => finding.samples)).toEqual([['marks.bearer']])
  })

  it('stops where policies hide rows, or where an organization column is generated', async () => {
    const catalog = await readSchema(engine, [
      orgs,
      'create table docs (id integer primary key, word integer, ' +
        'org_id integer generated always as (word + 1) stored)',
    ])
    const tables = catalog.tables.map((table) => ({ ...table, isRowSecured: table.id === 'docs' }))
    const { model } = resolve(blueprint({ docs: { table: 'docs', organization: 'org_id' } }), { tables })
    expect(serious(checkModel(model)).map((finding) => finding.code)).toEqual([
      'table.generated-organization',
      'table.row-security',
    ])
  })

  it('says when only several columns together find the parent', async () => {
    const { findings } = await look(blueprint({ docs: { table: 'docs', organization: 'org_id' } }), [
      orgs,
      'create table docs (org_id integer, no integer, part integer, primary key (no, part))',
      'create table marks (id integer primary key, no integer, part integer, ' +
        'foreign key (no, part) references docs(no, part))',
    ])
    expect(serious(findings).map((finding) => [finding.code, finding.samples])).toEqual([
      ['blueprint.no-verdict', ['marks (no, part)']],
    ])
  })

  it('reports what refers to memberships, triggers, and missing indexes', async () => {
    const declared = blueprint(
      { docs: { table: 'docs', organization: 'org_id' } },
      {
        users: { table: 'users', key: 'id' },
        memberships: { resource: 'roles', table: 'members', organization: 'org_id', user: 'user_id' },
      },
    )
    const { findings } = await look(declared, [
      orgs,
      'create table users (id integer primary key)',
      'create table members (id integer primary key, org_id integer, user_id integer, unique (org_id, user_id))',
      'create table badges (id integer primary key, member_id integer references members(id) on delete cascade)',
      'create table docs (id integer primary key, org_id integer)',
      ...trigger(engine),
    ])
    expect(findings.map(({ code, severity, samples }) => [code, severity, samples])).toEqual([
      ['table.refers-to-memberships', 'blocker', ['badges (member_id)']],
      ['table.triggers', 'info', ['docs: guard (update)']],
      ['table.no-index', 'info', ['docs (org_id)']],
    ])
  })

  it('leaves out a resource whose organization column is missing, and one whose table is missing', async () => {
    const declared = blueprint({
      docs: { table: 'docs', organization: 'org_id' },
      ghosts: { table: 'ghosts', organization: 'org_id' },
    })
    const { model, findings } = await look(declared, [orgs, 'create table docs (id integer primary key)'])
    expect(model.moves).toEqual([])
    expect(serious(findings)).toEqual([])
  })

  it.each([
    ['no organizations', ['create table docs (id integer)'], /has no table orgs/],
    ['no key', ['create table orgs (slug text)'], /has no column id/],
  ])('refuses a database with %s', async (_, statements, message) => {
    const catalog = await readSchema(engine, statements)
    expect(() => resolve(blueprint({}), catalog)).toThrow(message)
  })
})

describe('a blueprint on PostgreSQL alone', () => {
  it('names tables of other schemas, and finds forgotten ones there', async () => {
    const declared = blueprint({ bills: { table: 'billing.bills', organization: 'org_id' } })
    const catalog = await readSchema('postgres', [
      'create table orgs (id uuid primary key)',
      'create schema billing',
      'create table billing.bills (id uuid primary key, org_id uuid references orgs(id))',
      'create table billing.fees (id uuid primary key, org_id uuid references orgs(id))',
    ])
    const { model } = resolve(declared, catalog)
    expect(model.moves[0]?.table.id).toBe('billing.bills')
    expect(model.organizations.key.family).toBe('uuid')
    const [finding] = serious(checkModel(model))
    expect(finding?.samples).toEqual(['billing.fees.org_id'])
    expect(finding?.remedy).toContain('"billing_fees": {"table":"billing.fees","organization":"org_id"}')
  })

  it('refuses a table whose rows have no address', async () => {
    const { model } = resolve(
      blueprint({ docs: { table: 'docs', organization: 'org_id' } }),
      await readSchema('postgres', [orgs, 'create table docs (org_id integer, word text)']),
    )
    expect(serious(checkModel(model)).map((finding) => finding.code)).toEqual(['table.no-address'])
  })
})

function trigger(engine: string): string[] {
  if (engine === 'sqlite') {
    return ["create trigger guard before update on docs begin select raise(abort, 'no'); end"]
  }
  return [
    "create function guard() returns trigger language plpgsql as 'begin return new; end'",
    'create trigger guard before update on docs for each row execute function guard()',
  ]
}
