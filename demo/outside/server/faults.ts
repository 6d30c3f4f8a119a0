import { namesIn } from './names.ts'
import type { Request } from './reply.ts'

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
  /** Only calls that name one of these: a user or a key of theirs, a team, a customer; default: any. */
  readonly about?: readonly string[]
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
  /** In which they were set. */
  readonly order: number
  seen: number
}

export interface Faults {
  set(...faults: readonly Fault[]): void
  clear(): void
  /** Those that may still strike, with the number of calls that each has seen. */
  list(): readonly { readonly fault: Fault; readonly seen: number }[]
  /** Counts the call, and gives the faults that strike it, in the order in which they were set. */
  take(request: Request): readonly Fault[]
}

/** `ownerOf` says whose a thing is that a call names. */
export function createFaults(ownerOf: (name: string) => string | null = () => null): Faults {
  const waiting = createWaitingList(ownerOf)
  let order = 0
  return {
    set: (...faults) => {
      for (const fault of faults) waiting.add({ fault: checked(fault), order: order++, seen: 0 })
    },
    clear: () => waiting.clear(),
    list: () => waiting.all().map(({ fault, seen }) => ({ fault, seen })),
    take: (request) => {
      const concerned = waiting.of(request).filter(({ fault }) => concerns(fault, request))
      for (const one of concerned) one.seen += 1
      const striking = concerned.filter(strikes).map(({ fault }) => fault)
      for (const one of concerned.filter(isSpent)) waiting.remove(one)
      return striking
    },
  }
}

/** Faults that may still strike, found by what they are about without looking at all of them: there may be thousands. */
function createWaitingList(ownerOf: (name: string) => string | null) {
  const all = new Set<Waiting>()
  const anybody = new Set<Waiting>()
  const byName = new Map<string, Set<Waiting>>()
  const placesOf = ({ fault }: Waiting): readonly Set<Waiting>[] =>
    fault.about?.map((name) => {
      const place = byName.get(name) ?? new Set()
      byName.set(name, place)
      return place
    }) ?? [anybody]
  return {
    add(one: Waiting): void {
      for (const place of [all, ...placesOf(one)]) place.add(one)
    },
    remove(one: Waiting): void {
      for (const place of [all, ...placesOf(one)]) place.delete(one)
    },
    clear(): void {
      for (const place of [all, anybody, byName]) place.clear()
    },
    all: () => [...all],
    /** In the order in which they were set. */
    of(request: Request): Waiting[] {
      if (byName.size === 0) return [...anybody]
      const names = [...namesIn(request)].flatMap((name) => [name, ownerOf(name) ?? name])
      const named = names.flatMap((name) => [...(byName.get(name) ?? [])])
      return [...new Set([...anybody, ...named])].sort((a, b) => a.order - b.order)
    },
  }
}

export function isAfter(fault: Fault): boolean {
  return fault.does === 'cut' || (fault.when === 'after' && fault.does !== 'limit')
}

function concerns(fault: Fault, { method, path }: Request): boolean {
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
