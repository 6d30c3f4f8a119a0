import { sql } from 'kysely'
import type { Memberships, Users } from '../../blueprint/model.ts'
import type { Dialect, Sql } from '../../database/database.ts'
import { at, type Context, holds, idOf, isAmong, type Party, type RowKey, rowKey } from '../context.ts'
import type { AccessChange, Id, PlanOptions } from '../documents.ts'
import { type RoleNames, readRoleNames, roleName, roleNames } from './roles.ts'
import { equals } from './stays.ts'

/** One person who moves, with the roles held now and the one to come. */
export interface Member {
  /** Text of the user's key. */
  readonly user: string
  /** The user's key as a cell of a list that the database unpacks. */
  readonly userCell: string
  readonly email: string | null
  readonly sourceRow: RowKey | null
  readonly sourceRole: string | null
  readonly targetRow: RowKey | null
  readonly targetRole: string | null
  readonly roleAfter: string | null
}

export interface AccessPlan {
  readonly members: readonly Member[]
  /** Memberships in the source of people who do not move. */
  readonly outsiders: readonly {
    readonly row: RowKey
    /** The user's key as a cell of a list; null where there is no such person any more. */
    readonly userCell: string | null
    /** As documents show it: the e-mail, or what there is. */
    readonly shown: string
    readonly role: string | null
    /** There is no such person any more. */
    readonly isOrphan: boolean
  }[]
}

/** Who moves, with which role; nobody else is touched. People who stay are given by address. */
export async function planAccess(
  context: Context,
  parties: { readonly source: Party; readonly target: Party },
  staying: ReadonlySet<RowKey>,
  options: PlanOptions,
): Promise<AccessPlan> {
  const { memberships, users } = context.model
  if (memberships === null || users === null) return { members: [], outsiders: [] }
  const names = await readRoleNames(context, memberships)
  const rules: Rules = {
    names,
    member: memberships.member === null ? null : names.resolve(memberships.member),
    ownerBecomes: options.owner_becomes === null ? null : names.resolve(options.owner_becomes),
    preserves: options.preserve_admin_roles,
  }
  const rows = await readMembers(context, users, memberships, parties, staying)
  const members = rows.map((row) => ({ ...row, roleAfter: roleAfter(row, rules) }))
  const outsiders = await readOutsiders(context, users, memberships, parties.source, staying)
  return { members, outsiders }
}

/** What becomes of roles. */
interface Rules {
  readonly names: RoleNames
  /** Role of a person who has none. */
  readonly member: string | null
  readonly ownerBecomes: string | null
  readonly preserves: boolean
}

/** Never lower than what the person holds in the target, never more than the source's role mapped by the options. */
function roleAfter(held: Pick<Member, 'sourceRole' | 'targetRole'>, rules: Rules): string | null {
  const mapped = mapRole(held.sourceRole, rules)
  if (held.targetRole === null) return mapped
  if (mapped === null) return held.targetRole
  const { rank } = rules.names
  // A role that the blueprint does not rank may be any; it is never exchanged for another.
  const isKnown = rank(held.targetRole) >= 0
  return isKnown && rank(mapped) > rank(held.targetRole) ? mapped : held.targetRole
}

function mapRole(role: string | null, { names, member, ownerBecomes, preserves }: Rules): string | null {
  if (role === null) return member
  if (!names.isAdmin(role)) return role
  if (names.isHighest(role) && ownerBecomes !== null) return ownerBecomes
  return preserves ? role : (member ?? role)
}

/** How a person's access changes, for the plan. */
export function toAccessChange(
  member: Member,
  memberships: Pick<Memberships, 'ranks' | 'role' | 'admins' | 'roles'>,
): AccessChange {
  const { rank } = roleNames(memberships, null)
  const { sourceRole, targetRole, roleAfter: after } = member
  const isLess = rank(after) < rank(sourceRole)
  const change = isLess
    ? 'loses'
    : member.targetRow === null
      ? 'joins'
      : rank(after) > rank(targetRole)
        ? 'gains'
        : 'same'
  return {
    user: showKey(member.user),
    email: member.email,
    role_in_source: sourceRole,
    role_in_target: targetRole,
    role_after: after,
    change,
    note:
      sourceRole === null && (memberships.role !== null || member.sourceRow === null)
        ? 'has no role in the source'
        : null,
  }
}

