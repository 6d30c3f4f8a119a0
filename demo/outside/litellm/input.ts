import type { Request } from '../server/reply.ts'
import { InvalidRequest } from './errors.ts'
import type { LiteLlmOptions } from './options.ts'
import type { State } from './state.ts'

/** What an endpoint works with. */
export interface Context {
  readonly state: State
  readonly options: LiteLlmOptions
}

/** Takes a call and gives the body of a 200; everything else is thrown. */
export type Endpoint = (context: Context, input: Input) => unknown

/** The fields of a JSON body, and the parameters of the address. A field of another type than asked for is refused. */
export interface Input {
  readonly query: URLSearchParams
  /** Whether the field was sent at all, null included. */
  has(name: string): boolean
  text(name: string): string | null
  needText(name: string): string
  number(name: string): number | null
  truth(name: string): boolean | null
  texts(name: string): readonly string[] | null
  /** A list of texts, of objects, or of both. */
  mixed(name: string): readonly (string | Input)[]
  record(name: string): Readonly<Record<string, unknown>> | null
  /** One object or a list of them, each as an input of its own. */
  items(name: string): { readonly isList: boolean; readonly items: readonly Input[] }
}

export function readInput({ method, body, query }: Request): Input {
  if (method === 'GET') return toInput({}, query)
  try {
    return toInput(JSON.parse(body) as Fields, query)
  } catch {
    throw new InvalidRequest('body', 'body', 'JSON decode error')
  }
}

type Fields = Readonly<Record<string, unknown>>

function toInput(fields: Fields, query: URLSearchParams): Input {
  const read = <Value>(name: string, kind: string, is: (value: unknown) => value is Value): Value | null => {
    const value = fields[name] ?? null
    if (value === null || is(value)) return value
    throw new InvalidRequest('body', name, `Input should be a valid ${kind}`)
  }
  const text = (name: string): string | null => read(name, 'string', (value) => typeof value === 'string')
  return {
    query,
    has: (name) => name in fields,
    text,
    needText: (name) => {
      const value = text(name)
      if (value === null) throw new InvalidRequest('body', name)
      return value
    },
    number: (name) => read(name, 'number', (value) => typeof value === 'number'),
    truth: (name) => read(name, 'boolean', (value) => typeof value === 'boolean'),
    texts: (name) => read(name, 'list', isTexts),
    mixed: (name) =>
      (read(name, 'list', isMixed) ?? []).map((item) =>
        typeof item === 'string' ? item : toInput(item, query),
      ),
    record: (name) => read(name, 'dictionary', isFields),
    items: (name) => {
      const value = fields[name]
      const items = Array.isArray(value) ? value : [value]
      if (!items.every(isFields)) throw new InvalidRequest('body', name)
      return { isList: Array.isArray(value), items: items.map((item) => toInput(item, query)) }
    },
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isMixed(value: unknown): value is (string | Fields)[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' || isFields(item))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
