import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startThread } from './thread.ts'

/**
 * Locks held as exclusive locks on empty databases beside nothing of the app's: the operating system frees them when
 * the process dies, whatever the reason.
 */
export async function claimNames(realPath: string, names: readonly string[]) {
  const folder = await ensureFolder()
  const thread = startThread({ path: ':memory:', setup: [`pragma busy_timeout = ${GLANCE_MS}`] })
  try {
    for (const [index, name] of [...new Set(names)].entries()) {
      const file = fileOf(folder, realPath, name)
      await ensureFile(file)
      // `rw`: only opened, never made. Linux forbids to open for making what another user made in a shared folder.
      await thread.run(`attach ? as lock${index}`, [`${pathToFileURL(file).href}?mode=rw`])
    }
    // One statement over all attached files: all of the locks, or an error and none.
    await thread.run('begin exclusive', [])
  } catch (error) {
    await thread.end()
    if (isBusy(error)) return null
    throw error
  }
  return { release: () => thread.end() }
}

/** Whoever only looks holds a lock for a moment; that must not keep anybody from taking it. */
const GLANCE_MS = 100

/** Whether another holds one of these locks: then its file cannot even be read. */
export async function areHeld(realPath: string, names: readonly string[]): Promise<boolean> {
  const folder = await ensureFolder()
  const files = [...new Set(names)].map((name) => fileOf(folder, realPath, name)).filter(existsSync)
  if (files.length === 0) return false
  const thread = startThread({ path: ':memory:', setup: ['pragma busy_timeout = 0'] })
  try {
    for (const file of files) {
      await thread.run('attach ? as looked', [`${pathToFileURL(file).href}?mode=ro`])
      await thread.run('select count(*) from looked.sqlite_schema', [])
      await thread.run('detach looked', [])
    }
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw error
  } finally {
    await thread.end()
  }
}

function fileOf(folder: string, realPath: string, name: string): string {
  return join(folder, `${hash(`${realPath}\0${name}`)}.db`)
}

async function ensureFolder(): Promise<string> {
  const folder = join(tmpdir(), 'resettle-locks')
  await mkdir(folder, { recursive: true })
  // Another user of this machine must be able to hold and to see the same locks.
  await chmod(folder, 0o1777).catch(() => undefined)
  return folder
}

/** An empty file that every user of this machine may lock. */
async function ensureFile(file: string): Promise<void> {
  await writeFile(file, '', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await chmod(file, 0o666).catch(() => undefined)
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function isBusy(error: unknown): boolean {
  return ((error as { code?: number }).code ?? 0) % 256 === 5
}
