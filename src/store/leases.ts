import { sql } from 'kysely'
import { textColumn } from '../database/catalog.ts'
import type { Connection, Dialect, Sql } from '../database/database.ts'
import {
  type Effect,
  type EffectProblem,
  type EffectRow,
  type EffectState,
  filtered,
  type Json,
  toEffect,
} from './outbox.ts'

/**
 * Leases: whoever works on an effect holds it until an instant, and renews that while at work. A process that dies
 * lets go by itself. Everything here but the claim asks for the token of the lease: after it is lost, nothing that its
 * holder says counts any more.
 */

/** An effect that is held, and the token that proves it. */
export interface Lease {
  readonly effect: Effect
  readonly token: string
}

export type LeaseKey = Pick<Lease, 'token'> & { readonly id: string }

/** Which effects somebody works on. */
export interface Scope {
  readonly systems: readonly string[]
  readonly subjects: readonly string[] | undefined
}

export interface Claim extends Scope {
  /** New for every claim: a process that loses an effect and takes it again is not taken for its former self. */
  readonly token: string
  /** Milliseconds since the epoch, by the clock that all share. */
  readonly now: number
  readonly leaseMs: number
  readonly limit: number
}

/** Nothing is put off longer; what seems to be was written by a clock that was ahead. */
export const LONGEST_DELAY_MS = 15 * 60_000
/** Stripe keeps idempotency keys for a day at least. */
const GENERATION_MS = 23 * 3_600_000

/** Takes effects that are due and that wait for no other one. */
export async function claimEffects(connection: Connection, dialect: Dialect, claim: Claim): Promise<Lease[]> {
  const { token, now, leaseMs } = claim
  const effects = dialect.own('effects')
  await shortenLeases(connection, dialect, claim)
  const isStale = sql`(generation_at is null or generation_at > ${now} or generation_at < ${now - GENERATION_MS})`
  const due = sql`select e.id from ${effects} e
    where ${isOpen(dialect, claim)} and ${waitsForNone(dialect)}
      and (e.lease_until is null or e.lease_until <= ${now})
      and (e.attempts = 0 or e.due_at <= ${now} or e.due_at > ${now + LONGEST_DELAY_MS})
    order by e.due_at, e.subject, e.seq limit ${sql.lit(claim.limit)} ${dialect.forUpdate} ${dialect.skipLocked}`
  // To take over from a process that died is no attempt of its own.
  const rows = await connection.query<EffectRow>(sql`
    update ${effects} set
      state = case direction when 'forward' then 'running' else 'compensating' end,
      attempts = attempts + case when lease_owner is null then 1 else 0 end,
      generation = generation + case when ${isStale} then 1 else 0 end,
      generation_at = case when ${isStale} then ${dialect.integerParameter(now)} else generation_at end,
      lease_owner = ${token}, lease_until = ${now + leaseMs}, updated_at = ${toTime(now)}
    where ${dialect.isOneOf([sql`id`], due)}
    returning *`)
  return rows.map((row) => ({ effect: toEffect(row), token }))
}

/**
 * When the next effect may be taken, in milliseconds since the epoch; null where none is left that time alone will
 * bring. What waits for another one is not counted: that other one is.
 */
export async function findNextDue(
  connection: Connection,
  dialect: Dialect,
  scope: Scope,
): Promise<number | null> {
  const due = sql`case when e.attempts = 0 then 0 else e.due_at end`
  const until = sql`coalesce(e.lease_until, 0)`
  const [row] = await connection.query<{ at: number | null }>(sql`
    select min(case when ${until} > ${due} then ${until} else ${due} end) as at
    from ${dialect.own('effects')} e where ${isOpen(dialect, scope)} and ${waitsForNone(dialect)}`)
  return row === undefined || row.at === null ? null : Number(row.at)
}

/** Prolongs leases. Answers the ids of those that are still held. */
export async function renewLeases(
  connection: Connection,
  dialect: Dialect,
  leases: readonly LeaseKey[],
  until: number,
): Promise<ReadonlySet<string>> {
  const rows = JSON.stringify(leases.map(({ id, token }) => [id, token]))
  const list = dialect.unpack(dialect.textParameter(rows), [
    { name: 'id', column: textColumn },
    { name: 'token', column: textColumn },
  ])
  const held = await connection.query<{ id: string }>(sql`
    update ${dialect.own('effects')} set lease_until = ${until}
    where ${dialect.isOneOf([sql`id`, sql`lease_owner`], sql`select l.id, l.token from ${list} l`)}
    returning id`)
  return new Set(held.map(({ id }) => id))
}

/** How an attempt ended. */
export interface Outcome {
  readonly state: EffectState
  /** Facts and warnings, of what came to its end. */
  readonly result: Json | null
  readonly problem: EffectProblem | null
  readonly dueAt: number
  /** The attempt does not count. */
  readonly isForgiven: boolean
  /** Idempotency keys of this generation must not be used any more. */
  readonly endsGeneration: boolean
}

