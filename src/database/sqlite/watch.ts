import { sql } from 'kysely'
import type { Column } from '../catalog.ts'
import type { Connection, Sql, Watch, Watched } from '../database.ts'
import { script } from './script.ts'
import { toLiteral, toStored } from './storage.ts'

/** One trigger that fires on an unexpected change only. */
interface Alarm {
  readonly table: string
  readonly what: string
  /** Such as `update of "a"`. */
  readonly event: string
  readonly condition: string | null
  /** Rows with `before` and `after`: so many times it must fire, where they differ. Null: not once. */
  readonly changes: Sql | null
}

const ledger = 'resettle_watch'

/**
 * Watches with temporary triggers: they see every change, those of foreign key actions and of the app's own triggers
 * too. What a normal bulk update pays is one comparison per row.
 */
export async function watch(connection: Connection, tables: readonly Watched[]): Promise<Watch> {
  await stop(connection)
  const alarms = tables.flatMap(alarmsOf)
  await connection.execute(
    sql`create temp table ${sql.id(ledger)} (alarm integer primary key, count integer)`,
  )
  if (alarms.length > 0) {
    const rows = alarms.map((_, index) => sql`(${index}, 0)`)
    await connection.execute(sql`insert into ${sql.id(ledger)} values ${sql.join(rows)}`)
  }
  await runAll(connection, alarms.map(triggerOf))
  for (const [index, alarm] of alarms.entries()) {
    if (alarm.changes === null) continue
    const due = sql`(select count(*) from ${alarm.changes} c where c.before is not c.after)`
    await connection.execute(sql`update ${sql.id(ledger)} set count = -${due} where alarm = ${index}`)
  }
  return { unexpected: (later) => listUnexpected(later, alarms), stop }
}

async function listUnexpected(connection: Connection, alarms: readonly Alarm[]) {
  const rows = await connection.query<{ alarm: number; count: number }>(
    sql`select alarm, count from temp.${sql.id(ledger)} where count <> 0 order by alarm`,
  )
  return rows.map(({ alarm, count }) => {
    const { table = '', what = '' } = alarms[alarm] ?? {}
    return { table, count: Math.abs(count), what }
  })
}

async function stop(connection: Connection): Promise<void> {
  const triggers = await connection.query<{ name: string }>(
    sql`select name from temp.sqlite_schema where type = 'trigger' and name like 'resettle~_watch~_%' escape '~'`,
  )
  await runAll(
    connection,
    triggers.map(({ name }) => `drop trigger temp.${quote(name)}`),
  )
  await connection.execute(sql`drop table if exists temp.${sql.id(ledger)}`)
}

/** There are a hundred triggers and more: one message to the thread instead of one for each. */
async function runAll(connection: Connection, statements: readonly string[]): Promise<void> {
  if (statements.length > 0) await connection.execute(sql.raw(`${script}${statements.join(';\n')}`))
}

function triggerOf({ table, event, condition }: Alarm, index: number): string {
  const when = condition === null ? '' : `when ${condition}`
  return `create temp trigger ${quote(`${ledger}_${index}`)} after ${event} on main.${quote(table)} ${when}
    begin update ${ledger} set count = count + 1 where alarm = ${index}; end`
}

function alarmsOf(watched: Watched): Alarm[] {
  const table = watched.table.name
  const before = outsideOf(watched, 'old')
  const after = outsideOf(watched, 'new')
  const alarms: Alarm[] = []
  const add = (what: string, event: string, condition: string | null, changes: Sql | null = null) =>
    alarms.push({ table, what, event, condition, changes })

  const changing = watched.rows === null || before === null ? [] : watched.changing
  const others = watched.table.columns.filter(
    (column) => !column.isGenerated && !changing.includes(column.name),
  )
  if (changing.length > 0) {
    add(
      'rows of other organizations changed',
      `update of ${changing.map(quote).join(', ')}`,
      `${before} or ${after}`,
    )
  }
  if (others.length > 0) {
    const event = `update of ${others.map((column) => quote(column.name)).join(', ')}`
    add(
      changing.length > 0 ? 'other columns changed' : 'rows changed',
      event,
      others.map(differs).join(' or '),
    )
  }
  for (const { column: name, changes } of watched.few ?? []) {
    const column = watched.table.columns.find((candidate) => candidate.name === name) as Column
    add(
      `more or fewer rows changed ${name} than planned`,
      `update of ${quote(name)}`,
      differs(column),
      changes,
    )
  }
  if (!watched.mayInsert) add('rows appeared', 'insert', null)
  else if (after !== null) add('rows of other organizations appeared', 'insert', after)
  if (!watched.mayDelete) add('rows disappeared', 'delete', null)
  else if (before !== null) add('rows of other organizations disappeared', 'delete', before)
  return alarms
}

/** True for a row that holds none of the organizations; null where the table has no such column. */
function outsideOf({ table, scope, organizations }: Watched, side: 'old' | 'new'): string | null {
  const holds = scope.map((name) => {
    const column = table.columns.find((candidate) => candidate.name === name) as Column
    const values = organizations.map((organization) => toLiteral(toStored(organization, column)))
    return { test: `${side}.${quote(name)} in (${values.join(', ')})`, nullable: column.nullable }
  })
  const [only] = holds
  if (only === undefined) return null
  // `not (…)` is the cheaper test, but says nothing of a null.
  if (holds.length === 1 && !only.nullable) return `not ${only.test}`
  return `(${holds.map(({ test }) => test).join(' or ')}) is not true`
}

function differs({ name }: Column): string {
  return `old.${quote(name)} is not new.${quote(name)} collate binary`
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
