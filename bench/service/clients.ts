import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

// Fifty people who look at the service all the time, in a process of their own.

/** One answer of `/healthz`. */
export interface Sample {
  /** When it was asked, in milliseconds since 1970. */
  readonly at: number
  readonly ms: number
}

export interface Crowd {
  readonly address: string
  /** Tokens, so that nobody asks more often than one person may. */
  readonly tokens: readonly string[]
}

/** What the crowd is told: who it is, which run to look at, or to stop and say what it measured. */
export type Order = { readonly crowd: Crowd } | { readonly run: string } | { readonly stop: true }
/** What it says. */
export type Measured = {
  readonly samples: readonly Sample[]
  readonly answers: Readonly<Record<string, number>>
}

const CLIENTS = 50
/** Of them, so many look at the run as well, or at the list, or follow the run. */
const LOOKING = 10
const LISTING = 5
const FOLLOWING = 5

const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS * 2 })
const samples: Sample[] = []
const answers: Record<string, number> = {}
let run: string | null = null
let isOver = false

process.on('message', (order: Order) => {
  if ('crowd' in order) begin(order.crowd)
  else if ('run' in order) run = order.run
  else {
    isOver = true
    process.send?.({ samples, answers } satisfies Measured, () => process.exit(0))
  }
})

function begin({ address, tokens }: Crowd): void {
  const repeat = async (pauseMs: number, ask: () => Promise<unknown>) => {
    await sleep(Math.random() * pauseMs)
    while (!isOver) {
      await ask()
      await sleep(pauseMs * (0.5 + Math.random()))
    }
  }
  for (let client = 0; client < CLIENTS; client++) {
    const token = tokens[client % tokens.length] ?? ''
    const look = (path: string) => get(`${address}${path}`, token)
    void repeat(200, () => measureHealth(address))
    if (client < LOOKING) void repeat(1000, async () => run !== null && (await look(`/api/runs/${run}`)))
    else if (client < LOOKING + LISTING) void repeat(2000, () => look('/api/migrations'))
    else if (client < LOOKING + LISTING + FOLLOWING) {
      void repeat(1000, async () => run !== null && (await look(`/api/runs/${run}/events`)))
    }
  }
}

async function measureHealth(address: string): Promise<void> {
  const at = performance.now()
  await get(`${address}/healthz`, null)
  samples.push({ at: performance.timeOrigin + at, ms: performance.now() - at })
}

/** Reads an answer to its end; a stream ends with its run. */
function get(url: string, token: string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = token === null ? {} : { Authorization: `Bearer ${token}` }
    const asked = request(url, { agent, headers }, (answer) => {
      const kind = `${new URL(url).pathname.replace(/(run|mig)_\w+/, ':id')} ${answer.statusCode}`
      answers[kind] = (answers[kind] ?? 0) + 1
      answer.resume().once('end', resolve).once('error', reject)
    })
    // A connection that was kept may have been closed just when it was used again; that is nobody's fault.
    asked.once('error', (error) =>
      asked.reusedSocket ? get(url, token).then(resolve, reject) : reject(error),
    )
    asked.end()
  })
}
