import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CommandFailed, capture, type Output, root, run } from './shell.ts'

/** Packs what was built, lints the tarball, and runs it the way somebody who installed it would. */
export function checkPackage(): void {
  const folder = mkdtempSync(join(tmpdir(), 'resettle-package-'))
  try {
    const tarball = pack(folder)
    run('publint', ['run', tarball, '--strict'])
    run('attw', [
      tarball,
      '--profile',
      'esm-only',
      '--format',
      'table',
      '--no-summary',
      '--no-emoji',
      '--no-color',
    ])
    runInstalled(install(tarball, folder), folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

function pack(folder: string): string {
  const { stdout } = succeed(
    capture('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]),
    'npm pack',
  )
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, Packed>)
  if (packed === undefined) throw new CommandFailed('npm pack made nothing')
  const strange = packed.files.map(({ path }) => path).filter((path) => !/^(dist\/|[^/]+$)/.test(path))
  if (strange.length > 0) throw new CommandFailed(`The package holds ${strange.join(', ')}`)
  console.log(`${packed.files.length} files packed`)
  return join(folder, packed.filename)
}

/** Unpacks the tarball beside exactly the dependencies that it declares, so that an undeclared one is missed. */
function install(tarball: string, folder: string): string {
  const modules = join(folder, 'node_modules')
  const installed = join(modules, 'resettle')
  mkdirSync(installed, { recursive: true })
  succeed(capture('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']), 'tar')
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction')
  }
  return installed
}

function runInstalled(installed: string, folder: string): void {
  const command = join(installed, 'dist', 'cli', 'main.js')
  const { stdout } = succeed(capture(command, ['--help'], folder), 'resettle --help')
  for (const word of ['plan', 'migrate', 'rollback']) {
    if (!stdout.includes(word)) throw new CommandFailed(`resettle --help does not speak of ${word}`)
  }
  reachDatabase(command, folder)
  succeed(
    capture(
      'node',
      ['--input-type=module', '-e', `await import('resettle'); await import('resettle/http')`],
      folder,
    ),
    'import resettle and resettle/http',
  )
  console.log('the packed command and the packed library run')
}

/** A command that opens a database needs the worker, whose file no import names. */
function reachDatabase(command: string, folder: string): void {
  const path = join(folder, 'other.db')
  const database = new DatabaseSync(path)
  database.exec('create table something (id integer primary key)')
  database.close()
  const args = ['--db', `sqlite:${path}`, '--blueprint', 'lamb', '--json', 'organizations']
  const { status, stdout, stderr } = capture(command, args, folder)
  if (status !== 3 || !stdout.includes('blueprint.mismatch')) {
    throw new CommandFailed(`resettle organizations did not reach the database\n${stdout}${stderr}`)
  }
}

function succeed(output: Output, what: string): Output {
  if (output.status === 0) return output
  throw new CommandFailed(`${what} failed\n${output.stdout}${output.stderr}`)
}
