import pg from 'pg'
import { openDatabase } from '../../src/database/open.ts'
import { startPostgres } from '../../test/support/postgres-server.ts'
import { buildOpenHands, type OpenHands } from '../openhands/openhands.ts'
import { shapeNames } from '../openhands/shapes.ts'
import { type LiteLlmFake, startLiteLlm } from '../outside/litellm.ts'
import { type StripeFake, startStripe } from '../outside/stripe.ts'

/** A flat app on a PostgreSQL of its own, with a LiteLLM proxy and a Stripe account, all on this machine. */
export interface Stage {
  readonly made: OpenHands
  readonly litellm: LiteLlmFake
  readonly stripe: StripeFake
  /** What points Resettle at them. */
  readonly settings: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function build(users: number): Promise<Stage> {
  const [server, litellm, stripe] = await Promise.all([startPostgres(), startLiteLlm(), startStripe()])
  const url = await createDatabase(server.url)
  await using database = await openDatabase(url)
  // Most people are ordinary ones; each of the other kinds is there once.
  const ordinary = Array.from({ length: users - shapeNames.length }, () => 'ordinary' as const)
  const made = await buildOpenHands(database, { users, shapes: [...shapeNames, ...ordinary] })
  litellm.seed(made.outside.litellm)
  stripe.seed(made.outside.stripe)
  return {
    made,
    litellm,
    stripe,
    settings: {
      RESETTLE_DB: url,
      RESETTLE_BLUEPRINT: 'openhands',
      RESETTLE_APP_SECRET: made.secret,
      RESETTLE_APP_LITELLM_URL: made.managedProxy,
      RESETTLE_LITELLM_URL: litellm.url,
      RESETTLE_LITELLM_KEY: litellm.masterKey,
      RESETTLE_STRIPE_URL: stripe.url,
      RESETTLE_STRIPE_KEY: stripe.apiKey,
    },
    close: async () => void (await Promise.all([server.stop(), litellm.close(), stripe.close()])),
  }
}

async function createDatabase(server: string): Promise<string> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query('create database openhands')
  await client.end()
  return Object.assign(new URL(server), { pathname: '/openhands' }).href
}