function showKey(key: string): Id {
  return /^(?:0|-?[1-9]\d{0,14})$/.test(key) ? Number(key) : key
}

/** `u` is a person who moves: at home in the source, or a member of it where people have no home. */
function isMoving(context: Context, users: Users, source: Party, staying: ReadonlySet<RowKey>): Sql {
  const { dialect } = context
  const atHome =
    users.organization === null ? sql`s.row is not null` : holds(dialect, 'u', users.organization, source.key)
  return sql`${atHome} and ${isAmong(dialect, users.table, 'u', staying, false)}`
}

async function readMembers(
  context: Context,
  users: Users,
  memberships: Memberships,
  { source, target }: { readonly source: Party; readonly target: Party },
  staying: ReadonlySet<RowKey>,
): Promise<Omit<Member, 'roleAfter'>[]> {
  const { connection, dialect } = context
  const email = users.email === null ? sql`null` : dialect.text(at('u', users.email))
  const rows = await connection.query<{
    user: string
    cell: string
    email: string | null
    source_row: string | null
    source_role: string | null
    target_row: string | null
    target_role: string | null
  }>(sql`
    select ${dialect.text(at('u', users.key))} as ${sql.id('user')},
      ${dialect.encode(at('u', users.key), users.key)} as cell, ${email} as email,
      s.row as source_row, s.role as source_role, t.row as target_row, t.role as target_role
    from ${dialect.table(users.table)} u
    left join ${membershipsOf(context, memberships, source)} s on ${isOf(dialect, memberships, users, 's')}
    left join ${membershipsOf(context, memberships, target)} t on ${isOf(dialect, memberships, users, 't')}
    where ${isMoving(context, users, source, staying)}
    order by ${at('u', users.key)}`)
  return rows.map((row) => ({
    user: row.user,
    userCell: row.cell,
    email: row.email,
    sourceRow: row.source_row,
    sourceRole: row.source_role,
    targetRow: row.target_row,
    targetRole: row.target_role,
  }))
}

async function readOutsiders(
  context: Context,
  users: Users,
  memberships: Memberships,
  source: Party,
  staying: ReadonlySet<RowKey>,
): Promise<AccessPlan['outsiders']> {
  const { connection, dialect } = context
  const email = users.email === null ? sql`null` : dialect.text(at('u', users.email))
  const moving =
    users.organization === null
      ? isAmong(dialect, users.table, 'u', staying, false)
      : sql`(coalesce(${holds(dialect, 'u', users.organization, source.key)}, 1 = 0)
          and ${isAmong(dialect, users.table, 'u', staying, false)})`
  const rows = await connection.query<{
    row: string
    cell: string | null
    email: string | null
    role: string | null
    orphan: number
  }>(sql`
    select s.row as row, ${dialect.encode(at('u', users.key), users.key)} as cell, ${email} as email, s.role as role,
      case when ${at('u', users.key)} is null then 1 else 0 end as orphan
    from ${membershipsOf(context, memberships, source)} s
    left join ${dialect.table(users.table)} u on ${isOf(dialect, memberships, users, 's')}
    where ${at('u', users.key)} is null or not ${moving}
    order by s.row`)
  return rows.map(({ row, cell, email, role, orphan }) => {
    const isOrphan = Number(orphan) === 1
    const id = String(idOf(row, memberships.table))
    const shown = email ?? (isOrphan ? `#${id}, of somebody who was deleted` : `#${id}`)
    return { row, userCell: isOrphan ? null : cell, shown, role, isOrphan }
  })
}

/** A membership of `membershipsOf` is that of person `u`. */
function isOf(dialect: Dialect, memberships: Memberships, users: Users, alias: string): Sql {
  const edge = { column: memberships.user, parent: users.table, parentColumn: users.key }
  return equals(dialect, at(alias, 'member'), edge, at('u', users.key))
}

/** Memberships of one organization as a FROM item: `row`, `member`, `role`. */
function membershipsOf({ dialect }: Context, memberships: Memberships, party: Party): Sql {
  const role = roleName(dialect, memberships, 'r')
  return sql`(select ${rowKey(dialect, memberships.table, 'r')} as row, ${at('r', memberships.user)} as member,
    ${role} as role from ${dialect.table(memberships.table)} r
    where ${holds(dialect, 'r', memberships.organization, party.key)})`
}
