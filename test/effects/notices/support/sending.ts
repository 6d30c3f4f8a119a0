/** Sends the notices of a database in a process of its own, which tests kill. */
import type { MailSettings } from '../../../../src/config.ts'
import { openResettle } from '../../../../src/resettle.ts'
import { mailTo } from './mail.ts'

export interface Task {
  readonly db: string
  readonly transport: NonNullable<MailSettings['transport']>
  readonly leaseMs: number
  /** Stops for good before this statement; it says so before. */
  readonly stopsBefore: string | null
  readonly connections: number
}

const task = await new Promise<Task>((resolve) => process.once('message', (given: Task) => resolve(given)))
const { db, transport, leaseMs, stopsBefore, connections } = task
const resettle = await openResettle({
  db,
  blueprint: 'lamb',
  mail: mailTo(transport, { leaseMs, connections }),
  onStatement: (text) => {
    if (stopsBefore === null || !new RegExp(stopsBefore, 's').test(text)) return undefined
    process.send?.('stopped')
    return new Promise<void>(() => undefined)
  },
})
await resettle.notices.send()
await resettle.close()
process.send?.('done')
process.disconnect?.()
