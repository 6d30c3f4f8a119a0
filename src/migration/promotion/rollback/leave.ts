import { sql } from 'kysely'
import { at } from '../../context.ts'
import { pointersOf } from '../compare.ts'
import { make, type Undoing } from './undo-steps.ts'

/**
 * A person who has joined another organization since stays a user: only the personal organization goes. Where the
 * user's row points to it, it points to the other one from now on.
 */
export async function leaveOrganization(
  undoing: Undoing,
  references: readonly { readonly table: string; readonly count: number }[],
): Promise<void> {
  const { context, person } = undoing
  const { connection, dialect, promotion } = context
  const { user, membership } = promotion
  if (user === null) return
  const named = references.map(({ table, count }) => `${table} (${count})`).join(', ')
  undoing.kept.push(`the user stays, since rows elsewhere refer to them: ${named}`)
  for (const pointer of pointersOf(context)) {
    const others =
      membership === null
        ? []
        : await connection.query<{ id: string }>(sql`
            select ${dialect.text(at('r', membership.organizationColumn))} as id from ${dialect.table(membership.table)} r
            where ${at('r', membership.userColumn)} = ${dialect.value(person.user, membership.userColumn)}
            order by ${at('r', membership.organizationColumn)} limit 1`)
    const next = others[0]?.id ?? null
    if (next === null && !pointer.nullable) {
      undoing.conflicts.push(
        `${user.table.id}.${pointer.name} points to the organization, and there is no other`,
      )
      continue
    }
    const count = await make(undoing, {
      kind: 'update',
      resource: 'users',
      table: user.table,
      expected: null,
      list: null,
      where: sql`${at('r', user.key)} = ${dialect.value(person.user, user.key)}
        and ${at('r', pointer)} = ${dialect.value(person.organization, pointer)}`,
      set: [{ column: pointer, after: { constant: next } }],
    })
    if (count > 0) undoing.kept.push(`${user.table.id}.${pointer.name} points to the other organization now`)
  }
}
