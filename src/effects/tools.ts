import type { Connection, Database } from '../database/database.ts'
import {
  keepBefore,
  keepProgress,
  keepSecrets,
  type Lease,
  type LeaseKey,
  readSecrets,
} from '../store/leases.ts'
import type { Effect } from '../store/outbox.ts'
import { EffectFailure, type EffectTools, type ReadingTools } from './connector.ts'
import { type HeldLease, LostLease } from './lease-keeper.ts'
import type { Limiter } from './limits.ts'
import type { Vault } from './secrets.ts'

/** How the app's own secrets are read and written; each in a short transaction of its own. */
export interface SecretHooks {
  /** A secret of the app, in the clear; null where it cannot be known. */
  reveal(effect: Effect, name: string): Promise<string | null>
  /** Puts a new secret into the app's database. Called again with the same value it changes nothing. */
  publish(effect: Effect, name: string, value: string): Promise<void>
}

export interface Toolbox {
  readonly database: Database
  readonly vault: Vault
  readonly limiter: Limiter
  readonly hooks: Partial<SecretHooks>
}

export function readingTools(
  { limiter, hooks }: Pick<Toolbox, 'limiter' | 'hooks'>,
  effect: Effect,
  signal: AbortSignal,
): ReadingTools {
  return {
    signal,
    turn: () => limiter.turn(signal),
    pause: (ms) => limiter.pause(ms),
    reveal: async (name) => (await hooks.reveal?.(effect, name)) ?? null,
  }
}

export function effectTools(
  toolbox: Toolbox,
  { effect, token }: Lease,
  held: HeldLease,
  signal: AbortSignal,
): EffectTools {
  const { database, vault, hooks } = toolbox
  const { dialect } = database
  const key: LeaseKey = { id: effect.id, token }
  const reading = readingTools(toolbox, effect, signal)
  const sealed = (connection: Connection) => readSecrets(connection, dialect, key).then(ours)
  return {
    ...reading,
    async turn() {
      await reading.turn()
      held.assertHeld()
    },
    remember: (before) =>
      database.write((connection) => keepBefore(connection, dialect, key, before)).then(ours),
    async note(progress) {
      ours((await database.write((connection) => keepProgress(connection, dialect, key, progress))) || null)
    },
    async findSecret(name) {
      const found = (await database.read(sealed))[name]
      return found === undefined ? null : vault.open(placeOf(effect, name), found)
    },
    async secret(name, make) {
      const place = placeOf(effect, name)
      const kept = await database.write(async (connection) => {
        const secrets = await sealed(connection)
        const found = secrets[name]
        if (found !== undefined) return found
        const made = vault.seal(place, make())
        ours((await keepSecrets(connection, dialect, key, { ...secrets, [name]: made })) || null)
        return made
      })
      return vault.open(place, kept)
    },
    async publish(name, value) {
      held.assertHeld()
      if (hooks.publish === undefined) {
        throw new EffectFailure('permanent', `Nobody can put ${name} into the app's database.`)
      }
      await hooks.publish(effect, name, value)
    },
  }
}

/** The store answers null where the lease is not ours any more. */
function ours<Value>(value: Value | null): Value {
  if (value === null) throw new LostLease('the lease was lost')
  return value
}

function placeOf({ id }: Effect, name: string): string {
  return `${id} ${name}`
}
