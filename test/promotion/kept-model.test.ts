import { afterEach, expect, it, vi } from 'vitest'
import type { ReadModel } from '../../src/migration/migrate.ts'
import { keepModel } from '../../src/migration/promotion/kept-model.ts'

afterEach(() => {
  vi.useRealTimers()
})

it('reads the schema once for many effects, again after a while, and at once after it could not be read', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const read = vi.fn(async () => ({ findings: [] }) as unknown as Awaited<ReturnType<ReadModel>>)
  const kept = keepModel(read)
  const connection = {} as Parameters<ReadModel>[0]
  await Promise.all(Array.from({ length: 50 }, () => kept(connection)))
  await kept(connection)
  expect(read).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(10_001)
  read.mockRejectedValueOnce(new Error('the database is away'))
  await expect(kept(connection)).rejects.toThrow('away')
  await kept(connection)
  expect(read).toHaveBeenCalledTimes(3)
})
