import { describe, expect, it } from 'vitest'
import { engines, freshDatabase } from '../support/databases.ts'
import { dump, fingerprints } from '../support/dump.ts'

describe.each(engines)('a dump on %s', (engine) => {
  it('is equal for equal databases only', async () => {
    const fresh = await freshDatabase(engine)
    await fresh.run(
      'create table t (id integer primary key, v text)',
      `insert into t values (2, 'b'), (1, null)`,
    )
    const database = await fresh.open()
    const [before, sums] = [await dump(database), await fingerprints(database)]
    expect(before).toEqual({ t: ['[1,null]', '[2,"b"]'] })
    await fresh.run(`update t set v = '' where id = 1`)
    expect(await dump(database)).not.toEqual(before)
    expect(await fingerprints(database)).not.toEqual(sums)
    await fresh.run(`update t set v = null where id = 1`)
    expect(await fingerprints(database)).toEqual(sums)
    await fresh.drop()
  })
})
