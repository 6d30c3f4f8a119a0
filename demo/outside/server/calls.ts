import type { Request } from './reply.ts'
import { type Summary, summarize } from './summary.ts'

/** One call, as the log keeps it. */
export interface Call {
  /** From 1, in the order of arrival. */
  readonly number: number
  readonly at: string
  readonly method: string
  readonly path: string
  /** What was asked, without secrets. */
  readonly asked: Summary
  /** The status of the answer; null while there is none, and for ever when the socket was closed. */
  readonly status: number | null
  readonly ended: 'answered' | 'cut' | 'dropped' | 'hanging' | null
  /** The faults that struck, such as `drop after`. */
  readonly faults: readonly string[]
  readonly took_ms: number | null
}

export type OpenCall = { -readonly [Name in keyof Call]: Call[Name] } & { readonly since: number }

export interface Rate {
  /** Most calls in any one second, wherever it begins. */
  readonly most_in_a_second: number
  readonly calls: number
  /** From the first call to the last. */
  readonly seconds: number
}

export interface Calls {
  open(request: Request): OpenCall
  list(since?: number): readonly Call[]
  /** How many, of this method and path when they are given; a path may end in `*`. */
  count(method?: string, path?: string): number
  /** By method and path, with the ids in paths as `:id`. */
  counts(): Readonly<Record<string, number>>
  rate(): Rate
  clear(): void
}

export function createCalls(): Calls {
  let calls: OpenCall[] = []
  let meter = createMeter()
  return {
    open: (request) => {
      const since = performance.now()
      meter.tick(since)
      const call: OpenCall = {
        number: calls.length + 1,
        at: new Date().toISOString(),
        method: request.method,
        path: request.path,
        asked: summarize(request),
        status: null,
        ended: null,
        faults: [],
        took_ms: null,
        since,
      }
      calls.push(call)
      return call
    },
    list: (after = 0) => calls.slice(after).map(({ since: _since, ...call }) => call),
    count: (method, path) =>
      calls.filter((call) => (method ?? call.method) === call.method && isAt(call.path, path)).length,
    counts: () => {
      const counts = new Map<string, number>()
      for (const { method, path } of calls) {
        const route = `${method} ${path.replaceAll(/\/(cus|sub|pm|in)_[^/]+/g, '/:id')}`
        counts.set(route, (counts.get(route) ?? 0) + 1)
      }
      return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    },
    rate: () => meter.read(),
    clear: () => {
      calls = []
      meter = createMeter()
    },
  }
}

function isAt(path: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return true
  return wanted.endsWith('*') ? path.startsWith(wanted.slice(0, -1)) : path === wanted
}

function createMeter(): { tick(now: number): void; read(): Rate } {
  const lastSecond: number[] = []
  let [first, last, calls, most] = [0, 0, 0, 0]
  return {
    tick: (now) => {
      if (calls === 0) first = now
      last = now
      calls += 1
      lastSecond.push(now)
      while ((lastSecond[0] ?? now) <= now - 1000) lastSecond.shift()
      most = Math.max(most, lastSecond.length)
    },
    read: () => ({ most_in_a_second: most, calls, seconds: (last - first) / 1000 }),
  }
}
