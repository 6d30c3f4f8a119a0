import { CompiledQuery, type Kysely } from 'kysely'
import type { Connection, Sql } from './database.ts'

/** What both engines hand over so that transactions behave alike. */
export interface Engine {
  readonly kysely: Kysely<unknown>
  /** Turns what the engine threw into a `ResettleError` or a `StatementError`. */
  readonly translate: (thrown: unknown) => Error
  readonly onStatement: ((text: string) => void | Promise<void>) | undefined
}

/** How a transaction begins: statements, or a way of its own to get hold of the database. */
export type Begin = readonly string[] | ((single: Kysely<unknown>) => Promise<void>)

/**
 * Runs `work` in one transaction on one connection. A statement that fails dooms the transaction on every engine:
 * what follows is refused with the same error, and nothing is committed.
 */
export async function inTransaction<T>(
  engine: Engine,
  begin: Begin,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  let isConnected = false
  try {
    return await engine.kysely.connection().execute(async (single) => {
      isConnected = true
      const session = createSession(engine, single)
      try {
        if (typeof begin === 'function') await begin(single)
        else for (const text of begin) await session.run(CompiledQuery.raw(text))
        const result = await work(session.connection)
        session.assertSound()
        await session.run(CompiledQuery.raw('commit'))
        return result
      } catch (error) {
        session.end()
        await single.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined)
        throw error
      } finally {
        session.end()
      }
    })
  } catch (error) {
    throw isConnected ? error : engine.translate(error)
  }
}

function createSession(engine: Engine, single: Kysely<unknown>) {
  let failure: Error | undefined
  let hasEnded = false

  function assertSound(): void {
    if (failure !== undefined) throw failure
  }

  async function run(compiled: CompiledQuery) {
    if (hasEnded) throw new Error('a statement came after the end of its transaction')
    assertSound()
    try {
      await engine.onStatement?.(compiled.sql)
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error))
      throw failure
    }
    try {
      return await single.executeQuery(compiled)
    } catch (error) {
      failure ??= engine.translate(error)
      throw failure
    }
  }

  const connection: Connection = {
    async query<Row>(statement: Sql) {
      return (await run(statement.compile(single))).rows as Row[]
    },
    async execute(statement: Sql) {
      return Number((await run(statement.compile(single))).numAffectedRows ?? 0n)
    },
  }
  return {
    connection,
    run,
    assertSound,
    end: () => {
      hasEnded = true
    },
  }
}
