import type { Migration, Rollback } from '../migration/documents.ts'
import type { Dispatcher } from './dispatcher.ts'

interface Parts {
  readonly dispatcher: Dispatcher
  /** Outside systems that can be reached. */
  readonly configured: ReadonlySet<string>
}

/**
 * Does what a migration asks of the outside, where all of it can be reached; otherwise it waits in the outbox. The
 * migration stands, whatever happens here.
 */
export async function settleMigration(parts: Parts, migration: Migration): Promise<Migration> {
  const { outside, migration_id: id } = migration
  if (outside.length === 0 || outside.some(({ system }) => !parts.configured.has(system))) return migration
  return { ...migration, effects: await settle(parts, id) }
}

/** Undoes outside what a migration did there. */
export async function settleRollback(parts: Parts, rollback: Rollback): Promise<Rollback> {
  if (rollback.preview || rollback.effects === 0 || parts.configured.size === 0) return rollback
  return { ...rollback, outside: await settle(parts, rollback.migration_id) }
}

async function settle({ dispatcher }: Parts, id: string): Promise<Migration['effects']> {
  try {
    return await dispatcher.run({ subjects: [id] })
  } catch {
    // It is all in the outbox; `effects` says what stands in the way.
    return null
  }
}
