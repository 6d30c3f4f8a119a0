import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../../demo/university/schema.ts'
import { openWorkshop } from '../worlds.ts'
import { addClashes } from './clashes.ts'
import type { Crowd, Measured, Order, Sample } from './clients.ts'
import { type Figures, summarize, type Window } from './figures.ts'
import { type ServiceProcess, startService } from './process.ts'

/** One engine. */
export interface ServiceResult {
  readonly engine: Engine
  readonly version: string
  readonly movedRows: number
  readonly load: number
  readonly answers: Measured['answers']
  readonly figures: readonly Figures[]
}

/** What is built for it. */
export interface ServiceWorld {
  readonly logs: number
  readonly scale: number
  /** Assistants of one name in both organizations. */
  readonly clashes: number
  readonly isQuick: boolean
}

const PEOPLE = 10
/** Everything short is done again until so much time is over: a few answers make no percentile. */
const LEAST_MS = 5000

/** How long `/healthz` takes while the service plans, migrates, verifies and rolls back, with fifty people looking. */
export async function measureService(
  engine: Engine,
  { logs, scale, clashes, isQuick }: ServiceWorld,
  say: (text: string) => void,
): Promise<ServiceResult> {
  const workshop = await openWorkshop(engine)
  try {
    say(`service, ${engine}: building a university with ${logs.toLocaleString('en')} logs`)
    const original = await workshop.build({ usageLogs: logs, scale, dirty: false })
    const copy = await original.copy()
    await addClashes(copy.url, original.university.prefix, clashes)
    await copy.settle()
    const service = await startService(copy.url, PEOPLE)
    const [load = 0] = loadavg()
    try {
      say(`service, ${engine}: a migration while fifty look on`)
      const life = await live(service, isQuick ? 500 : LEAST_MS)
      return { engine, version: workshop.version, load, ...life }
    } finally {
      await service.stop()
      await copy.drop()
    }
  } finally {
    await workshop.close()
  }
}

type Life = Pick<ServiceResult, 'movedRows' | 'answers' | 'figures'>

async function live(service: ServiceProcess, leastMs: number): Promise<Life> {
  const windows: Window[] = []
  const during = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const from = now()
    const result = await work()
    windows.push({ name, from, to: now() })
    return result
  }
  const crowd = gather({ address: service.address, tokens: service.tokens })
  await sleep(leastMs / 5)
  await service.takeStretches()
  await during('nothing', () => sleep(leastMs))
  const plan = await during('planning', () => again(leastMs, () => makePlan(service)))
  const migration = await during('migrating', async () => {
    const run = await service.ask<Run>('POST', '/api/migrations', { plan_id: plan.id, confirm: 'eng-dept' })
    crowd.tell({ run: run.run_id })
    windows.push(...(await follow(service, run, 'migrating')))
    return run
  })
  const id = migration.migration_id
  await during('verifying later', () =>
    again(leastMs, () => service.ask('POST', `/api/migrations/${id}/verify`)),
  )
  await during('rolling back', async () => {
    const run = await service.ask<Run>('POST', `/api/migrations/${id}/rollback`, { confirm: 'eng-dept' })
    crowd.tell({ run: run.run_id })
    windows.push(...(await follow(service, run, 'rolling back')))
  })
  const stretches = await service.takeStretches()
  const { samples, answers } = await crowd.disperse()
  const rows = Object.values(plan.plan.resources).reduce((sum, n) => sum + n, 0)
  return { movedRows: rows, answers, figures: windows.map((one) => summarize(one, samples, stretches)) }
}

interface Run {
  readonly run_id: string
  readonly migration_id: string
}

interface KeptPlan {
  readonly id: string
  readonly plan: { readonly resources: Readonly<Record<string, number>> }
}

function makePlan(service: ServiceProcess): Promise<KeptPlan> {
  return service.ask('POST', '/api/plans', {
    source: 'eng-dept',
    target: 'faculty_sci',
    options: { conflict_strategy: 'rename', on: { users: 'clear' } },
  })
}

async function again<T>(leastMs: number, work: () => Promise<T>): Promise<T> {
  const end = now() + leastMs
  let result = await work()
  while (now() < end) result = await work()
  return result
}

/** Waits for the end of a run; answers when each of its phases was. */
async function follow(service: ServiceProcess, { run_id }: Run, name: string): Promise<Window[]> {
  const seen: { phase: string; at: number }[] = []
  let rest = ''
  for await (const text of await service.stream(`/api/runs/${run_id}/events`)) {
    const events = (rest + text).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const [, kind] = /^event: (\w+)$/m.exec(event) ?? []
      const [, data = 'null'] = /^data: (.*)$/m.exec(event) ?? []
      if (kind === 'failed') throw new Error(`${name} failed: ${data}`)
      const run = JSON.parse(data) as { progress?: { phase: string } } | null
      if (kind === 'phase' || kind === 'done') seen.push({ phase: run?.progress?.phase ?? kind, at: now() })
    }
  }
  return seen.slice(0, -1).map(({ phase, at }, index) => ({
    name: `${name}: ${phase}`,
    from: at,
    to: seen[index + 1]?.at ?? at,
  }))
}

/** Fifty clients in another process. */
function gather(crowd: Crowd): { tell(order: Order): void; disperse(): Promise<Measured> } {
  const file = new URL('./clients.ts', import.meta.url).pathname
  const child: ChildProcess = fork(file, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const tell = (order: Order) => void child.send(order)
  tell({ crowd })
  return {
    tell,
    async disperse() {
      tell({ stop: true })
      const [measured] = (await once(child, 'message')) as [Measured & { samples: readonly Sample[] }]
      return measured
    },
  }
}

function now(): number {
  return performance.timeOrigin + performance.now()
}
