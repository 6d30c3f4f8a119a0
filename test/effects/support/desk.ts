import type { Database } from '../../../src/database/database.ts'
import type { Connector, EffectResult, EffectTools } from '../../../src/effects/connector.ts'
import { createDispatcher, type DispatcherOptions } from '../../../src/effects/dispatcher.ts'
import { installStore } from '../../../src/store/install.ts'
import { type Effect, insertEffects, listEffects, type NewEffect } from '../../../src/store/outbox.ts'
import { type EngineName, type FreshDatabase, freshDatabase } from '../../support/databases.ts'

/** A database with our tables, and what is needed to put effects there and to see what became of them. */
export interface Desk {
  readonly fresh: FreshDatabase
  readonly database: Database
  put(...effects: readonly (Partial<NewEffect> & Pick<NewEffect, 'subject'>)[]): Promise<void>
  effects(subject?: string): Promise<readonly Effect[]>
  dispatcher(
    connectors: readonly Connector[],
    options?: Partial<DispatcherOptions>,
  ): ReturnType<typeof createDispatcher>
  drop(): Promise<void>
}

/** Short waits: nothing here is measured, but nobody should wait for it either. */
export const quick = {
  secretKey: 'a secret of the tests',
  patience: { firstMs: 5, longestMs: 20 },
  rates: { litellm: 50_000, stripe: 50_000, probe: 50_000, other: 50_000 },
} satisfies Partial<DispatcherOptions>

export async function createDesk(engine: EngineName): Promise<Desk> {
  const fresh = await freshDatabase(engine)
  const database = await fresh.open()
  await database.write((connection) => installStore(connection, database))
  return {
    fresh,
    database,
    put: (...effects) =>
      database.write((connection) =>
        insertEffects(
          connection,
          database.dialect,
          effects.map((effect) => ({
            seq: 0,
            system: 'probe',
            kind: 'thing',
            target: effect.subject,
            wanted: {},
            ...effect,
          })),
          new Date(),
        ),
      ),
    effects: (subject) =>
      database.read((connection) =>
        listEffects(connection, database.dialect, subject === undefined ? {} : { subjects: [subject] }),
      ),
    dispatcher: (connectors, options = {}) =>
      createDispatcher({ database, connectors, ...quick, ...options }),
    drop: () => fresh.drop(),
  }
}

/** A connector whose work is what the test says. */
export function createProbe(
  act: (effect: Effect, tools: EffectTools) => Promise<unknown> | unknown,
  system = 'probe',
): Connector & { readonly seen: string[] } {
  const seen: string[] = []
  const run = (way: string) => async (effect: Effect, tools: EffectTools) => {
    seen.push(`${way}${effect.subject}/${effect.seq}`)
    const facts = (await act(effect, tools)) as EffectResult['facts'] | undefined
    return { facts: facts ?? {}, warnings: [] }
  }
  return { seen, system, defaultRate: 1000, ensure: run('+'), compensate: run('-'), compare: async () => [] }
}
