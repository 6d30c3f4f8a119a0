import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Folder of the page as its sources are now. Built once for each state of them: an old `dist/web` would prove another
 * page than the one that stands here.
 */
export async function builtPage(): Promise<string> {
  const folder = join(tmpdir(), `resettle-page-${fingerprint()}`)
  if (existsSync(folder)) return folder
  const making = await mkdtemp(join(tmpdir(), 'resettle-page-making-'))
  await build({
    configFile: join(root, 'web', 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: making },
  })
  // Another process may have been quicker; both made the same.
  await rename(making, folder).catch(() => rm(making, { recursive: true }))
  return folder
}

function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  const files = readdirSync(join(root, 'web'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  for (const file of files) hash.update(relative(root, file)).update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}
