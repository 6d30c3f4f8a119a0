import type { ReadModel } from '../migrate.ts'

/** How long a schema that was read counts as that of now. */
const KEPT_MS = 10_000

/**
 * The model as it was read a moment ago. Effects come by the thousand, and to read the whole schema for each of them takes
 * longer than everything else. A statement for a schema that has changed since fails, and the effect tries again.
 */
export function keepModel(readModel: ReadModel): ReadModel {
  let kept: { readonly model: ReturnType<ReadModel>; readonly until: number } | null = null
  return (connection) => {
    if (kept !== null && performance.now() < kept.until) return kept.model
    const model = readModel(connection)
    kept = { model, until: performance.now() + KEPT_MS }
    model.catch(() => {
      kept = null
    })
    return model
  }
}
