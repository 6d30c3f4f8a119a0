import { z } from 'zod'

/**
 * How a flat user becomes an organization of one: who is still legacy, what the new rows are made of, and which rows
 * are stamped with the organization. Columns that the live schema lacks are left out, so that one declaration fits
 * older and newer versions of an app.
 */

const column = z.string().min(1)
const table = z.string().min(1)
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** One value of a new row. */
export type ValueSource =
  /** A column of the person's legacy row; null where there is no such row or column. */
  | { readonly legacy: string }
  | { readonly value: string | number | boolean | null }
  | { readonly id: 'user' | 'organization' }
  /** `{user}`, `{organization}`, `{name}` and `{email}` stand for their values. */
  | { readonly text: string }
  /** What is known of the person from outside the database, such as an identity provider. */
  | { readonly profile: 'name' | 'email' }
  /** One of `reads`. */
  | { readonly read: string }
  /** A function that comes with Resettle, by name. */
  | { readonly call: string; readonly with: readonly ValueSource[] }
  /** The first that is not null. */
  | { readonly first: readonly ValueSource[] }

const valueSchema: z.ZodType<ValueSource> = z.lazy(() =>
  z.union([
    z.strictObject({ legacy: column }),
    z.strictObject({ value: scalar }),
    z.strictObject({ id: z.enum(['user', 'organization']) }),
    z.strictObject({ text: z.string().min(1) }),
    z.strictObject({ profile: z.enum(['name', 'email']) }),
    z.strictObject({ read: z.string() }),
    z.strictObject({ call: z.string(), with: z.array(valueSchema) }),
    z.strictObject({ first: z.array(valueSchema).min(1) }),
  ]),
)

const rowSchema = z.strictObject({
  columns: z.record(column, valueSchema),
  /** Columns whose values no other row has: one that is taken gets `_2`, `_3` and so on. */
  free: z.array(column).optional(),
  /** Columns that the legacy row has under the same name, with or without a leading `_`, come over as they are. */
  same_names: z.strictObject({ except: z.array(column).default([]) }).optional(),
})

export const promotionSchema = z.strictObject({
  /** One row for each person of the flat days. */
  legacy: z.strictObject({
    table,
    user: column,
    /** Says whether the person was promoted; anything but `done`, NULL too, means not yet. */
    marker: z.strictObject({ column, done: scalar }),
    /** Of several rows of one person the greatest counts. */
    newest: column,
    /** People whose only trace is in the stamped tables. */
    without_row: z.enum(['promote', 'leave']).default('leave'),
  }),
  /**
   * What a user's id is. `uuid`: text in any case, with or without dashes, is the same id; what is no UUID cannot be
   * promoted. `text`: as it is written.
   */
  id: z.enum(['uuid', 'text']),
  /** `user`: the organization has the user's id. `derived`: a UUID made of it, the same each time. */
  organization_id: z.enum(['user', 'derived']).default('user'),
  /** Facts that the new rows need. With `user`: about each person; without: one for all. */
  reads: z
    .record(
      z.string(),
      z.strictObject({
        table,
        user: column.optional(),
        where: z.record(column, scalar).default({}),
        /** The column that is read (the greatest, of several); without it: whether there is a row. */
        take: column.optional(),
      }),
    )
    .default({}),
  /** The new rows, in the tables that the blueprint names. What exists is never overwritten. */
  organization: rowSchema,
  user: rowSchema.optional(),
  membership: rowSchema.optional(),
  /** Rows of the person that take the organization, where they hold none. */
  stamps: z
    .array(
      z.strictObject({
        resource: z.string(),
        table,
        user: column,
        organization: column,
        /**
         * Of rows that a unique key forbids to have the same name in one organization, the one with the greatest `newest`
         * keeps it; the others get `_2`, `_3` and so on.
         */
        rename: z.strictObject({ column, newest: column }).optional(),
      }),
    )
    .default([]),
  /** Rows that are added, one for each row that the person has elsewhere. */
  links: z
    .array(
      z.strictObject({
        resource: z.string(),
        table,
        from: z.strictObject({ table, user: column }),
        /** Column of both tables that says which row belongs to which. */
        key: column,
        user: column,
        organization: column,
      }),
    )
    .default([]),
  /** Rows that stay the person's own, with the reason; counted before and after. */
  stays: z
    .array(z.strictObject({ resource: z.string(), table, user: column, reason: z.string().min(1) }))
    .default([]),
  /** What must happen outside. */
  outside: z
    .strictObject({
      litellm: z
        .strictObject({
          team_alias: valueSchema,
          key_alias: valueSchema,
          email: valueSchema.optional(),
          /** Old budget and spend are multiplied by it; null leaves them. */
          margin: valueSchema.optional(),
          /** What the person's own budget becomes, since LiteLLM cannot reliably take one away. */
          user_budget: z.number().positive(),
          /** The key that the app keeps for the person, in the clear. */
          stored_key: valueSchema.optional(),
          /** Where the app reads the key from once the person is promoted, and a key that replaces it is written. */
          publish: z
            .strictObject({
              to: z.enum(['user', 'membership', 'organization']),
              column,
              /** Puts a key into the app's own form. */
              call: z.string().optional(),
              /** The legacy column that it stands for: what the app holds today counts, not what it held once. */
              replaces: column.optional(),
            })
            .optional(),
          metadata: z.record(z.string(), valueSchema).default({}),
        })
        .optional(),
      stripe: z
        .strictObject({
          table,
          user: column,
          customer: column,
          /** Customers that belong to another organization already are left alone. */
          organization: column.optional(),
          email: valueSchema.optional(),
          metadata: z.record(z.string(), valueSchema),
          deleted: z.enum(['skip', 'attention']).default('skip'),
        })
        .optional(),
    })
    .default({}),
})

export type PromotionRule = z.infer<typeof promotionSchema>
export type RowRule = PromotionRule['organization']
