import fc from 'fast-check'
import type { BlueprintInput } from '../../../../src/blueprint/blueprint.ts'
import type { EngineName } from '../../../support/databases.ts'

const keys = {
  integer: (n: number) => `${n}`,
  bigint: (n: number) => `${9007199254740993n + BigInt(n)}`,
  text: (n: number) => `'k, ${n}]'`,
  uuid: (n: number) => `'0000000${n}-aaaa-4bbb-8ccc-000000000000'`,
} as const

/** What a table of things may look like. */
export const someShape = fc.record({
  key: fc.constantFrom('integer' as const, 'bigint' as const, 'text' as const, 'uuid' as const),
  tenant: fc.constantFrom('integer' as const, 'text' as const),
  isTenantInKey: fc.boolean(),
  isNullable: fc.boolean(),
  uniques: fc.subarray(['name', 'folded', 'live', 'code', 'place'] as const),
  hasGlobalSlug: fc.boolean(),
  isFolding: fc.boolean(),
  tree: fc.constantFrom('none' as const, 'plain' as const, 'cascade' as const),
  child: fc.constantFrom('follow' as const, 'owned' as const, 'tied' as const),
  isRenameable: fc.boolean(),
  isRowless: fc.boolean(),
})

export type SomeShape = typeof someShape extends fc.Arbitrary<infer Shape> ? Shape : never

export const someThings = fc.array(
  fc.record({
    org: fc.constantFrom(1, 1, 1, 2, 2, 3, null),
    key: fc.integer({ min: 1, max: 9 }),
    name: fc.constantFrom('a', 'A', 'b', 'B ', 'eng_a', 'ENG_A', 'eng_a_2', "it's", ''),
    code: fc.constantFrom('x', 'y', 'z', null, null),
    place: fc.constantFrom('p', null),
    deleted: fc.constantFrom(0, 1),
    parent: fc.nat(12),
  }),
  { maxLength: 14 },
)

export type SomeThings = typeof someThings extends fc.Arbitrary<infer Things> ? Things : never
type Thing = SomeThings[number]

/** The statements of one app: its schema and what its rules allow of these rows. */
export function scriptsOf(engine: EngineName, shape: SomeShape, things: SomeThings): string[] {
  const { key, tenant, isTenantInKey } = shape
  const isNull = shape.isNullable && !isTenantInKey
  const folding = !shape.isFolding ? '' : engine === 'sqlite' ? 'collate nocase' : 'collate folding'
  const owner = tenant === 'integer' ? 'integer' : 'varchar(9)'
  const primary = isTenantInKey ? 'primary key (org_id, id)' : 'primary key (id)'
  const own = isTenantInKey ? ['org_id', 'id'] : ['id']
  const action = shape.tree === 'cascade' ? 'on update cascade' : ''
  const tree = `foreign key (${own.map(toParent).join(', ')}) references things (${own.join(', ')}) ${action}`
  const suffix = engine === 'sqlite' && shape.isRowless ? 'without rowid' : ''
  const columns = [
    `id ${key} not null`,
    `org_id ${owner} ${isNull ? '' : 'not null'} ${tenant === 'integer' ? 'references orgs (id)' : ''}`,
    `name varchar(14) ${folding} not null`,
    'code text',
    'place text',
    'deleted integer not null',
    `parent ${key}`,
    `slug text ${shape.hasGlobalSlug ? 'unique' : ''}`,
    primary,
    ...(shape.tree === 'none' ? [] : [tree]),
  ]
  return [
    engine === 'sqlite'
      ? 'select 1'
      : "create collation folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    'create table orgs (id integer primary key, slug text)',
    "insert into orgs values (1, 'eng'), (2, 'sci'), (3, 'arts')",
    `create table things (${columns.join(', ')}) ${suffix}`,
    ...shape.uniques.map((name) => uniqueKey(engine, name)),
    `create table parts (no integer primary key, org_id ${owner}, thing ${key}${
      shape.child === 'tied' && isTenantInKey
        ? ', foreign key (org_id, thing) references things (org_id, id) on update cascade'
        : ''
    })`,
    insert(shape, allowed(shape, things)),
  ]
}

