import { invalid } from './errors.ts'
import { type Form, refuseUnknown } from './form.ts'
import { customerObject, readLimit } from './lists.ts'
import type { Customer, State } from './state.ts'

/** What search knows of the customers: their state some time ago. */
export interface SearchIndex {
  /** To be called after every write; `at` is when it happened, by default now. */
  touch(customer: Customer, at?: number): void
  /** Everything that was written becomes known at once. */
  catchUp(): void
  find(matches: (customer: Customer) => boolean): Customer[]
}

/** `lag` and `now` in milliseconds. */
export function createSearchIndex(lag: () => number, now: () => number): SearchIndex {
  const known = new Map<string, Customer>()
  let waiting: { readonly customer: Customer; readonly at: number }[] = []
  const learn = (until: number): void => {
    for (const { customer, at } of waiting) if (at <= until) known.set(customer.id, customer)
    waiting = waiting.filter(({ at }) => at > until)
  }
  return {
    touch: (customer, at = now()) => {
      waiting.push({ customer: structuredClone(customer), at })
    },
    catchUp: () => learn(Number.POSITIVE_INFINITY),
    find: (matches) => {
      learn(now() - lag())
      return [...known.values()].filter((customer) => !customer.deleted && matches(customer))
    },
  }
}

/** `GET /v1/customers/search?query=metadata['org_id']:'…'`. The objects are as they are now; only the finding lags. */
export function searchCustomers(state: State, index: SearchIndex, form: Form): object {
  refuseUnknown(form, ['query', 'limit', 'page', 'expand'])
  const matches = parseQuery(form.value('query') ?? '')
  const limit = readLimit(form)
  const start = Number(form.value('page') ?? 0)
  const found = index.find(matches).sort((a, b) => b.created - a.created)
  const shown = found.slice(start, start + limit)
  const hasMore = start + limit < found.length
  return {
    object: 'search_result',
    url: '/v1/customers/search',
    has_more: hasMore,
    next_page: hasMore ? String(start + limit) : null,
    data: shown.flatMap(({ id }) => state.customers.get(id) ?? []).map(customerObject),
  }
}

type Match = (customer: Customer) => boolean

/** Clauses joined by AND or by OR, never both; each may be negated with a dash. */
function parseQuery(query: string): Match {
  const isAny = / or /i.test(query)
  const clauses = query.split(isAny ? / or /i : / and /i).map((clause) => parseClause(clause.trim()))
  return (customer) =>
    isAny ? clauses.some((matches) => matches(customer)) : clauses.every((matches) => matches(customer))
}

function parseClause(clause: string): Match {
  const found =
    /^(-?)(?:metadata\[(["'])(.+?)\2\]|(email|name|phone))\s*([:~])\s*(?:(["'])(.*)\6|(null))$/.exec(clause)
  if (found === null) throw invalid(`Error parsing query: ${clause}`, 'query')
  const [, dash, , key, field, operator, , text = '', nothing] = found
  return (customer) => {
    const value = key === undefined ? customer[field as 'email'] : (customer.metadata[key] ?? null)
    const wanted = text.replaceAll("\\'", "'").toLowerCase()
    const holds =
      nothing === 'null'
        ? value === null
        : operator === ':'
          ? value?.toLowerCase() === wanted
          : value?.toLowerCase().includes(wanted) === true
    return holds !== (dash === '-')
  }
}
