import { loadavg } from 'node:os'
import pg from 'pg'
import { buildOpenHands } from '../../demo/openhands/openhands.ts'
import { openDatabase } from '../../src/database/open.ts'
import { openResettle, type Resettle } from '../../src/resettle.ts'
import { type Spent, timed } from '../contenders/timed.ts'
import { startServer } from '../postgres-server.ts'
import { promoteInLoop } from './loop.ts'

/** People a second, of one paired run: every contender on its own copy of the same app. */
export interface DatabaseRound {
  /** Everybody, in batches. */
  readonly bulk: number
  /** The same statements, a transaction for each person. */
  readonly oneByOne: number
  /** The bare statements on the app's tables, a transaction for each person. */
  readonly loop: number
  /** Load average of the machine when the round began. */
  readonly load: number
}

const SECRET = 'a secret of the bench'
/** People of the slow contenders; each of them takes as long as the one before. */
const SAMPLE = 200

export async function measureDatabase(
  users: number,
  runs: number,
  say: (text: string) => void,
): Promise<DatabaseRound[]> {
  const server = await startServer()
  const urlOf = (name: string) => Object.assign(new URL(server.url), { pathname: `/${name}` }).href
  const onServer = (text: string) => ask(server.url, text)
  try {
    await onServer('create database original')
    const people = await build(urlOf('original'), users)
    const onCopy = async (work: (url: string) => Promise<number>): Promise<number> => {
      await onServer('create database copy template original strategy file_copy')
      await onServer('checkpoint')
      try {
        return await work(urlOf('copy'))
      } finally {
        await onServer('drop database copy with (force)')
      }
    }
    const sample = people.slice(0, SAMPLE)
    const rounds: DatabaseRound[] = []
    for (let run = 1; run <= runs; run += 1) {
      const [load = 0] = loadavg()
      const round = {
        load,
        loop: await onCopy(async (url) => rate(sample.length, await promoteInLoop(url, sample))),
        oneByOne: await onCopy((url) =>
          withEngine(url, async (engine) => {
            const one = await timed(() => engine.promote(sample, { batchSize: 1, later: true }))
            return rate(one.result.promoted, one)
          }),
        ),
        bulk: await onCopy((url) =>
          withEngine(url, async (engine) => {
            const all = await timed(() => engine.promote('all', { later: true }))
            return rate(all.result.promoted, all)
          }),
        ),
      }
      const { loop, oneByOne, bulk } = round
      const words = Object.entries({ loop, oneByOne, bulk }).map(
        ([name, one]) => `${name} ${one.toFixed(0)}/s`,
      )
      say(`promotion, database: run ${run} of ${runs}: ${words.join(', ')} (load ${load.toFixed(1)})`)
      rounds.push(round)
    }
    return rounds
  } finally {
    await server.stop()
  }
}

/** Ordinary people only: the script knows no others. Answers their ids. */
async function build(url: string, users: number): Promise<string[]> {
  await using database = await openDatabase(url)
  const { facts } = await buildOpenHands(database, { users, shapes: ['ordinary'], secret: SECRET })
  await ask(url, 'vacuum (analyze)')
  return facts.map(({ user_id }) => user_id)
}

async function withEngine(url: string, work: (engine: Resettle) => Promise<number>): Promise<number> {
  await using engine = await openResettle({ db: url, blueprint: 'openhands', secret: () => SECRET })
  // Our own tables are made and the database is known before the clock runs, as on every day but the first.
  await engine.promotionStatus()
  return await work(engine)
}

async function ask(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

function rate(people: number, { wall }: Spent): number {
  return people / (wall / 1000)
}