/** The blueprint of such an app. */
export function blueprintOf(shape: SomeShape): BlueprintInput {
  const edge = { column: 'thing', table: 'things', to: 'id' }
  return {
    version: 1,
    name: 'generated',
    organizations: { table: 'orgs', key: 'id', slug: 'slug' },
    resources: {
      things: {
        table: 'things',
        organization: 'org_id',
        ...(shape.isRenameable ? { rename: { column: 'name' } } : { name: 'name' }),
        belongs_to: shape.tree === 'none' ? [] : [{ column: 'parent', table: 'things', to: 'id' }],
      },
      ...(shape.child === 'follow'
        ? {}
        : { parts: { table: 'parts', organization: 'org_id', belongs_to: [edge] } }),
    },
    others: shape.child === 'follow' ? [{ verdict: 'follow', table: 'parts', through: [edge] }] : [],
    ...(shape.child === 'follow'
      ? { not_organizations: { 'parts.org_id': 'a copy that nobody reads' } }
      : {}),
  }
}

function uniqueKey(engine: EngineName, name: SomeShape['uniques'][number]): string {
  const parts = {
    name: '(org_id, name)',
    folded: '(lower(name), org_id)',
    live: '(org_id, name) where deleted = 0',
    code: '(code, org_id)',
    place: `(org_id, code, place) ${engine === 'postgres' ? 'nulls not distinct' : 'where place is not null'}`,
  }
  return `create unique index things_${name} on things ${parts[name]}`
}

function toParent(column: string): string {
  return column === 'id' ? 'parent' : column
}

/** The rows that are the first with each of their keys; wide enough for both engines and every collation. */
function allowed(shape: SomeShape, things: SomeThings): SomeThings {
  const { uniques, isTenantInKey, isNullable, isFolding } = shape
  const fold = (text: string) => (isFolding ? text.toLowerCase() : text)
  const keysOf = (one: Thing): (unknown[] | null)[] => [
    isTenantInKey ? [one.org, one.key] : [one.key],
    uniques.includes('name') ? [one.org, fold(one.name)] : null,
    uniques.includes('folded') ? [one.org, one.name.toLowerCase()] : null,
    uniques.includes('live') && one.deleted === 0 ? [one.org, fold(one.name)] : null,
    uniques.includes('code') && one.code !== null ? [one.org, one.code] : null,
    uniques.includes('place') ? [one.org, one.code, one.place] : null,
  ]
  const seen = new Set<string>()
  return things.filter((one) => {
    if (one.org === null && (isTenantInKey || !isNullable)) return false
    const texts = keysOf(one).flatMap((key, index) => (key === null ? [] : [JSON.stringify([index, ...key])]))
    if (texts.some((text) => seen.has(text))) return false
    for (const text of texts) seen.add(text)
    return true
  })
}

function insert(shape: SomeShape, things: SomeThings): string {
  const text = (value: string | null) => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`)
  const org = (id: number | null) => (id === null || shape.tenant === 'integer' ? String(id) : `'${id}'`)
  const key = keys[shape.key]
  const rows = things.map((one, index) => {
    const earlier = things.slice(0, index).filter((other) => other.org === one.org)
    const parent = shape.tree === 'none' ? undefined : earlier[one.parent]
    const values = [
      key(one.key),
      org(one.org),
      text(one.name),
      text(one.code),
      text(one.place),
      one.deleted,
      parent === undefined ? 'null' : key(parent.key),
      text(index % 2 === 0 ? `s${index}` : null),
    ]
    return `insert into things values (${values.join(', ')})`
  })
  const parts = things.map(
    (one, index) => `insert into parts values (${index}, ${org(one.org)}, ${key(one.key)})`,
  )
  return [...rows, ...parts].join(';\n')
}
