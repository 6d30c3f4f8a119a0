import fc from 'fast-check'
import type { BlueprintInput } from '../../../../src/blueprint/blueprint.ts'

/** Names that are equal, nearly equal, or in each other's way once they are made anew. */
const names = [
  'a',
  'A',
  'a ',
  'eng_a',
  'eng_A',
  'Eng_a',
  'eng_a_2',
  'sci_a',
  '',
  'caf\u00e9',
  'cafe\u0301',
  "it's",
  '"q"',
  "'; drop table docs; --",
  'a\nb',
  '🙂',
  '%_\\',
  'null',
]
const codes = ['x', 'X', 'y', 'z', null, null]
const roles = ['guest', 'member', 'admin', 'owner', null]

/** Source, target, bystander, nobody. */
const organization = fc.constantFrom(1, 1, 1, 2, 2, 3, null)
const owner = fc.constantFrom(1, 1, 1, 2, 2, 3)

const folder = fc.record({
  org: owner,
  no: fc.integer({ min: 1, max: 6 }),
  parent: fc.nat(9),
  name: fc.constantFrom(...names),
})
const doc = fc.record({
  org: organization,
  folder: fc.nat(9),
  name: fc.constantFrom(...names),
  code: fc.constantFrom(...codes),
  deleted: fc.constantFrom(0, 0, 1),
})
const label = fc.record({
  org: owner,
  guest: organization,
  name: fc.constantFrom(...names),
})
const member = fc.record({
  org: owner,
  user: fc.integer({ min: 1, max: 5 }),
  role: fc.constantFrom(...roles),
})

/** Rows of three organizations, before any rule of the schema was asked. */
export const someRows = fc.record({
  folders: fc.array(folder, { maxLength: 8 }),
  docs: fc.array(doc, { maxLength: 14 }),
  labels: fc.array(label, { maxLength: 8 }),
  links: fc.array(fc.tuple(fc.nat(13), fc.nat(7)), { maxLength: 8 }),
  members: fc.array(member, { maxLength: 10 }),
  settings: fc.subarray([1, 2, 3]),
})

export type SomeRows = typeof someRows extends fc.Arbitrary<infer Rows> ? Rows : never

export const schema = `
  create table orgs (id integer primary key, slug text not null unique, name text);
  create table users (id integer primary key, email text not null);
  create table members (org_id integer not null references orgs (id) on delete cascade, user_id integer not null references users (id),
    role text, primary key (user_id, org_id));
  create table folders (org_id integer not null references orgs (id), no integer not null, parent_no integer, name text not null,
    primary key (org_id, no), unique (org_id, name), foreign key (org_id, parent_no) references folders (org_id, no) on update cascade);
  create table docs (id integer primary key, org_id integer references orgs (id), folder_no integer, name text not null, code text,
    deleted integer not null, foreign key (folder_no, org_id) references folders (no, org_id));
  create unique index folders_turned on folders (no, org_id);
  create unique index docs_name on docs (org_id, name) where deleted = 0;
  create unique index docs_code on docs (lower(code), org_id);
  create table comments (id integer primary key, doc_id integer references docs (id) on delete cascade);
  create table labels (id integer primary key, org_id integer not null, guest_org integer, name text not null, slug text unique,
    unique (org_id, name));
  create table doc_labels (doc_id integer references docs (id), label_id integer references labels (id), primary key (doc_id, label_id));
  create table settings (org_id integer primary key references orgs (id), color text)`

