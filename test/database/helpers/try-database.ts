import { sql } from 'kysely'
import { openDatabase } from '../../../src/database/open.ts'
import { ResettleError } from '../../../src/errors.ts'

// A process of its own, run as a user with few rights: says how far it gets with a database.
const outcomes: string[] = []
const attempt = async (what: string, work: () => Promise<unknown>) => {
  await work().then(
    () => outcomes.push(`${what}: done`),
    (error: unknown) =>
      outcomes.push(`${what}: ${error instanceof ResettleError ? error.code : String(error)}`),
  )
}
await attempt('open', async () => {
  await using database = await openDatabase(process.argv[2] ?? '')
  await attempt('read', () => database.read((connection) => connection.query(sql`select * from t`)))
  await attempt('write', () =>
    database.write((connection) => connection.execute(sql`insert into t values (2)`)),
  )
})
console.log(outcomes.join('\n'))
