import { setImmediate as turn } from 'node:timers/promises'

/** A service answers others in the same thread: after so many milliseconds it is their turn. */
const TURN_MS = 8

/** `items.map(map)` for any number of items, without keeping the thread from others for long. */
export async function mapGently<In, Out>(items: Iterable<In>, map: (item: In) => Out): Promise<Out[]> {
  const mapped: Out[] = []
  let since = performance.now()
  for (const item of items) {
    mapped.push(map(item))
    if (performance.now() - since < TURN_MS) continue
    await turn()
    since = performance.now()
  }
  return mapped
}
