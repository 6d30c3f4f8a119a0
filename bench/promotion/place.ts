import pg from 'pg'
import { startServer } from '../postgres-server.ts'

/** One empty database on a server of its own. */
export async function createPlace(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const server = await startServer()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query('create database place')
  await client.end()
  return {
    url: Object.assign(new URL(server.url), { pathname: '/place' }).href,
    drop: () => server.stop(),
  }
}
