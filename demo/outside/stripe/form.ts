import type { Request } from '../server/reply.ts'
import { invalid } from './errors.ts'
import type { Metadata } from './state.ts'

/** A form of Stripe's: `email=…&metadata[org_id]=…&metadata[user_id]=`. */
export interface Form {
  /** The names before any bracket. */
  readonly names: readonly string[]
  /** Undefined when it was not sent; an empty text clears. */
  value(name: string): string | undefined
  /** The parts `name[part]`. */
  parts(name: string): Readonly<Record<string, string>>
}

export function readForm({ body, method, query }: Request): Form {
  const entries = [...(method === 'POST' ? new URLSearchParams(body) : query)]
  return {
    names: [...new Set(entries.map(([name]) => name.replace(/\[.*$/, '')))],
    value: (name) => entries.findLast(([key]) => key === name)?.[1],
    parts: (name) =>
      Object.fromEntries(
        entries.flatMap(([key, value]) => {
          const part = key.startsWith(`${name}[`) ? key.slice(name.length + 1, -1) : null
          return part === null ? [] : [[part, value]]
        }),
      ),
  }
}

/** An empty value takes its key away, an empty `metadata` takes all away, everything else is merged. */
export function mergeMetadata(before: Metadata, form: Form): Metadata {
  const parts = form.parts('metadata')
  checkMetadata(parts)
  const start = form.value('metadata') === '' ? {} : before
  const merged = Object.entries({ ...start, ...parts }).filter(([, value]) => value !== '')
  if (merged.length > 50) throw invalid('You may only have 50 metadata keys.', 'metadata')
  return Object.fromEntries(merged)
}

/** The parameters that are known; any other is refused, as Stripe does. */
export function refuseUnknown(form: Form, known: readonly string[]): void {
  const unknown = form.names.find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw invalid(`Received unknown parameter: ${unknown}`, unknown, 'parameter_unknown')
}

function checkMetadata(parts: Metadata): void {
  for (const [key, value] of Object.entries(parts)) {
    if (key.length > 40 || /[[\]]/.test(key))
      throw invalid(`Invalid metadata key: ${key}`, `metadata[${key}]`)
    if (value.length > 500)
      throw invalid('Metadata values can have up to 500 characters.', `metadata[${key}]`)
  }
}
