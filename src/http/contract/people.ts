import { z } from '@hono/zod-openapi'
import type { PeopleDocument, PersonExtract } from '../../migration/documents.ts'
import { renamed } from './migration.ts'
import { skippedRow } from './plan.ts'
import { counts, document, id } from './schema.ts'

const extract = document<PersonExtract>(
  'PersonExtract',
  z.object({
    user: id,
    email: z.string().nullable(),
    name: z.string().nullable(),
    language: z.string().nullable(),
    moves: z.boolean(),
    role_before: z.string().nullable(),
    role_after: z.string().nullable(),
    change: z.enum(['joins', 'gains', 'loses', 'same', 'stays']).nullable(),
    moved: counts,
    renamed: z.array(renamed),
    changed: z.array(
      z.object({
        resource: z.string(),
        id,
        name: z.string().nullable(),
        change: z.enum(['cleared', 'switched-off']),
        columns: z.array(z.string()),
        is_account: z.boolean(),
      }),
    ),
    stayed: z.array(skippedRow),
  }),
)

export const people = document<PeopleDocument>(
  'PeopleDocument',
  z.object({
    kind: z.literal('people'),
    version: z.literal(1),
    migration_id: z.string(),
    people: z.array(extract),
    others: z.array(extract),
  }),
)
