import { sql } from 'kysely'
import { buildOpenHands, type OpenHands } from '../../../../demo/openhands/openhands.ts'
import type { SchemaShape } from '../../../../demo/openhands/schema.ts'
import type { ShapeName } from '../../../../demo/openhands/shapes.ts'
import type { Database } from '../../../../src/database/database.ts'
import { connectOutside } from '../../../../src/effects/outside.ts'
import { openResettle, type Resettle } from '../../../../src/resettle.ts'
import type { EffectCounts } from '../../../../src/store/outbox.ts'
import { type EngineName, freshDatabase } from '../../../support/databases.ts'
import type { Fakes } from '../../../worker/support/fakes.ts'
import { type Counts, countersFor, type Planned } from './faults.ts'
import { pictureLedger } from './ledger.ts'
import { type Picture, takePicture } from './picture.ts'

export interface Place {
  readonly engine: EngineName
  readonly shape: SchemaShape
  readonly fakes: Fakes
  /** Longest wait for an answer; whoever hangs is waited for so long. */
  readonly timeoutMs: number
}

/** A crowd of people in a database of their own, with what stands outside: always the same at first. */
export interface Scene {
  readonly made: OpenHands
  readonly resettle: Resettle
  /** Runs until time alone brings nothing more. */
  promote(): Promise<EffectCounts>
  /** Takes everybody back. */
  rollback(): Promise<EffectCounts>
  /** App and outside. */
  look(): Promise<Picture>
  /** Resettle's own tables. */
  ledger(): Promise<Picture>
  /** What `work` does about each person, in calls. */
  count(work: () => Promise<unknown>): Promise<Counts>
  /** What `work` does with these faults. Throws unless all of them struck. */
  disturb(faults: Planned, work: () => Promise<unknown>): Promise<void>
  close(): Promise<void>
}

const EFFECTS_AT_A_TIME = 64
const ROLLBACKS_AT_A_TIME = 8
const systems = ['litellm', 'stripe'] as const

export async function setScene(
  place: Place,
  people: Readonly<Partial<Record<ShapeName, number>>>,
): Promise<Scene> {
  const { engine, shape, fakes } = place
  const fresh = await freshDatabase(engine)
  const database = await fresh.open()
  const shapes = Object.entries(people).flatMap(([name, count]) =>
    Array<ShapeName>(count).fill(name as ShapeName),
  )
  const made = await buildOpenHands(database, { shape, shapes, users: shapes.length })
  await fakes.stripe.set({ calls_per_second: null })
  await fakes.seed(made.outside)
  const open = (outside?: ReturnType<typeof outsideOf>) =>
    openResettle({
      db: fresh.url,
      blueprint: 'openhands',
      secret: (name) => (name === 'app' ? made.secret : null),
      setting: (name) => (name === 'litellm-url' ? made.managedProxy : null),
      outside,
    })
  const resettle = await open(outsideOf(place))
  const inside = await open()
  return {
    made,
    resettle,
    async promote() {
      const run = await resettle.promote('all', { batchSize: 500 })
      return run.effects ?? {}
    },
    async rollback() {
      const ids = await promotionsOf(database)
      await Promise.all(Array.from({ length: ROLLBACKS_AT_A_TIME }, () => takeBack(inside, ids)))
      return resettle.outside.run()
    },
    look: async () =>
      takePicture(
        database,
        { litellm: await fakes.litellm.snapshot(), stripe: await fakes.stripe.snapshot() },
        made,
      ),
    ledger: () => pictureLedger(database),
    async count(work) {
      for (const system of systems) await fakes[system].fault(...countersFor(made.facts, system))
      await work()
      const seen = async (system: (typeof systems)[number]) =>
        (await fakes[system].faults()).map((one) => one.seen)
      const counts = { litellm: await seen('litellm'), stripe: await seen('stripe') }
      for (const system of systems) await fakes[system].clearFaults()
      return counts
    },
    async disturb(faults, work) {
      for (const system of systems) await fakes[system].fault(...faults[system])
      await work()
      for (const system of systems) {
        const left = (await fakes[system].faults()).filter(
          ({ fault, seen }) => fault.times !== 0 || seen < (fault.nth ?? 1),
        )
        if (left.length > 0)
          throw new Error(`${left.length} faults never struck, as ${JSON.stringify(left[0])}`)
        await fakes[system].clearFaults()
      }
    },
    async close() {
      await Promise.all([resettle.close(), inside.close()])
      await fresh.drop()
    },
  }
}

function outsideOf({ fakes: { settings }, timeoutMs }: Place) {
  const [url = '', key = ''] = [settings.RESETTLE_LITELLM_URL, settings.RESETTLE_LITELLM_KEY]
  return connectOutside(
    {
      litellm: { url, key, timeoutMs },
      stripe: {
        url: settings.RESETTLE_STRIPE_URL ?? null,
        key: settings.RESETTLE_STRIPE_KEY ?? '',
        timeoutMs,
      },
      secret: 'a secret of the tests',
    },
    { rates: { litellm: 50_000, stripe: 50_000 }, concurrency: EFFECTS_AT_A_TIME },
  )
}

async function promotionsOf({ read, dialect }: Database): Promise<string[]> {
  const rows = await read((connection) =>
    connection.query<{ id: string }>(
      sql`select id from ${dialect.own('promotions')} where status = 'done' order by user_key`,
    ),
  )
  return rows.map(({ id }) => id)
}

/** Until the list is empty; others take from it too. */
async function takeBack(inside: Resettle, ids: string[]): Promise<void> {
  for (let id = ids.pop(); id !== undefined; id = ids.pop()) await inside.rollbackPromotion(id)
}
