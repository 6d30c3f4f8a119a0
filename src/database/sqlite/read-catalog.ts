import { sql } from 'kysely'
import type { Catalog, Column, ReferenceAction, Table, Trigger, UniqueKey } from '../catalog.ts'
import type { Connection } from '../database.ts'
import { identityOf } from '../identity.ts'
import { isWord, tokenize } from '../sql-text.ts'
import { type IndexRow, type PartRow, toIndex, toUniqueKey } from './read-indexes.ts'
import { type Declaration, parseTable } from './schema-text.ts'
import { affinityOf, familyOf } from './storage.ts'

interface TableRow {
  readonly name: string
  readonly sql: string
  readonly without_rowid: number
}

interface ColumnRow {
  readonly table: string
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly dflt_value: string | null
  readonly pk: number
  readonly hidden: number
}

interface ReferenceRow {
  readonly table: string
  readonly id: number
  readonly parent: string
  readonly from: string
  readonly to: string | null
  readonly on_update: string
  readonly on_delete: string
}

interface TriggerRow {
  readonly table: string
  readonly name: string
  readonly sql: string
}

/** Rows of every table, read at once. */
interface Rows {
  readonly columns: Map<string, ColumnRow[]>
  readonly indexes: Map<string, IndexRow[]>
  readonly parts: Map<string, PartRow[]>
  readonly references: Map<string, ReferenceRow[]>
  readonly triggers: Map<string, TriggerRow[]>
}

/** Reads pragmas, and from the schema's own text what no pragma tells. */
export async function readCatalog(connection: Connection): Promise<Catalog> {
  // Real tables of the app: no views, no virtual tables with their shadows, none of SQLite's and none of ours.
  const wanted = sql`select s.name, s.sql, l.wr as without_rowid
    from pragma_table_list as l join sqlite_schema as s on s.name = l.name and s.type = 'table'
    where l.schema = 'main' and l.type = 'table'
      and l.name not like 'sqlite~_%' escape '~' and l.name not like 'resettle~_%' escape '~'`
  const tables = await connection.query<TableRow>(sql`${wanted} order by s.name`)
  const rows: Rows = {
    columns: grouped(
      await connection.query<ColumnRow>(
        sql`select t.name as "table", x.* from (${wanted}) as t, pragma_table_xinfo(t.name) as x order by x.cid`,
      ),
    ),
    indexes: grouped(
      await connection.query<IndexRow>(
        sql`select t.name as "table", i.*, s.sql from (${wanted}) as t, pragma_index_list(t.name) as i
          left join sqlite_schema as s on s.name = i.name and s.type = 'index' order by i.seq desc`,
      ),
    ),
    parts: grouped(
      await connection.query<PartRow>(
        sql`select i.name as "table", x.* from (${wanted}) as t, pragma_index_list(t.name) as i,
          pragma_index_xinfo(i.name) as x where x.key = 1 order by x.seqno`,
      ),
    ),
    references: grouped(
      await connection.query<ReferenceRow>(
        sql`select t.name as "table", f.id, f."table" as parent, f."from", f."to", f.on_update, f.on_delete
          from (${wanted}) as t, pragma_foreign_key_list(t.name) as f order by f.id desc, f.seq`,
      ),
    ),
    triggers: grouped(
      await connection.query<TriggerRow>(
        sql`select tbl_name as "table", name, sql from sqlite_schema where type = 'trigger' order by name`,
      ),
    ),
  }
  const plain = tables.map((table) => toTable(table, rows))
  return { tables: plain.map((table) => withReferences(table, plain, rows.references.get(table.name) ?? [])) }
}

function grouped<Row extends { readonly table: string }>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => row.table)
}

