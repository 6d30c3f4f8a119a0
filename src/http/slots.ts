/** A few places for heavy reading, so that it never takes all connections: whoever comes later waits for a place. */
export interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>
}

export function createSlots(size: number): Slots {
  const waiting: (() => void)[] = []
  let free = size
  return {
    async run(work) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next === undefined) free += 1
        else next()
      }
    },
  }
}
