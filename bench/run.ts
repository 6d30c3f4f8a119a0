import { mkdir, writeFile } from 'node:fs/promises'
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os'
import { runBare } from './contenders/bare.ts'
import { planOn, type ResettleRun, runResettle } from './contenders/resettle.ts'
import { runRowByRow } from './contenders/row-by-row.ts'
import type { Spent } from './contenders/timed.ts'
import { type Round, summarize } from './figures.ts'
import { serverSettings } from './postgres-server.ts'
import { printResults, type Result } from './print.ts'
import { measurePromotion } from './promotion/measure.ts'
import { printPromotion } from './promotion/print.ts'
import { measureService, type ServiceResult } from './service/measure.ts'
import { printService } from './service/print.ts'
import { readSettings, type Settings } from './settings.ts'
import { type Copy, type Original, openWorkshop } from './worlds.ts'

/** `npm run bench`: how much a whole migration costs against doing the least, and against a script. */

const folder = new URL('./out/', import.meta.url)

const settings = readSettings(process.argv.slice(2))
const results: { result: Result; rounds: readonly Round[] }[] = []
if (settings.parts.includes('migration')) {
  for (const engine of settings.engines) results.push(...(await measureEngine(engine, settings)))
}
const promotion = settings.parts.includes('promotion') ? await measurePromotion(settings, say) : null
const services: ServiceResult[] = []
if (settings.parts.includes('service')) {
  const { serviceLogs: logs } = settings
  for (const engine of settings.engines)
    services.push(await measureService(engine, { ...settings, logs }, say))
}
await mkdir(folder, { recursive: true })
const file = new URL('results.json', folder)
await writeFile(
  file,
  `${JSON.stringify({ machine: machine(), settings, results, promotion, services }, null, 2)}\n`,
)
if (results.length > 0) process.stdout.write(`${printResults(results.map(({ result }) => result))}\n`)
for (const result of services) process.stdout.write(`${printService(result)}\n`)
if (promotion !== null) process.stdout.write(`${printPromotion(promotion)}\n`)

async function measureEngine(
  engine: Settings['engines'][number],
  { logs, scale, runs }: Settings,
): Promise<typeof results> {
  const workshop = await openWorkshop(engine)
  try {
    const measured: typeof results = []
    for (const usageLogs of logs) {
      say(`${engine}: building a university with ${usageLogs.toLocaleString('en')} logs`)
      const original = await workshop.build({ usageLogs, scale, dirty: false })
      const rounds: Round[] = []
      for (let run = 0; run < runs; run++) {
        const round = await measureRound(original, run)
        say(`${engine}: run ${run + 1} of ${runs}: ${describe(round)}`)
        rounds.push(round)
      }
      const assistants = original.university.rows.get('assistants')?.length ?? 0
      const { version } = workshop
      const result = {
        engine,
        version,
        logs: usageLogs,
        assistants,
        runs,
        figures: summarize(rounds, engine === 'sqlite'),
      }
      measured.push({ result, rounds })
    }
    return measured
  } finally {
    await workshop.close()
  }
}

/** Each contender on a copy of its own; who comes first changes from run to run. */
async function measureRound(original: Original, run: number): Promise<Round> {
  const { prefix } = original.university
  const [load = 0] = loadavg()
  let bare: Spent | undefined
  let resettle: ResettleRun | undefined
  const contenders = [
    async () => {
      bare = await onCopy(original, async ({ url, settle }) => {
        const plan = await planOn(url)
        await settle()
        return runBare(url, plan, prefix)
      })
    },
    async () => {
      resettle = await onCopy(original, async (copy) => {
        await planOn(copy.url)
        return runResettle(copy)
      })
    },
  ]
  for (const contend of run % 2 === 0 ? contenders : contenders.toReversed()) await contend()
  const rowByRow = await onCopy(original, async ({ url, settle }) => {
    const plan = await planOn(url)
    await settle()
    return runRowByRow(url, plan, prefix)
  })
  if (bare === undefined || resettle === undefined) throw new Error('nothing was measured')
  return { bare, rowByRow, resettle, load }
}

async function onCopy<T>(original: Original, work: (copy: Copy) => Promise<T>): Promise<T> {
  const copy = await original.copy()
  try {
    return await work(copy)
  } finally {
    await copy.drop()
  }
}

function describe({ bare, rowByRow, resettle, load }: Round): string {
  const { plan, migrate, verify, rollback } = resettle
  const times = Object.entries({ bare, rowByRow, plan, migrate, verify, rollback })
    .map(([name, { wall }]) => `${name} ${(wall / 1000).toFixed(2)} s`)
    .join(', ')
  return `${times} (load ${load.toFixed(1)})`
}

function machine() {
  return {
    date: new Date().toISOString(),
    node: process.version,
    system: `${platform()} ${arch()}`,
    cpus: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memory_gb: Math.round(totalmem() / 2 ** 30),
    postgres_settings: serverSettings,
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
