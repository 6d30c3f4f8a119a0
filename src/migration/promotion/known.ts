import { findMerged } from '../../store/migrations.ts'
import { findPromoted, hasPromotions, type StoredPromotion } from '../../store/promotions.ts'
import { userKey } from './forms.ts'
import { gatherPeople, type PromotionContext } from './gather.ts'
import { type Ledger, readLedger, rowsOf, staysOf } from './measure.ts'
import type { Person, Profiles } from './person.ts'

/** What is to be said of an id before anything is done. */
export type Standing =
  /** To be promoted. */
  | { readonly is: 'open'; readonly person: Person }
  | {
      readonly is: 'promoted'
      readonly promotion: StoredPromotion
      /** Something of theirs was written since without the organization. */
      readonly isLate: boolean
    }
  /** The app knows the person as an organization's already, and nothing is left behind. */
  | { readonly is: 'native'; readonly person: Person }
  /** Nothing in the database has this id. */
  | { readonly is: 'unknown' }
  /** The id can be no organization's. */
  | { readonly is: 'unfit' }

export interface Standings {
  readonly of: ReadonlyMap<string, Standing>
  readonly ledger: Ledger
}

/** How things stand with these ids; reads only. */
export async function readStandings(
  context: PromotionContext,
  written: readonly string[],
  options: { readonly profiles: Profiles; readonly seen?: ReadonlyMap<string, readonly string[]> },
): Promise<Standings> {
  const people = await gatherPeople(context, { ...options, written, hold: false, newId: () => '' })
  const numbered = people.map((person, index) => ({ ...person, promotionId: String(index) }))
  const ledger = await readLedger(context, numbered)
  const hasStore = await hasPromotions(context.connection, context.dialect)
  const promoted = hasStore
    ? await findPromoted(
        context.connection,
        context.dialect,
        people.map(({ user }) => user),
      )
    : new Map<string, StoredPromotion>()
  const merged = await findMerged(
    context.connection,
    context.dialect,
    people.map(({ organization }) => organization),
  )
  const byKey = new Map(numbered.map((person) => [person.user, person]))
  const stand = (id: string): Standing => {
    const person = byKey.get(userKey(context.promotion.rule.id, id) ?? '')
    if (person === undefined) return { is: 'unfit' }
    const promotion = promoted.get(person.user)
    if (promotion !== undefined) return { is: 'promoted', promotion, isLate: isLate(person, ledger) }
    return standingOf(person, ledger, merged.has(person.organization))
  }
  return { of: new Map(written.map((id) => [id, stand(id)])), ledger }
}

/** Whether rows of somebody who is promoted hold no organization, or a legacy row is not marked. */
export function isLate({ user, isOpen }: Person, ledger: Ledger): boolean {
  return isOpen || Object.keys(rowsOf(ledger, user)).length > 0
}

function standingOf(person: Person, ledger: Ledger, isMerged: boolean): Standing {
  const { shape, has } = person
  // The organization went into another: it is not missing, and must not be made anew.
  if (isMerged && has.user) return { is: 'native', person }
  const moves = Object.keys(rowsOf(ledger, person.user)).length
  const isWhole = has.organization && has.user && has.membership
  if (shape !== 'legacy' && isWhole && moves === 0) return { is: 'native', person }
  const isAnywhere = shape !== 'no-row' || moves + Object.keys(staysOf(ledger, person.user)).length > 0
  return isAnywhere || has.user ? { is: 'open', person } : { is: 'unknown' }
}
