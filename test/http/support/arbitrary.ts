import fc from 'fast-check'
import type { Schema } from './openapi.ts'

/** Values that a JSON schema allows, as far as our own document uses the language. */
export function arbitraryOf(
  schema: Schema,
  components: Readonly<Record<string, Schema>>,
): fc.Arbitrary<unknown> {
  const inner = (one: unknown): fc.Arbitrary<unknown> => arbitraryOf(one as Schema, components)
  const { $ref, type } = schema
  if (typeof $ref === 'string') return inner(components[$ref.split('/').at(-1) ?? ''] ?? {})
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]))
  const choices = (schema.anyOf ?? schema.oneOf) as unknown[] | undefined
  if (choices !== undefined) return fc.oneof(...choices.map(inner))
  if (Array.isArray(schema.allOf)) {
    return fc.tuple(...schema.allOf.map(inner)).map((parts) => Object.assign({}, ...parts) as unknown)
  }
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => inner({ ...schema, type: one })))
  if (type === 'string') return textOf(schema)
  if (type === 'integer' || type === 'number') return numberOf(schema)
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'array') {
    const {
      minItems = 0,
      maxItems = 4,
      items = {},
    } = schema as { minItems?: number; maxItems?: number; items?: Schema }
    return fc.array(inner(items), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 4) })
  }
  if (type === 'object') return objectOf(schema, inner)
  return fc.jsonValue({ maxDepth: 2 })
}

function textOf({ format, pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') {
    const within = { min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }
    return fc.date(within).map((date) => date.toISOString())
  }
  const bounds = { minLength: Number(minLength), maxLength: Math.min(Number(maxLength), 60) }
  const isDigits = typeof pattern === 'string' && pattern.startsWith('^\\d')
  if (isDigits) return fc.nat(999_999).map(String)
  return fc.string({ ...bounds, unit: 'grapheme' }).filter((text) => !text.includes('\0'))
}

function numberOf(schema: Schema): fc.Arbitrary<number> {
  const { minimum, maximum, exclusiveMinimum } = schema as Record<string, number | undefined>
  const min = minimum ?? (exclusiveMinimum === undefined ? -1000 : exclusiveMinimum + 1)
  return fc.integer({ min, max: Math.min(maximum ?? 1_000_000, Number.MAX_SAFE_INTEGER) })
}

function objectOf(schema: Schema, inner: (one: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const {
    properties = {},
    required = [],
    additionalProperties,
  } = schema as {
    properties?: Record<string, Schema>
    required?: string[]
    additionalProperties?: Schema | boolean
  }
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inner(one)])),
    { requiredKeys: required },
  )
  if (typeof additionalProperties !== 'object') return known
  const others = fc.dictionary(fc.string({ maxLength: 12 }), inner(additionalProperties), { maxKeys: 3 })
  return fc.tuple(others, known).map(([some, own]) => ({ ...some, ...own }))
}

/** The same, but now and then something that is not allowed somewhere in it. */
export function spoiled(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const rubbish = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant('\0'), fc.constant(-1))
  return fc.oneof(
    { weight: 3, arbitrary: values },
    { weight: 1, arbitrary: rubbish },
    {
      weight: 2,
      arbitrary: fc.tuple(values, rubbish, fc.nat()).map(([value, bad, place]) => spoil(value, bad, place)),
    },
  )
}

function spoil(value: unknown, bad: unknown, place: number): unknown {
  if (typeof value !== 'object' || value === null) return bad
  const names = Object.keys(value)
  const name = names[place % Math.max(names.length, 1)] ?? 'unknown'
  return Array.isArray(value)
    ? value.map((one, index) => (String(index) === name ? bad : one))
    : { ...value, [name]: bad }
}
