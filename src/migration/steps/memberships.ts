import { sql } from 'kysely'
import type { Memberships } from '../../blueprint/model.ts'
import type { Column } from '../../database/catalog.ts'
import type { Dialect, Sql } from '../../database/database.ts'
import { type Assignment, type Change, listOf } from '../changes/change.ts'
import { and, at, holds, isAmong, type RowKey, unindexed } from '../context.ts'
import type { Member } from '../plan/access.ts'
import { roleColumn, roleValue } from '../plan/roles.ts'
import { type Step, type StepInput, timeFor } from './step.ts'

/**
 * Brings the people who move into the target: one membership survives, with the higher role. Memberships of everybody
 * else stay as they are.
 */
export function joinMemberships(input: StepInput, memberships: Memberships): Step {
  const { members } = input.work.access
  const doubled = members.filter(({ sourceRow, targetRow }) => sourceRow !== null && targetRow !== null)
  const raised = members.filter(
    ({ targetRow, targetRole, roleAfter }) => targetRow !== null && roleAfter !== targetRole,
  )
  const carried = members.filter(({ sourceRow, targetRow }) => sourceRow !== null && targetRow === null)
  const fresh = members.filter(({ sourceRow, targetRow }) => sourceRow === null && targetRow === null)
  return {
    kind: 'memberships',
    resource: memberships.resource,
    table: memberships.table.id,
    description: 'Joining memberships',
    changes: [
      ...removeDoubled(input, memberships, doubled),
      ...raise(input, memberships, raised),
      ...carry(input, memberships, carried),
      ...admit(input, memberships, fresh),
    ],
  }
}

function removeDoubled(
  { context }: StepInput,
  memberships: Memberships,
  members: readonly Member[],
): Change[] {
  const rows = members.flatMap(({ sourceRow }) => (sourceRow === null ? [] : [sourceRow]))
  if (rows.length === 0) return []
  return [removal(memberships, rows.length, rowsIn(context.dialect, memberships, rows))]
}

/** Removes memberships by address. */
export function removal(memberships: Memberships, expected: number, where: Sql): Change {
  return { kind: 'delete', resource: memberships.resource, table: memberships.table, expected, where }
}

/** `r` is one of these memberships. */
export function rowsIn(
  dialect: StepInput['context']['dialect'],
  { table }: Memberships,
  rows: readonly RowKey[],
): Sql {
  return isAmong(dialect, table, 'r', new Set(rows))
}

function raise(input: StepInput, memberships: Memberships, members: readonly Member[]): Change[] {
  const { role } = memberships
  if (role === null || members.length === 0) return []
  const pairs = members.map((member) => [member.targetRow ?? '', member.roleAfter] as const)
  const { dialect } = input.context
  const { list, joins } = listOf(dialect, memberships.table, roleColumn(memberships), pairs)
  const set = [...newRole(dialect, memberships), ...touch(input, memberships)]
  return [update(memberships, members.length, list, joins, set)]
}

function carry(input: StepInput, memberships: Memberships, members: readonly Member[]): Change[] {
  if (members.length === 0) return []
  const { dialect } = input.context
  const { source, target } = input.work
  const pairs = members.map((member) => [member.sourceRow ?? '', member.roleAfter] as const)
  const type = memberships.role === null ? null : roleColumn(memberships)
  const { list, joins } = listOf(dialect, memberships.table, type, pairs)
  const where = and([joins, unindexed(holds(dialect, 'r', memberships.organization, source.key))])
  const given: Assignment = {
    column: memberships.organization,
    before: source.key,
    after: { constant: target.key },
  }
  const set = [given, ...newRole(dialect, memberships), ...touch(input, memberships)]
  return [update(memberships, members.length, list, where, set)]
}

function admit(input: StepInput, memberships: Memberships, members: readonly Member[]): Change[] {
  if (members.length === 0) return []
  const { dialect } = input.context
  const { organization, user, role, table } = memberships
  const json = `[${members.map((member) => `[${member.userCell},${JSON.stringify(member.roleAfter)}]`).join(',')}]`
  const cells = [
    { name: 'member', column: user },
    ...(role === null ? [] : [{ name: 'role', column: roleColumn(memberships) }]),
  ]
  const list = dialect.unpack(dialect.textParameter(json), cells)
  const times = [...memberships.created, ...memberships.touch]
  const columns: Column[] = [organization, user, ...(role === null ? [] : [role]), ...times]
  const values: Sql[] = [
    dialect.value(input.work.target.key, organization),
    at('j', 'member'),
    ...(role === null ? [] : [roleValue(dialect, memberships, at('j', 'role'))]),
    ...times.map((column) => dialect.value(timeFor(column, input.now), column)),
  ]
  return [
    {
      kind: 'insert',
      resource: memberships.resource,
      table,
      expected: members.length,
      columns,
      select: sql`select ${sql.join(values)} from ${list} j`,
      where: and([
        holds(dialect, 'r', organization, input.work.target.key),
        sql`${at('r', user)} in (select ${at('j', 'member')} from ${list} j)`,
      ]),
    },
  ]
}

function newRole(dialect: Dialect, memberships: Memberships): Assignment[] {
  const { role: column } = memberships
  return column === null
    ? []
    : [{ column, after: { sql: roleValue(dialect, memberships, at('j', 'value')) } }]
}

function touch({ now }: StepInput, { touch: columns }: Memberships): Assignment[] {
  return columns.map((column) => ({ column, after: { constant: timeFor(column, now) } }))
}

function update(
  { resource, table }: Memberships,
  expected: number,
  list: Sql,
  where: Sql,
  set: readonly Assignment[],
): Change {
  return { kind: 'update', resource, table, expected, list, where, set }
}
