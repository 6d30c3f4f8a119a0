import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { listSources } from './architecture/source.ts'
import { root, run } from './shell.ts'

/** Emits `dist`: from `src` one module and one declaration for each source, from `web` the page, and nothing else. */
export function build(): void {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  run('tsc', ['--project', 'tsconfig.build.json'])
  assertEmitted()
  run('vite', ['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'])
  makeExecutable(join(root, 'dist', 'cli', 'main.js'))
}

/** Workers are named in text, not imported: a source that was left out would be missed only when it is needed. */
function assertEmitted(): void {
  const missing = listSources(root, 'src')
    .flatMap((path) =>
      ['.js', '.d.ts'].map((ending) => path.replace(/^src/, 'dist').replace(/\.ts$/, ending)),
    )
    .filter((path) => !existsSync(join(root, path)))
  if (missing.length > 0) throw new Error(`The build left out ${missing.join(', ')}`)
}

function makeExecutable(path: string): void {
  if (!readFileSync(path, 'utf8').startsWith('#!')) throw new Error(`${path} does not say what runs it (#!)`)
  chmodSync(path, 0o755)
}

if (import.meta.main) build()
