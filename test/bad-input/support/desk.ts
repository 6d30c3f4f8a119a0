import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guilds } from '../../crash/support/world.ts'

/** A folder with the blueprint of the small app and whatever else a test puts there. */
export interface Desk {
  readonly folder: string
  readonly blueprint: string
  put(name: string, text: string | Uint8Array): Promise<string>
  clear(): Promise<void>
}

export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'resettle-bad-'))
  const put = async (name: string, text: string | Uint8Array) => {
    const path = join(folder, name)
    await writeFile(path, text)
    return path
  }
  return {
    folder,
    blueprint: await put('guilds.json', JSON.stringify(guilds)),
    put,
    clear: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Every command that opens a database, with words that would be right if the database were. */
export const commands: readonly (readonly string[])[] = [
  ['check'],
  ['organizations'],
  ['plan', 'north', 'south'],
  ['migrate', 'north', 'south', '--on', 'people=clear', '--yes'],
  ['verify', 'mig_1'],
  ['rollback', 'mig_1', '--yes'],
  ['rollback', 'mig_1', '--preview'],
  ['migrations'],
  ['show', 'mig_1'],
  ['report', 'mig_1'],
]
