import { sql } from 'kysely'
import type { Connection, Sql } from '../database.ts'
import { script } from './script.ts'

const guard = `${script}pragma defer_foreign_keys = on;
  create temp table if not exists resettle_guard (id integer primary key, other integer references resettle_guard (id));
  insert into resettle_guard (id, other) values (1, 2)`

/**
 * Runs statements with foreign keys checked at the commit, so that rows which refer to each other by composite keys can
 * move one table after the other.
 *
 * Real databases hold rows that refer to nothing (foreign keys were off once), and SQLite checks every row of a table
 * that refers to itself whenever it is updated. It counts violations: the old row takes one away, the new row adds one,
 * but nothing is taken away from zero. One violation of our own, made before and removed after, keeps the count honest:
 * what was broken stays as broken as it was, and anything newly broken fails the commit.
 *
 * The pragma stays on until the transaction ends: switching it off sets the count to zero and would let real
 * violations pass (https://sqlite.org/pragma.html#pragma_defer_foreign_keys).
 */
export async function together(
  connection: Connection,
  statements: readonly Sql[],
  leaves: readonly (Sql | null)[] = [],
): Promise<number[]> {
  await connection.execute(sql.raw(guard))
  const counts = statements.map(() => 0)
  const run = async (these: readonly (Sql | null | undefined)[], from: number): Promise<number> => {
    let changed = 0
    for (const [index, statement] of these.entries()) {
      const rows = statement ? await connection.execute(statement) : 0
      counts[from + index] = (counts[from + index] ?? 0) + rows
      changed += rows
    }
    return changed
  }
  for (let from = 0; from < statements.length; ) {
    let to = from + 1
    while (leaves[from] && leaves[to]) to += 1
    // Children before parents, one generation after the other: foreign key actions run at once, and a row that was
    // pulled along would be changed without its new name and without being counted.
    while ((await run(leaves.slice(from, to), from)) > 0);
    await run(statements.slice(from, to), from)
    from = to
  }
  await connection.execute(sql`delete from resettle_guard`)
  return counts
}
