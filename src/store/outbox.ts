import { sql } from 'kysely'
import { integerColumn, textColumn } from '../database/catalog.ts'
import type { Connection, Dialect } from '../database/database.ts'

/**
 * The outbox: changes of outside systems, written in the transaction that makes them necessary and done afterwards,
 * each as often as it takes and in effect once.
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

export type EffectState =
  | 'pending'
  | 'running'
  /** A request went out and no answer came; reading will tell. */
  | 'unknown'
  | 'done'
  | 'compensating'
  | 'compensated'
  | 'needs-attention'

/** One change of an outside system. */
export interface Effect {
  readonly id: string
  /** The promotion (`prm_…`) or migration (`mig_…`) that made it necessary. */
  readonly subject: string
  /** Order within the subject: an effect waits for those before it. */
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
  readonly result: Json | null
  readonly attempts: number
  /** What stood in the way the last time: `{message, remedy}`. */
  readonly problem: Json | null
}

/** What a transaction asks of the outside. */
export interface NewEffect {
  readonly subject: string
  readonly seq: number
  readonly system: string
  readonly kind: string
  readonly target: string
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
    text('wanted'),
    integer('due_at'),
    text('time'),
  ])
  await connection.execute(sql`
    insert into ${dialect.own('effects')}
      (id, subject, seq, system, kind, target, state, direction, wanted, attempts, due_at, created_at, updated_at)
    select id, subject, seq, system, kind, target, 'pending', 'forward', wanted, 0, due_at, time, time
    from ${list} e`)
}

/** The same for the same effect always: idempotency keys are made of it. */
function effectId({ subject, seq, kind }: NewEffect): string {
  return `eff_${subject.replace(/^[a-z]+_/, '')}_${seq}_${kind.replaceAll(/[^a-z]+/g, '-')}`
}
