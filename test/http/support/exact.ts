import { expect } from 'vitest'
import type { z } from 'zod'

/** Asserts that a document is exactly what the contract says: nothing missing, nothing besides. */
export function expectExact(schema: z.ZodType, document: unknown): void {
  const parsed = schema.safeParse(document)
  expect(parsed.error?.issues ?? []).toEqual([])
  // Parsing leaves out what the schema does not know.
  expect(parsed.data).toEqual(document)
}
