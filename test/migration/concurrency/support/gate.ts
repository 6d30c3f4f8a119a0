/** Holds a migration before a statement while something else happens. */
export function createGate() {
  let held:
    | { readonly pattern: RegExp; readonly arrived: () => void; readonly opened: Promise<void> }
    | undefined
  return {
    async onStatement(text: string): Promise<void> {
      if (held === undefined || !held.pattern.test(text)) return
      const { arrived, opened } = held
      held = undefined
      arrived()
      await opened
    },
    /** Starts `work`, does `meanwhile` when it comes to a statement that matches, then lets it go on. */
    async during<T>(pattern: RegExp, work: () => Promise<T>, meanwhile: () => Promise<void>): Promise<T> {
      const arrival = Promise.withResolvers<void>()
      const opening = Promise.withResolvers<void>()
      held = { pattern, arrived: arrival.resolve, opened: opening.promise }
      const working = work()
      try {
        await Promise.race([
          arrival.promise,
          working.then(() => Promise.reject(new Error(`it never came to ${pattern}`))),
        ])
        await meanwhile()
      } finally {
        held = undefined
        opening.resolve()
        await working.catch(() => undefined)
      }
      return working
    },
  }
}
