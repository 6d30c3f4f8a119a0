import { sql } from 'kysely'
import { integerColumn, textColumn } from '../database/catalog.ts'
import type { Connection, Dialect, Sql } from '../database/database.ts'

/**
 * The outbox: changes of outside systems, written in the transaction that makes them necessary and done afterwards,
 * each as often as it takes and in effect once.
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

export const effectStates = [
  'pending',
  'running',
  /** A request went out and no answer came; reading will tell. */
  'unknown',
  'done',
  /** To be undone, or being undone. */
  'compensating',
  'compensated',
  'needs-attention',
] as const

export type EffectState = (typeof effectStates)[number]

/** What stood in the way, for a person. */
export interface EffectProblem {
  readonly message: string
  readonly remedy: string | null
}

/** One change of an outside system. */
export interface Effect {
  readonly id: string
  /** The promotion (`prm_…`) or migration (`mig_…`) that made it necessary. */
  readonly subject: string
  /** Order within the subject: an effect waits for those before it in the same system. */
  readonly seq: number
  /** `litellm` or `stripe`. */
  readonly system: string
  /** What kind of change, in the connector's words. */
  readonly kind: string
  /** What it changes: a team, a customer. */
  readonly target: string
  readonly state: EffectState
  /** `back`: it is to be undone. */
  readonly direction: 'forward' | 'back'
  /** The state to be reached, in the connector's words. No secrets. */
  readonly wanted: Json
  /** The state that was found before the first write; null before that. */
  readonly before: Json | null
  /** What the connector noted on its way; null before that. */
  readonly progress: Json | null
  readonly result: Json | null
  readonly attempts: number
  /** Which row of attempts this is: keys that an outside system remembers for a day are made of it. */
  readonly generation: number
  /** What stood in the way the last time. */
  readonly problem: EffectProblem | null
  /** Milliseconds since the epoch. */
  readonly dueAt: number
  readonly createdAt: string
  readonly updatedAt: string
}

/** What a transaction asks of the outside. */
export interface NewEffect {
  readonly subject: string
  readonly seq: number
  readonly system: string
  readonly kind: string
  readonly target: string
  /** A second thing that it changes, where there is one: effects of one thing keep their order. */
  readonly also?: string | null
  readonly wanted: Json
}

/** Puts effects into the outbox; to be called in the transaction that makes them necessary. */
export async function insertEffects(
  connection: Connection,
  dialect: Dialect,
  effects: readonly NewEffect[],
  now: Date,
): Promise<void> {
  const time = now.toISOString()
  const rows = effects.map((effect) => [
    effectId(effect),
    effect.subject,
    effect.seq,
    effect.system,
    effect.kind,
    effect.target,
    effect.also ?? null,
    JSON.stringify(effect.wanted),
    now.getTime(),
    time,
  ])
  if (rows.length === 0) return
  const text = (name: string) => ({ name, column: textColumn })
  const integer = (name: string) => ({ name, column: integerColumn })
  const list = dialect.unpack(dialect.textParameter(JSON.stringify(rows)), [
    text('id'),
    text('subject'),
    integer('seq'),
    text('system'),
    text('kind'),
    text('target'),
    text('also'),
    text('wanted'),
    integer('due_at'),
    text('time'),
  ])
  await connection.execute(sql`
    insert into ${dialect.own('effects')}
      (id, subject, seq, system, kind, target, also, state, direction, wanted, attempts, generation, due_at,
        created_at, updated_at)
    select id, subject, seq, system, kind, target, also, 'pending', 'forward', wanted, 0, 0, due_at, time, time
    from ${list} e`)
}

export type EffectCounts = Readonly<Partial<Record<EffectState, number>>>

/** Which effects: all that fit every one of these. */
export interface EffectFilter {
  readonly ids?: readonly string[] | undefined
  readonly subjects?: readonly string[] | undefined
  readonly states?: readonly EffectState[] | undefined
  readonly systems?: readonly string[] | undefined
  /** Only those on whose team or customer nothing later stands. */
  readonly isLast?: boolean | undefined
}

/** In the order in which they were made. */
export async function listEffects(
  connection: Connection,
  dialect: Dialect,
  filter: EffectFilter,
  limit: number | null = null,
): Promise<Effect[]> {
  const rows = await connection.query<EffectRow>(sql`
    select * from ${dialect.own('effects')} e where ${filtered(dialect, filter)}
    order by e.created_at, e.subject, e.seq ${limit === null ? sql`` : sql`limit ${sql.lit(limit)}`}`)
  return rows.map(toEffect)
}

/** By state; states of none are left out. */
export async function countEffects(
  connection: Connection,
  dialect: Dialect,
  filter: EffectFilter,
): Promise<EffectCounts> {
  const rows = await connection.query<{ state: EffectState; n: number }>(sql`
    select state, count(*) as n from ${dialect.own('effects')} e
    where ${filtered(dialect, filter)} group by state order by state`)
  return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]))
}

/**
 * Turns effects round: what was never begun is off the list at once, everything else is to be undone. To be called in
 * the transaction that takes the inside back. Whoever is at one of them keeps the lease until its end and may not
 * finish it any more. Answers how many will be undone.
 */
