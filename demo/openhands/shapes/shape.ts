import type { Bystanders } from '../bystanders.ts'
import type { Legacy } from '../legacy.ts'
import type { World } from '../world.ts'

/** What is to become of a user: made an organization of one, left alone as it is one, or refused by name. */
export type Outcome = 'promote' | 'done' | 'refuse'

/** What a shape says of the user it wrote, as far as it is not the usual. */
export interface Told {
  readonly user: Pick<Legacy, 'id' | 'email' | 'settings' | 'storedKey'>
  readonly outcome?: Outcome
  /** Why the outcome is what it is, in a few words. */
  readonly reason?: string
  /** Dollars that are left, as a decimal; null: no limit; `unknown`: nobody may guess. */
  readonly credit?: string | null
  /** The model and address are the user's own and must survive. */
  readonly isCustom?: boolean
  /** Where the usual name of the organization is taken. */
  readonly organizationName?: string
}

/** One kind of user. */
export interface Shape {
  /** One sentence for people. */
  readonly what: string
  /** Tables, or columns as `table.column`, without which it cannot exist. */
  readonly needs?: readonly string[]
  readonly write: (world: World, bystanders: Bystanders) => Told
}
