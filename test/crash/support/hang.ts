import { ResettleError } from '../../../src/errors.ts'
import { openResettle } from '../../../src/resettle.ts'
import type { Report, Task } from './killing.ts'
import { everyStep, guilds } from './world.ts'

// A process of its own with one migration (or rollback) per database, each of which hangs before its n-th statement:
// killed by the test when all of them hang or are done.

async function carryOut({ db, stopsAt, rollback, plan }: Task): Promise<Omit<Report, 'index'>> {
  let seen = 0
  const hangs = Promise.withResolvers<void>()
  const onStatement = async () => {
    seen += 1
    if (seen !== stopsAt) return
    hangs.resolve()
    await new Promise(() => undefined)
  }
  const work = async () => {
    const resettle = await openResettle({ db, blueprint: guilds, onStatement })
    const migrate = () =>
      plan === undefined ? resettle.migrate('north', 'south', everyStep) : resettle.migratePlan(plan)
    const { migration_id } = await (rollback === null ? migrate() : resettle.rollback(rollback))
    await resettle.close()
    return { state: 'done', id: migration_id, statements: seen } as const
  }
  return Promise.race([work(), hangs.promise.then(() => ({ state: 'hangs' }) as const)])
}

function reasonOf(error: unknown): string {
  return error instanceof ResettleError ? error.code : String(error)
}

process.on('message', (tasks: Task[]) => {
  for (const [index, task] of tasks.entries()) {
    carryOut(task).then(
      (report) => process.send?.({ index, ...report } as Report),
      (error: unknown) => process.send?.({ index, state: 'failed', reason: reasonOf(error) } as Report),
    )
  }
})
setInterval(() => undefined, 60_000)