export async function compensateEffects(
  connection: Connection,
  dialect: Dialect,
  filter: Pick<EffectFilter, 'ids' | 'subjects'>,
  now: Date,
): Promise<number> {
  const effects = dialect.own('effects')
  const those = sql`direction = 'forward' and ${filtered(dialect, filter, sql``)}`
  const time = now.toISOString()
  await connection.execute(sql`
    update ${effects} set direction = 'back', state = 'compensated', problem = null, updated_at = ${time}
    where ${those} and not ${hasBegun}`)
  return connection.execute(sql`
    update ${effects} set direction = 'back', state = 'compensating', problem = null, attempts = 0,
      generation_at = null, lease_owner = null, due_at = ${now.getTime()}, updated_at = ${time}
    where ${those}`)
}

/** How many would have to be undone. */
export async function countBegun(
  connection: Connection,
  dialect: Dialect,
  filter: Pick<EffectFilter, 'ids' | 'subjects'>,
): Promise<number> {
  const [row] = await connection.query<{ n: number }>(sql`
    select count(*) as n from ${dialect.own('effects')} e
    where direction = 'forward' and ${hasBegun} and ${filtered(dialect, filter)}`)
  return Number(row?.n ?? 0)
}

/** The old values are kept before the first write: where there are none and nobody is at it, nothing was written. */
const hasBegun = sql`(state not in ('pending', 'needs-attention') or before is not null or lease_owner is not null)`

/**
 * Lets effects that wait for a person, or for their next attempt, try again at once. One that is named is ensured anew
 * though it is done, unless something later was done to the same team or customer. Answers how many.
 */
export function retryEffects(
  connection: Connection,
  dialect: Dialect,
  filter: Pick<EffectFilter, 'ids' | 'subjects'>,
  now: Date,
): Promise<number> {
  const effects = dialect.own('effects')
  const isOpen = sql`state not in ('done', 'compensated')`
  const isNamed = sql`(${isOpen} or (state = 'done' and id in
    (select e.id from ${effects} e where ${filtered(dialect, { ids: filter.ids, isLast: true })})))`
  return connection.execute(sql`
    update ${effects}
    set state = case when state not in ('done', 'needs-attention') then state
        when direction = 'back' then 'compensating' else 'pending' end,
      attempts = 0, due_at = ${now.getTime()}, updated_at = ${now.toISOString()}
    where lease_owner is null and ${filter.ids === undefined ? isOpen : isNamed}
      and ${filtered(dialect, filter, sql``)}`)
}

/** A row as it lies in the table. */
export interface EffectRow {
  readonly id: string
  readonly subject: string
  readonly seq: number
  readonly system: string
  readonly kind: string
  readonly target: string
  readonly state: EffectState
  readonly direction: 'forward' | 'back'
  readonly wanted: string
  readonly before: string | null
  readonly progress: string | null
  readonly secrets: string | null
  readonly result: string | null
  readonly attempts: number
  readonly generation: number
  readonly due_at: number
  readonly problem: string | null
  readonly created_at: string
  readonly updated_at: string
}

export function toEffect(row: EffectRow): Effect {
  const { id, subject, seq, system, kind, target, state, direction, attempts, generation } = row
  return {
    ...{ id, subject, seq, system, kind, target, state, direction, attempts, generation },
    wanted: JSON.parse(row.wanted) as Json,
    before: parse<Json>(row.before),
    progress: parse<Json>(row.progress),
    result: parse<Json>(row.result),
    problem: parse<EffectProblem>(row.problem),
    dueAt: Number(row.due_at),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** A condition over the columns of effects. `alias` is what stands before them, with its dot. */
export function filtered(dialect: Dialect, filter: EffectFilter, alias: Sql = sql`e.`): Sql {
  const isIn = (name: string, values: readonly string[] | undefined): Sql[] =>
    values === undefined ? [] : [isAmong(dialect, sql`${alias}${sql.id(name)}`, values)]
  const conditions = [
    ...isIn('id', filter.ids),
    ...isIn('subject', filter.subjects),
    ...isIn('state', filter.states),
    ...isIn('system', filter.systems),
    ...(filter.isLast === true ? [isLast(dialect, 'target'), isLast(dialect, 'also')] : []),
  ]
  return conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` and `)
}

/** No later promotion or migration stands that changed the same team or customer; over alias `e`. */
function isLast(dialect: Dialect, place: 'target' | 'also'): Sql {
  return sql`not exists (select 1 from ${dialect.own('effects')} x
    where x.system = e.system and ${sql.id('x', place)} = e.target and x.direction = 'forward'
      and x.subject <> e.subject and x.created_at > e.created_at)`
}

function isAmong(dialect: Dialect, column: Sql, values: readonly string[]): Sql {
  const rows = JSON.stringify(values.map((value) => [value]))
  const list = dialect.unpack(dialect.textParameter(rows), [{ name: 'value', column: textColumn }])
  return dialect.isOneOf([column], sql`select v.value from ${list} v`)
}

function parse<Value>(text: string | null): Value | null {
  return text === null ? null : (JSON.parse(text) as Value)
}

/** The same for the same effect always: idempotency keys are made of it. */
function effectId({ subject, seq, kind }: NewEffect): string {
  return `eff_${subject.replace(/^[a-z]+_/, '')}_${seq}_${kind.replaceAll(/[^a-z]+/g, '-')}`
}
