/** What goes wrong at one call, or at several; plain data, so that it can be sent to another process. */
export interface Fault {
  /**
   * `fail` answers with an error, `limit` with 429, `drop` closes the socket without an answer, `cut` closes it in
   * the middle of one, `hang` never answers, `delay` answers late.
   */
  readonly does: 'fail' | 'limit' | 'drop' | 'cut' | 'hang' | 'delay'
  /** Before the call has its effect, or after it. Default: before. `cut` is always after, `limit` always before. */
  readonly when?: 'before' | 'after'
  /** Only calls of this method; default: any. */
  readonly method?: string
  /** Only this path, or all that begin so when it ends in `*`; default: any. */
  readonly path?: string
  /** Which of these calls, counted from 1 and from the moment the fault is set. Default: 1. */
  readonly nth?: number
  /** So many of them, one after the other, or 0 for all that follow. Default: 1. */
  readonly times?: number
  /** Of a failure. Default: 500. */
  readonly status?: number
  /** The failure is a gateway's page and not the service's own error. */
  readonly gateway?: boolean
  /** Stripe only: a failure before the effect is remembered under the idempotency key all the same. */
  readonly remembered?: boolean
  /** Of a limit, in seconds; without it there is no such header. */
  readonly retry_after?: number
  /** Of a delay. Default: 100. */
  readonly delay_ms?: number
}

interface Waiting {
  readonly fault: Fault
  seen: number
}

export interface Faults {
  set(...faults: readonly Fault[]): void
  clear(): void
  /** Those that may still strike, with the number of calls that each has seen. */
  list(): readonly { readonly fault: Fault; readonly seen: number }[]
  /** Counts the call, and gives the faults that strike it, in the order in which they were set. */
  take(method: string, path: string): readonly Fault[]
}

export function createFaults(): Faults {
  let waiting: Waiting[] = []
  return {
    set: (...faults) => {
      waiting.push(...faults.map((fault) => ({ fault: checked(fault), seen: 0 })))
    },
    clear: () => {
      waiting = []
    },
    list: () => waiting.map(({ fault, seen }) => ({ fault, seen })),
    take: (method, path) => {
      const concerned = waiting.filter(({ fault }) => concerns(fault, method, path))
      for (const one of concerned) one.seen += 1
      const striking = concerned.filter(strikes).map(({ fault }) => fault)
      waiting = waiting.filter((one) => !isSpent(one))
      return striking
    },
  }
}

export function isAfter(fault: Fault): boolean {
  return fault.does === 'cut' || (fault.when === 'after' && fault.does !== 'limit')
}

function concerns(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false
  if (fault.path === undefined) return true
  return fault.path.endsWith('*') ? path.startsWith(fault.path.slice(0, -1)) : path === fault.path
}

function strikes({ fault, seen }: Waiting): boolean {
  const first = fault.nth ?? 1
  const times = fault.times ?? 1
  return seen >= first && (times === 0 || seen < first + times)
}

function isSpent({ fault, seen }: Waiting): boolean {
  const times = fault.times ?? 1
  return times !== 0 && seen >= (fault.nth ?? 1) + times - 1
}

/** A fault with a wrong word would never strike, and a test that waits for it would prove nothing. */
function checked(fault: Fault): Fault {
  const kinds = ['fail', 'limit', 'drop', 'cut', 'hang', 'delay']
  if (!kinds.includes(fault.does)) throw new Error(`A fault does one of ${kinds.join(', ')}`)
  if (fault.when !== undefined && !['before', 'after'].includes(fault.when))
    throw new Error('A fault strikes before or after')
  if ((fault.nth ?? 1) < 1 || (fault.times ?? 1) < 0) throw new Error('A fault counts from 1')
  return fault
}
