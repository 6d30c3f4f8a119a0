import type { Unpromoted } from './documents.ts'

/** Names in a document; whoever wants more reads the ledger. */
export const LISTED = 1000

export function unfit(user: string): Unpromoted {
  return { user, reason: 'not-an-id', message: 'The id is no UUID, so no organization can have it.' }
}

export function unknown(user: string): Unpromoted {
  return { user, reason: 'unknown', message: 'Nothing in the database has this id.' }
}

export function noRow(user: string): Unpromoted {
  return {
    user,
    reason: 'no-row',
    message: 'The person has rows and no row of settings; naming the person promotes them all the same.',
  }
}