export const university: BlueprintInput = {
  version: 1,
  name: 'university',
  organizations: { table: 'orgs', key: 'id', slug: 'slug', name: 'name' },
  users: { table: 'users', key: 'id', email: 'email' },
  memberships: {
    resource: 'members',
    table: 'members',
    organization: 'org_id',
    user: 'user_id',
    role: 'role',
    ranks: ['guest', 'member', 'admin', 'owner'],
    member: 'member',
    admins: ['admin', 'owner'],
  },
  resources: {
    folders: { table: 'folders', organization: 'org_id', rename: { column: 'name' } },
    docs: { table: 'docs', organization: 'org_id', rename: { column: 'name' } },
    labels: { table: 'labels', organization: ['org_id', 'guest_org'], rename: { column: 'name' } },
    settings: { table: 'settings', organization: 'org_id' },
  },
  others: [
    { verdict: 'follow', table: 'comments', through: [{ column: 'doc_id', table: 'docs', to: 'id' }] },
    {
      verdict: 'follow',
      table: 'doc_labels',
      links: true,
      through: [
        { column: 'doc_id', table: 'docs', to: 'id' },
        { column: 'label_id', table: 'labels', to: 'id' },
      ],
    },
  ],
}

/** Statements that put into empty tables what the rules of the schema allow of these rows. */
export function insertions(rows: SomeRows): string {
  const folders = distinct(rows.folders, [(one) => [one.org, one.no], (one) => [one.org, one.name]])
  const docs = distinct(rows.docs, [
    (one) => (one.deleted === 0 && one.org !== null ? [one.org, one.name] : null),
    (one) => (one.code !== null && one.org !== null ? [one.org, one.code.toLowerCase()] : null),
  ])
  const labels = distinct(rows.labels, [(one) => [one.org, one.name]])
  const members = distinct(rows.members, [(one) => [one.org, one.user]])
  const links = distinct(
    rows.links.filter(([doc, label]) => doc < docs.length && label < labels.length),
    [(pair) => pair],
  )
  const inOrder = folders.map((one, index) => {
    const earlier = folders.slice(0, index).filter(({ org }) => org === one.org)
    return [one.org, one.no, earlier[one.parent]?.no ?? null, one.name]
  })
  const folderOf = (org: number | null, place: number) =>
    folders.filter((one) => one.org === org)[place]?.no ?? null
  return [
    insert('orgs', [
      [1, 'eng', 'Engineering'],
      [2, 'sci', 'Science'],
      [3, 'arts', 'Arts'],
    ]),
    insert(
      'users',
      [1, 2, 3, 4, 5].map((id) => [id, `u${id}`]),
    ),
    insert(
      'members',
      members.map(({ org, user, role }) => [org, user, role]),
    ),
    insert('folders', inOrder),
    insert(
      'docs',
      docs.map((one, id) => [id, one.org, folderOf(one.org, one.folder), one.name, one.code, one.deleted]),
    ),
    insert(
      'comments',
      docs.map((_, id) => [id, id]),
    ),
    insert(
      'labels',
      labels.map(({ org, guest, name }, id) => [id, org, guest, name, id % 3 === 0 ? `s${id}` : null]),
    ),
    insert(
      'doc_labels',
      links.map(([doc, label]) => [doc, label]),
    ),
    insert(
      'settings',
      rows.settings.map((org) => [org, `color ${org}`]),
    ),
  ].join(';\n')
}

/** Empties the app's tables, children first. */
export const clearing = [
  'doc_labels',
  'comments',
  'docs',
  'update folders set parent_no = null',
  'folders',
  'labels',
  'settings',
  'members',
  'users',
  'orgs',
]
  .map((text) => (text.includes(' ') ? text : `delete from ${text}`))
  .join(';\n')

function insert(table: string, rows: readonly (readonly (string | number | null)[])[]): string {
  if (rows.length === 0) return ''
  const literal = (value: string | number | null) =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
  return `insert into ${table} values ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')}`
}

/** The rows that are the first with each of their keys. */
function distinct<Row>(
  rows: readonly Row[],
  keys: readonly ((row: Row) => readonly unknown[] | null)[],
): Row[] {
  const seen = keys.map(() => new Set<string>())
  return rows.filter((row) => {
    const texts = keys.map((key) => {
      const parts = key(row)
      return parts === null ? null : JSON.stringify(parts)
    })
    if (texts.some((text, index) => text !== null && seen[index]?.has(text))) return false
    for (const [index, text] of texts.entries()) if (text !== null) seen[index]?.add(text)
    return true
  })
}
