import { createHttpApp } from '../../../src/http/index.ts'
import { listen } from '../../../src/http/listen.ts'
import { openResettle } from '../../../src/resettle.ts'

// A service in a process of its own that hangs before the first statement that matches, to be killed there.

export interface HangingTask {
  readonly db: string
  /** Source of a regular expression. */
  readonly stopsAt: string
  /** Folder of the built page; absent: none. */
  readonly webRoot?: string
}

export type HangingReport =
  | { readonly state: 'listens'; readonly address: string }
  | { readonly state: 'hangs' }

process.once('message', async ({ db, stopsAt, webRoot }: HangingTask) => {
  const tell = (report: HangingReport) => process.send?.(report)
  const pattern = new RegExp(stopsAt, 'i')
  const onStatement = async (text: string) => {
    if (!pattern.test(text)) return
    tell({ state: 'hangs' })
    await new Promise(() => undefined)
  }
  const resettle = await openResettle({ db, blueprint: 'lamb', onStatement })
  const app = await createHttpApp({ resettle, tickMs: 50, webRoot: webRoot ?? null })
  const { address } = await listen(app, '127.0.0.1', 0)
  tell({ state: 'listens', address })
})
