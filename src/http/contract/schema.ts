import { z } from '@hono/zod-openapi'

/** A type whose optional fields may also be given as undefined, which zod does and JSON cannot tell apart. */
type Undefinable<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Undefinable<Item>[]
      : {
          [Name in keyof T]: object extends Pick<T, Name>
            ? Undefinable<T[Name]> | undefined
            : Undefinable<T[Name]>
        }

/** A schema with a name in the OpenAPI document, held to a type that stands elsewhere. */
export function document<T>(name: string, schema: z.ZodType<Undefinable<T>>): z.ZodType<T> {
  return schema.openapi(name) as unknown as z.ZodType<T>
}

export const time = z.iso.datetime().openapi({ example: '2026-11-23T09:00:00.000Z' })

/** Text of a request. No NUL in it: PostgreSQL cannot hold one. */
export function text(max: number, min = 1): z.ZodString {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that one character is what it is about.
  const withoutNul = /^[^\u0000]*$/
  // Without an example, tools make one up from the pattern, which nobody can read.
  return z.string().min(min).max(max).regex(withoutNul, 'must not hold NUL').openapi({ example: 'text' })
}

/** A row's address: a number, a text, or an array for a composite key. */
export const id = z
  .union([z.number(), text(1000, 0), z.array(z.union([z.number(), text(1000, 0), z.null()])).max(16)])
  .openapi('Id')

export const counts = z.record(z.string(), z.number())

/** What a sentence is about, by name. */
export const facts = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
  .openapi('Facts')

/** A named schema or null. (`nullable` would make the name itself mean both, wherever it is used.) */
export function orNull<T>(schema: z.ZodType<T>): z.ZodType<T | null> {
  return z.union([schema, z.null()])
}
