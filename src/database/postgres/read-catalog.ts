import type {
  Catalog,
  Check,
  Column,
  Family,
  Index,
  KeyPart,
  Reference,
  ReferenceAction,
  Table,
  Trigger,
  UniqueKey,
} from '../catalog.ts'
import type { Connection } from '../database.ts'
import { identityOf } from '../identity.ts'
import { columnsIn, isWord, tokenize } from '../sql-text.ts'
import {
  type CheckRow,
  type ColumnRow,
  checkQuery,
  columnQuery,
  indexQuery,
  type PartRow,
  type ReferenceRow,
  referenceQuery,
  type TableRow,
  type TriggerRow,
  tableQuery,
  triggerQuery,
} from './catalog-queries.ts'

/** Rows by table. */
interface Rows {
  readonly tables: Map<number, TableRow>
  readonly columns: Map<number, ColumnRow[]>
  readonly parts: Map<number, PartRow[]>
  readonly references: Map<number, ReferenceRow[]>
  readonly checks: Map<number, CheckRow[]>
  readonly triggers: Map<number, TriggerRow[]>
}

const families: Readonly<Record<string, Family>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  oid: 'integer',
  numeric: 'decimal',
  money: 'decimal',
  float4: 'float',
  float8: 'float',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  name: 'text',
  citext: 'text',
  bool: 'boolean',
  uuid: 'uuid',
  json: 'json',
  jsonb: 'json',
  bytea: 'blob',
  date: 'time',
  time: 'time',
  timetz: 'time',
  timestamp: 'time',
  timestamptz: 'time',
  interval: 'time',
}

const actions: Readonly<Record<string, ReferenceAction>> = {
  a: 'none',
  r: 'restrict',
  c: 'cascade',
  n: 'set-null',
  d: 'set-default',
}

/** Reads the system catalog in six queries, however many tables there are. */
export async function readCatalog(connection: Connection): Promise<Catalog> {
  const tables = await connection.query<TableRow>(tableQuery)
  const rows: Rows = {
    tables: new Map(tables.map((table) => [table.oid, table])),
    columns: byTable(await connection.query<ColumnRow>(columnQuery)),
    parts: byTable(await connection.query<PartRow>(indexQuery)),
    references: byTable(await connection.query<ReferenceRow>(referenceQuery)),
    checks: byTable(await connection.query<CheckRow>(checkQuery)),
    triggers: byTable(await connection.query<TriggerRow>(triggerQuery)),
  }
  return { tables: tables.map((table) => toTable(table, rows)) }
}

function byTable<Row extends { readonly table: number }>(rows: readonly Row[]): Map<number, Row[]> {
  return Map.groupBy(rows, (row) => row.table)
}

function toTable(row: TableRow, rows: Rows): Table {
  const columns = (rows.columns.get(row.oid) ?? []).map(toColumn)
  const names = columns.map((column) => column.name)
  const indexes = [...Map.groupBy(rows.parts.get(row.oid) ?? [], (part) => part.index).values()]
  const uniqueKeys = indexes
    .filter((parts) => parts[0]?.is_unique === true)
    .map((parts) => toUniqueKey(parts, names))
  const primaryKey = uniqueKeys
    .filter((key) => key.isPrimary)
    .flatMap((key) => key.parts.map((part) => part.column ?? ''))
  return {
    id: idOf(row),
    schema: row.schema,
    name: row.name,
    columns,
    primaryKey,
    identity: identityOf(columns, primaryKey, uniqueKeys, null),
    uniqueKeys,
    indexes: indexes.map(toIndex),
    references: (rows.references.get(row.oid) ?? []).flatMap((reference) => toReference(reference, rows)),
    checks: (rows.checks.get(row.oid) ?? []).map((check) => toCheck(check, names)),
    triggers: (rows.triggers.get(row.oid) ?? []).map(toTrigger),
    isRowSecured: row.is_secured,
    isReadable: row.is_readable,
  }
}

function idOf({ schema, name, is_default }: TableRow): string {
  return is_default ? name : `${schema}.${name}`
}

function toColumn(row: ColumnRow): Column {
  // The length of a text type is kept with four bytes added.
  const hasLength = (row.base === 'varchar' || row.base === 'bpchar') && row.typmod >= 4
  return {
    name: row.name,
    type: row.type,
    family: families[row.base] ?? 'other',
    nullable: row.nullable,
    default: row.default,
    isGenerated: row.is_generated,
    isIdentity: row.is_identity,
    collation: row.collation,
    maxLength: hasLength ? row.typmod - 4 : null,
  }
}

function toUniqueKey(parts: readonly PartRow[], names: readonly string[]): UniqueKey {
  const [first] = parts as readonly [PartRow]
  return {
    name: first.index,
    parts: parts.map((part) => toPart(part, names)),
    predicate: first.predicate,
    nullsEqual: first.nulls_equal,
    isPrimary: first.is_primary,
  }
}

function toPart({ column, expression, collation }: PartRow, names: readonly string[]): KeyPart {
  const columns = column === null ? columnsIn(expression ?? '', names) : [column]
  return { column, expression, columns, collation }
}

function toIndex(parts: readonly PartRow[]): Index {
  const [first] = parts as readonly [PartRow]
  return {
    name: first.index,
    columns: parts.map((part) => part.column),
    isPartial: first.predicate !== null,
  }
}

function toReference(row: ReferenceRow, rows: Rows): Reference[] {
  const parent = rows.tables.get(row.parent)
  if (parent === undefined) return []
  const namesOf = (table: number, numbers: readonly number[]) =>
    numbers.map((number) => rows.columns.get(table)?.find((column) => column.number === number)?.name ?? '')
  return [
    {
      name: row.name,
      columns: namesOf(row.table, row.columns),
      table: idOf(parent),
      parentColumns: namesOf(row.parent, row.parent_columns),
      onDelete: actions[row.on_delete] ?? 'none',
      onUpdate: actions[row.on_update] ?? 'none',
      isDeferrable: row.is_deferrable,
    },
  ]
}

function toCheck({ name, expression, column }: CheckRow, names: readonly string[]): Check {
  if (column === null) return { name, expression, columns: columnsIn(expression, names) }
  return { name, expression: withColumn(expression, column), columns: [column] }
}

/** The check of a domain speaks of VALUE where one of a table would name the column. */
function withColumn(expression: string, column: string): string {
  let text = ''
  let position = 0
  for (const token of tokenize(expression)) {
    if (!isWord(token, 'value')) continue
    text += `${expression.slice(position, token.start)}"${column.replaceAll('"', '""')}"`
    position = token.end
  }
  return text + expression.slice(position)
}

function toTrigger({ name, kind, definition }: TriggerRow): Trigger {
  const bits: readonly [number, string][] = [
    [4, 'insert'],
    [16, 'update'],
    [8, 'delete'],
    [32, 'truncate'],
  ]
  return { name, events: bits.filter(([bit]) => (kind & bit) !== 0).map(([, event]) => event), definition }
}
