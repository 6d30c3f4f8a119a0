import type { Cast } from '../cast.ts'
import type { World } from '../world.ts'

/** Something awkward, written on purpose. */
export interface Hazard {
  /** One sentence for people. */
  readonly says: string
  /** Tables, or columns as `table.column`, without which it cannot exist. */
  readonly needs?: readonly string[]
  /** Only SQLite lets such values in. */
  readonly onlySqlite?: true
  /** Violates a declared reference; written with foreign keys off. */
  readonly isDirty?: true
  readonly write: (world: World, cast: Cast) => void
}

/** Source and target as the makers of pairs take them. */
export function pair({ organizations }: Cast): { source: number; target: number } {
  return { source: organizations.source.id, target: organizations.target.id }
}

/** Every name that a rename of `<digits>_<base>` might try first. */
export function renamesOf(id: number, base: string): string[] {
  return [
    `${id}_${base}_from_eng_dept`,
    `${id}_eng_dept_${base}`,
    `${id}_eng-dept_${base}`,
    `${id}_${base}_eng_dept`,
    `eng-dept_${id}_${base}`,
  ]
}