function toTable(row: TableRow, rows: Rows): Table {
  const declared = parseTable(row.sql)
  const columnRows = rows.columns.get(row.name) ?? []
  const keyRows = columnRows.filter((column) => column.pk > 0).sort((a, b) => a.pk - b.pk)
  const primaryKey = keyRows.map((column) => column.name)
  const hasRowid = row.without_rowid === 0
  const isAlias = hasRowid && keyRows.length === 1 && /^integer$/i.test(keyRows[0]?.type ?? '')
  const columns = columnRows.map((column) => toColumn(column, declared, { isAlias, hasRowid }))
  const names = columns.map((column) => column.name)
  const indexes = rows.indexes.get(row.name) ?? []
  const partsOf = (index: IndexRow) => rows.parts.get(index.name) ?? []
  const uniqueKeys = indexes
    .filter((index) => index.unique === 1)
    .map((index) => toUniqueKey(index, partsOf(index), columns))
  const aliasKey = isAlias ? [keyOfAlias(row.name, primaryKey)] : []
  return {
    id: row.name,
    schema: null,
    name: row.name,
    columns,
    primaryKey,
    identity: identityOf(columns, primaryKey, uniqueKeys, hasRowid ? rowNumberOf(names) : null),
    uniqueKeys: [...aliasKey, ...uniqueKeys],
    indexes: [
      ...aliasKey.map((key) => ({ name: key.name, columns: primaryKey, isPartial: false })),
      ...indexes.map((index) => toIndex(index, partsOf(index))),
    ],
    references: [],
    checks: declared.checks,
    triggers: (rows.triggers.get(row.name) ?? []).map(toTrigger),
    isRowSecured: false,
    isReadable: true,
  }
}

function toColumn(
  row: ColumnRow,
  declared: Declaration,
  table: { isAlias: boolean; hasRowid: boolean },
): Column {
  const isKey = row.pk > 0
  return {
    name: row.name,
    type: row.type,
    family: familyOf(row.type),
    nullable: row.notnull === 0 && !(isKey && (table.isAlias || !table.hasRowid)),
    default: row.dflt_value,
    isGenerated: row.hidden === 2 || row.hidden === 3,
    isIdentity: isKey && table.isAlias && affinityOf(row.type) === 'integer',
    collation: declared.collations.get(row.name.toLowerCase()) ?? null,
    maxLength: null,
  }
}

/** A primary key that is the row number has no index to be listed. */
function keyOfAlias(table: string, primaryKey: readonly string[]): UniqueKey {
  return {
    name: `${table}_pkey`,
    parts: primaryKey.map((column) => ({ column, expression: null, columns: [column], collation: null })),
    predicate: null,
    nullsEqual: false,
    isPrimary: true,
  }
}

function rowNumberOf(names: readonly string[]): Column | null {
  const taken = new Set(names.map((name) => name.toLowerCase()))
  const name = ['rowid', '_rowid_', 'oid'].find((candidate) => !taken.has(candidate))
  if (name === undefined) return null
  return {
    name,
    type: 'INTEGER',
    family: 'integer',
    nullable: false,
    default: null,
    isGenerated: false,
    isIdentity: true,
    collation: null,
    maxLength: null,
  }
}

/** Names in a reference may be written in another case, and its parent columns may be left out. */
function withReferences(table: Table, tables: readonly Table[], rows: readonly ReferenceRow[]): Table {
  const references = [...Map.groupBy(rows, (row) => row.id).values()].map((parts) => {
    const [first] = parts as [ReferenceRow]
    const parent = tables.find(({ name }) => isSameName(name, first.parent))
    const columns = parts.map(({ from }) => nameIn(table, from))
    const parentColumns = parts.map(({ to }, index) => {
      return to === null ? (parent?.primaryKey[index] ?? '') : nameIn(parent, to)
    })
    return {
      name: `${table.name}(${columns.join(', ')})`,
      columns,
      table: parent?.id ?? first.parent,
      parentColumns,
      onDelete: toAction(first.on_delete),
      onUpdate: toAction(first.on_update),
      // Every reference is deferred where `pragma defer_foreign_keys` asks for it.
      isDeferrable: true,
    }
  })
  return { ...table, references }
}

function nameIn(table: Table | undefined, name: string): string {
  return table?.columns.find((column) => isSameName(column.name, name))?.name ?? name
}

function isSameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}

function toAction(text: string): ReferenceAction {
  const action = text.toLowerCase().replace(' ', '-')
  return action === 'no-action' ? 'none' : (action as ReferenceAction)
}

function toTrigger({ name, sql: definition }: TriggerRow): Trigger {
  const events = ['insert', 'update', 'delete']
  const event = tokenize(definition, { brackets: true }).find((token) =>
    events.some((candidate) => isWord(token, candidate)),
  )
  return { name, events: event === undefined ? [] : [event.text.toLowerCase()], definition }
}
