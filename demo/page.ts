import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { main } from '../src/cli/run.ts'
import { say, show, title } from './stage.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Serves the page on the database that the tour leaves, until Ctrl-C. Only where a person sits at a terminal: elsewhere
 * nobody would ever end it.
 */
export async function servePage(url: string): Promise<void> {
  const { stdin, stdout, stderr, env } = process
  if (stdin.isTTY !== true || stdout.isTTY !== true || env.CI !== undefined) return
  title('The same in a browser')
  if (!existsSync(`${root}/dist/web/index.html`)) {
    say('Building the page, once.')
    if (!buildPage()) return say('It could not be built; everything above works without it.')
  }
  say('Open the link: it signs you in, once. Ctrl-C ends the service.')
  const words = ['--db', url, '--blueprint', 'lamb', 'serve', '--port', '0', '--link']
  show(words)
  await main(words, { stdin, stdout, stderr, env: { ...env, RESETTLE_LOG_LEVEL: 'warn' }, isTTY: true })
}

function buildPage(): boolean {
  const vite = `${root}/node_modules/vite/bin/vite.js`
  const args = [vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn']
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0
}
