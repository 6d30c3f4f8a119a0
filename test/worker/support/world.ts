import { buildOpenHands, type OpenHands } from '../../../demo/openhands/openhands.ts'
import type { Call } from '../../../demo/outside/server/calls.ts'
import type { Database } from '../../../src/database/database.ts'
import { lines, type Picture, takePicture } from '../../promotion/openhands/calls/picture.ts'
import { type FreshDatabase, freshDatabase } from '../../support/databases.ts'
import type { Place } from './command.ts'
import type { Fakes } from './fakes.ts'

/** An invented OpenHands that is built once and copied, with users of every kind and what stands outside. */
export interface Model {
  readonly made: OpenHands
  /** A copy, with the fakes as they were in the beginning. */
  copy(): Promise<Scene>
  drop(): Promise<void>
}

export interface Scene {
  readonly fresh: FreshDatabase
  readonly database: Database
  readonly place: Place
  /** Everything as it is now, but for what is made at random and for times of today. */
  look(): Promise<Picture>
}

export async function createModel(fakes: Fakes, users: number): Promise<Model> {
  const model = await freshDatabase('postgres')
  const database = await model.open()
  const made = await buildOpenHands(database, { users })
  await database.close()
  await model.run('analyze')
  const template = new URL(model.url).pathname.slice(1)
  return {
    made,
    drop: () => model.drop(),
    async copy() {
      const fresh = await freshDatabase('postgres', { template })
      await fakes.seed(made.outside)
      const copy = await fresh.open()
      const env = {
        ...fakes.settings,
        RESETTLE_APP_SECRET: made.secret,
        RESETTLE_APP_LITELLM_URL: made.managedProxy,
      }
      return {
        fresh,
        database: copy,
        place: { db: fresh.url, blueprint: 'openhands', env },
        look: () => look(copy, fakes, made),
      }
    },
  }
}

async function look(database: Database, { litellm, stripe }: Fakes, made: OpenHands): Promise<Picture> {
  const outside = { litellm: await litellm.snapshot(), stripe: await stripe.snapshot() }
  return {
    ...(await takePicture(database, outside, made)),
    'accepted writes': lines(countWrites([...(await litellm.log()), ...(await stripe.log())])),
  }
}

/** How often each kind of write was accepted. */
function countWrites(calls: readonly Call[]): { readonly call: string; readonly times: number }[] {
  const counts = new Map<string, number>()
  for (const { method, path, status } of calls) {
    if (method === 'GET' || status !== 200) continue
    const call = `${method} ${path.replace(/\/(?:cus|sub)_[^/]+/, '/:id')}`
    counts.set(call, (counts.get(call) ?? 0) + 1)
  }
  return [...counts].map(([call, times]) => ({ call, times }))
}
