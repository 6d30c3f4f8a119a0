import type { NewEffect } from '../../store/outbox.ts'
import type { PromotionSummary } from './documents.ts'
import { elsewhereOf, type Ledger, rowsOf, staysOf } from './measure.ts'
import type { Person } from './person.ts'

/** What a promotion means for one person, planned or done; the ledger is that of before. */
export function summarize(
  ledger: Ledger,
  person: Person,
  { effects, warnings }: { readonly effects: readonly NewEffect[]; readonly warnings: Iterable<string> },
): PromotionSummary {
  const { user, organization, shape, has } = person
  return {
    user,
    organization,
    shape,
    created: { organization: !has.organization, user: !has.user, membership: !has.membership },
    rows: rowsOf(ledger, user),
    stays: staysOf(ledger, user),
    outside: effects.map(({ system, kind, target }) => ({ system, kind, target })),
    warnings: [...new Set([...describeWarnings(ledger, person), ...warnings])],
  }
}

/** Codes of what a person should know about a promotion; docs/promotion.md explains each. */
function describeWarnings(ledger: Ledger, person: Person): string[] {
  const warnings: string[] = []
  if (person.duplicates > 0) warnings.push('duplicate-rows')
  if (person.shape === 'no-row') warnings.push('no-legacy-row')
  if (person.shape === 'half') warnings.push('half-promoted')
  if (person.has.organization) warnings.push('organization-existed')
  if (Object.keys(elsewhereOf(ledger, person.user)).length > 0) warnings.push('rows-elsewhere')
  return warnings
}