/** Lets go of an effect. Answers false where the lease was lost before. */
export async function settleEffect(
  connection: Connection,
  dialect: Dialect,
  { id, token }: LeaseKey,
  outcome: Outcome,
  now: number,
): Promise<boolean> {
  const { state, result, problem, dueAt, isForgiven, endsGeneration } = outcome
  const isOver = state === 'done' || state === 'compensated'
  const changed = await connection.execute(sql`
    update ${dialect.own('effects')} set
      state = ${state}, problem = ${toJson(problem)}, due_at = ${dueAt}, updated_at = ${toTime(now)},
      lease_owner = null, lease_until = null,
      ${result === null ? sql`` : sql`result = ${toJson(result)},`}
      attempts = attempts - ${sql.lit(isForgiven ? 1 : 0)}
      ${endsGeneration ? sql`, generation_at = null` : sql``}
      ${isOver ? sql`, secrets = null` : sql``}
    where id = ${id} and lease_owner = ${token}`)
  return changed === 1
}

/** Keeps the old values; those that were kept first win and are answered. Null where the lease was lost. */
export async function keepBefore(
  connection: Connection,
  dialect: Dialect,
  { id, token }: LeaseKey,
  before: Json,
): Promise<Json | null> {
  const [row] = await connection.query<{ before: string }>(sql`
    update ${dialect.own('effects')} set before = coalesce(before, ${JSON.stringify(before)})
    where id = ${id} and lease_owner = ${token} returning before`)
  return row === undefined ? null : (JSON.parse(row.before) as Json)
}

/** Keeps what the connector notes, in place of what it noted before. Answers false where the lease was lost. */
export async function keepProgress(
  connection: Connection,
  dialect: Dialect,
  { id, token }: LeaseKey,
  progress: Json,
): Promise<boolean> {
  const changed = await connection.execute(sql`
    update ${dialect.own('effects')} set progress = ${JSON.stringify(progress)}
    where id = ${id} and lease_owner = ${token}`)
  return changed === 1
}

/** Secrets by name, sealed. Null where the lease was lost. */
export async function readSecrets(
  connection: Connection,
  dialect: Dialect,
  { id, token }: LeaseKey,
): Promise<Readonly<Record<string, string>> | null> {
  const [row] = await connection.query<{ secrets: string | null }>(sql`
    select secrets from ${dialect.own('effects')} where id = ${id} and lease_owner = ${token}`)
  if (row === undefined) return null
  return row.secrets === null ? {} : (JSON.parse(row.secrets) as Record<string, string>)
}

/** Answers false where the lease was lost. */
export async function keepSecrets(
  connection: Connection,
  dialect: Dialect,
  { id, token }: LeaseKey,
  secrets: Readonly<Record<string, string>>,
): Promise<boolean> {
  const changed = await connection.execute(sql`
    update ${dialect.own('effects')} set secrets = ${JSON.stringify(secrets)}
    where id = ${id} and lease_owner = ${token}`)
  return changed === 1
}

/**
 * A lease that ends later than any can was written before the clock went back. It is shortened and not taken: its
 * holder may be alive, and then renews it in time.
 */
async function shortenLeases(connection: Connection, dialect: Dialect, claim: Claim): Promise<void> {
  const { now, leaseMs } = claim
  await connection.execute(sql`
    update ${dialect.own('effects')} set lease_until = ${now + leaseMs}
    where lease_owner is not null and lease_until > ${now + 2 * Math.max(leaseMs, 60_000)}`)
}

function isOpen(dialect: Dialect, { systems, subjects }: Scope): Sql {
  const scope = filtered(dialect, { systems, subjects })
  return sql`e.state in ('pending', 'running', 'unknown', 'compensating') and ${scope}`
}

/**
 * Forward in order, back in the opposite one. And what an earlier subject began with a team or customer is ended first:
 * an organization may be merged away before its promotion has arrived outside.
 */
function waitsForNone(dialect: Dialect): Sql {
  const effects = dialect.own('effects')
  return sql`not exists (
      select 1 from ${effects} p where p.subject = e.subject and p.system = e.system and p.direction = e.direction
        and ((e.direction = 'forward' and p.seq < e.seq and p.state <> 'done')
          or (e.direction = 'back' and p.seq > e.seq and p.state <> 'compensated')))
    and not exists (
      select 1 from ${effects} p where e.direction = 'forward' and p.state not in ('done', 'compensated')
        and p.system = e.system and p.subject <> e.subject
        and (p.created_at < e.created_at or (p.created_at = e.created_at and p.id < e.id))
        and (p.target = e.target or p.target = e.also or p.also = e.target or p.also = e.also))`
}

function toJson(value: Json | EffectProblem | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

function toTime(now: number): string {
  return new Date(now).toISOString()
}
