import type { Resettle } from '../resettle.ts'

/** Has what stands in the outbox done: one round at a time, and one more where somebody asked meanwhile. */
export function createDispatch(
  { outside }: Pick<Resettle, 'outside'>,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): { readonly dispatch: () => void; idle(): Promise<void> } {
  let round: Promise<void> | null = null
  let isAskedAgain = false
  const work = async (): Promise<void> => {
    do {
      isAskedAgain = false
      await outside.run({ signal }).catch(onError)
    } while (isAskedAgain && !signal.aborted)
    round = null
  }
  return {
    dispatch() {
      if (signal.aborted) return
      isAskedAgain = true
      round ??= work()
    },
    idle: async () => {
      await round
    },
  }
}
