import { type Context, idOf, keyRows } from '../context.ts'
import type { Plan } from '../documents.ts'
import { compareKeys, readNames } from './conflicts.ts'
import type { Resolution } from './resolve-conflicts.ts'

/** Rows that stay, by name and with the reason. Rows of history are only counted: nobody reads them one by one. */
export async function readSkipped(context: Context, { tables, stays }: Resolution): Promise<Plan['skipped']> {
  const skipped: Plan['skipped'][number][] = []
  for (const { move, unpointed } of tables) {
    const reasons = new Map([
      ...(stays.get(move.table.id) ?? []),
      ...[...unpointed].map((row) => [row, 'goes on pointing to the source because of a conflict'] as const),
    ])
    if (reasons.size === 0 || move.history) continue
    const names = await readNames(context, move, keyRows(context.dialect, move.table, reasons.keys()))
    for (const row of [...reasons.keys()].sort(compareKeys)) {
      skipped.push({
        resource: move.resource,
        id: idOf(row, move.table),
        name: names.get(row)?.name ?? null,
        reason: reasons.get(row) ?? '',
      })
    }
  }
  return skipped
}
