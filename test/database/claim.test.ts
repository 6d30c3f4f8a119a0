import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'

describe.each(engines)('claims on %s', (engine) => {
  let fresh: FreshDatabase
  let database: Database
  let other: Database

  beforeEach(async () => {
    fresh = await freshDatabase(engine)
    database = await fresh.open()
    other = await fresh.open()
  })
  afterEach(() => fresh.drop())

  it('hold until released, within one process too', async () => {
    const claim = await database.claim(['organization 1', 'organization 2'])
    expect(claim).not.toBeNull()
    expect(await other.claim(['organization 2'])).toBeNull()
    expect(await database.claim(['organization 2'])).toBeNull()
    await claim?.release()
    const next = await other.claim(['organization 2'])
    expect(next).not.toBeNull()
    await next?.release()
  })

  it('can be seen by others, who take none by looking', async () => {
    expect(await other.isClaimed(['organization 1', 'organization 2'])).toBe(false)
    const claim = await database.claim(['organization 2'])
    expect(await other.isClaimed(['organization 1', 'organization 2'])).toBe(true)
    expect(await database.isClaimed(['organization 2'])).toBe(true)
    expect(await other.isClaimed(['organization 1', 'organization'])).toBe(false)
    await claim?.release()
    expect(await other.isClaimed(['organization 2'])).toBe(false)
    const [looks, next] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, () => other.isClaimed(['organization 3']))),
      database.claim(['organization 3']),
    ])
    expect(looks).toHaveLength(10)
    expect(next).not.toBeNull()
    await next?.release()
  })

  it('take all or none', async () => {
    const first = await database.claim(['b'])
    expect(await other.claim(['a', 'b', 'c'])).toBeNull()
    const second = await other.claim(['a', 'c', 'a'])
    expect(second).not.toBeNull()
    await first?.release()
    await second?.release()
  })

  it('are those of one database', async () => {
    const elsewhere = await freshDatabase(engine)
    const first = await database.claim(['a'])
    const second = await (await elsewhere.open()).claim(['a'])
    expect(second).not.toBeNull()
    await first?.release()
    await second?.release()
    await elsewhere.drop()
  })

  it('end with the process that held them, even when it is killed', async () => {
    const holder = await hold(fresh.url, 'a')
    expect(await database.claim(['a'])).toBeNull()
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const claim = await vi.waitFor(async () => {
      const taken = await database.claim(['a'])
      if (taken === null) throw new Error('still held')
      return taken
    }, 5_000)
    await claim.release()
  })
})

async function hold(url: string, name: string): Promise<ChildProcess> {
  const file = new URL('./helpers/hold-claim.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file, url, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [text] = await once(child.stdout, 'data')
  expect(String(text).trim()).toBe('held')
  return child
}
