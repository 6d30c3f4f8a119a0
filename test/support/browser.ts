import { existsSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as engine } from 'playwright-core'

/** Nothing in the background may look like a request of the page. */
const quiet = ['--disable-background-networking', '--disable-component-update', '--no-first-run']

/** A real Chromium: the one that `CHROME_PATH` names, else the one that npm brings along. */
export async function openBrowser(): Promise<Browser> {
  const named = process.env.CHROME_PATH
  const executablePath = named && existsSync(named) ? named : await chromium.executablePath()
  // Not with the flags that come with the package: they make one process of it all, which ends with its first page.
  return engine.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet] })
}
