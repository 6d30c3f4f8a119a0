import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** So much must be free: databases of tests are small, and hundreds are made and thrown away. */
const ROOM_BYTES = 4 * 2 ** 30

/**
 * Where databases of tests lie: in memory where the machine has room for that, since making and deleting thousands of
 * small files is a seventh of what tests on PostgreSQL cost on a disk (`perf`, ext4).
 */
export function scratchFolder(): string {
  return hasRoom('/dev/shm') ? '/dev/shm' : tmpdir()
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > ROOM_BYTES
  } catch {
    // No such place, as on most systems that are not Linux.
    return false
  }
}
