import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for what happens in the background; a test that waits in vain runs into its own limit. */
export async function eventually(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await sleep(5)
}
