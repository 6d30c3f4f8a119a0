import type pg from 'pg'

/** Advisory locks on a connection of their own: the server frees them when the connection ends, however it ends. */
export async function claimNames(client: pg.Client, names: readonly string[]) {
  client.on('error', () => undefined)
  try {
    await client.connect()
    for (const name of [...new Set(names)]) {
      const { rows } = await client.query<{ ours: boolean }>(
        `select pg_try_advisory_lock(hashtextextended('resettle:' || $1, 0)) as ours`,
        [name],
      )
      if (rows[0]?.ours === true) continue
      await client.end()
      return null
    }
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
  return {
    async release() {
      await client.end()
    },
  }
}
