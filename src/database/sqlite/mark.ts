import type { SQLInputValue } from 'node:sqlite'
import { crc32 } from 'node:zlib'

/** SQLite has no hash, so each connection of ours brings one along, under this name. */
export const markFunction = 'resettle_mark'

export function markOf(text: SQLInputValue): number | null {
  return text === null ? null : crc32(String(text))
}
