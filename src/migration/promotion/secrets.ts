import { sql } from 'kysely'
import { ResettleError } from '../../errors.ts'
import { at } from '../context.ts'
import { gatherPeople, type PromotionContext } from './gather.ts'
import { makeRows } from './rows.ts'
import type { Functions } from './values.ts'

/** What people's secrets are called that the app could not read afterwards: a warning, a finding, and a problem. */
export const UNREADABLE = 'secret-unreadable'
export const ACCEPT_UNREADABLE = `promotion.${UNREADABLE}`

/** Legacy rows that are looked at for one secret that opens. */
const SAMPLE = 200

/** Functions that remember whether a stored secret was opened. */
export function watchSecrets(functions: Functions): Functions & { readonly hasOpened: () => boolean } {
  let isOpened = false
  return {
    ...functions,
    onOpened: () => {
      isOpened = true
    },
    hasOpened: () => isOpened,
  }
}

/**
 * Whether the app's secret is the right one, as the newest legacy rows show: it opens one of their secrets. Where it opens
 * none, all that it seals may be lost to the app.
 */
export async function opensAny(context: PromotionContext, functions: Functions): Promise<boolean> {
  const { connection, dialect, promotion } = context
  const { table, user, newest } = promotion.legacy
  const rows = await connection.query<{ id: string }>(sql`
    select ${dialect.text(at('r', user))} as id from ${dialect.table(table)} r
    where ${at('r', user)} is not null order by ${at('r', newest)} desc limit ${sql.lit(SAMPLE)}`)
  const people = await gatherPeople(context, {
    written: rows.map(({ id }) => id),
    profiles: new Map(),
    hold: false,
    newId: () => '',
  })
  const watched = watchSecrets(functions)
  const flat = people.map((person) => ({
    ...person,
    has: { organization: false, user: false, membership: false },
  }))
  makeRows(context, flat, watched, () => undefined)
  return watched.hasOpened()
}

/**
 * Refuses to go on where secrets of these people cannot be read and nothing says that the app's secret is the right one.
 * A few that an older secret closed are no reason: nobody could read them before either.
 */
export async function assertReadable(
  context: PromotionContext,
  { functions, accept }: { readonly functions: Functions; readonly accept: ReadonlySet<string> },
  { unreadable, hasOpened }: { readonly unreadable: number; readonly hasOpened: boolean },
): Promise<void> {
  if (unreadable === 0 || hasOpened || accept.has(ACCEPT_UNREADABLE)) return
  if (await opensAny(context, functions)) return
  throw new ResettleError(
    'promotion.blocked',
    functions.secret('app') === null
      ? "Nobody gave the app's secret, and the app could not read people's secrets afterwards."
      : "The secret that was given opens none of people's secrets: it is not the app's.",
    { context: { people: unreadable } },
  )
}

/** Throws `decision.invalid` for a code that no promotion has: a slip would go unnoticed. */
export function toAccepted(codes: readonly string[]): ReadonlySet<string> {
  const unknown = codes.find((code) => code !== ACCEPT_UNREADABLE)
  if (unknown === undefined) return new Set(codes)
  throw new ResettleError('decision.invalid', `No blocker that may be accepted has the code "${unknown}".`, {
    remedy: `The one code of promotions that can be accepted is ${ACCEPT_UNREADABLE}.`,
  })
}
