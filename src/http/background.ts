/** Work in the background: one round at a time, and one more where somebody asked meanwhile. */
export interface Background {
  /** Asks for a round. */
  readonly ask: () => void
  idle(): Promise<void>
}

export function createBackground(
  round: (signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Background {
  let working: Promise<void> | null = null
  let isAskedAgain = false
  const work = async (): Promise<void> => {
    do {
      isAskedAgain = false
      await round(signal).catch(onError)
    } while (isAskedAgain && !signal.aborted)
    working = null
  }
  return {
    ask() {
      if (signal.aborted) return
      isAskedAgain = true
      working ??= work()
    },
    idle: async () => {
      await working
    },
  }
}
