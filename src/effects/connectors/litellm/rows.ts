import { z } from 'zod'
import { EffectFailure } from '../../connector.ts'

/**
 * What we read of LiteLLM's answers. Versions differ: unknown fields are let through, absent ones count as null. Budgets
 * are floats there; null is no budget at all, and never the same as 0.
 */

const money = z
  .number()
  .nullish()
  .transform((value) => value ?? null)
const spent = z
  .number()
  .nullish()
  .transform((value) => value ?? 0)
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? [])
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null)
const truth = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)
const record = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {})

export const userSchema = z.object({
  user_id: text,
  max_budget: money,
  spend: spent,
  models: texts,
})

export const teamSchema = z.object({
  team_info: z.object({
    team_alias: text,
    max_budget: money,
    spend: spent,
    models: texts,
    blocked: truth,
    metadata: record,
    members_with_roles: z
      .array(z.object({ user_id: text }))
      .nullish()
      .transform((members) => (members ?? []).flatMap(({ user_id }) => user_id ?? [])),
  }),
  team_memberships: z
    .array(
      z.object({
        user_id: text,
        spend: spent,
        litellm_budget_table: z
          .object({ max_budget: money })
          .nullish()
          .transform((table) => table?.max_budget ?? null),
      }),
    )
    .nullish()
    .transform((memberships) => memberships ?? []),
})

export const keySchema = z.object({
  token: z.string(),
  key_name: text,
  key_alias: text,
  spend: spent,
  max_budget: money,
  models: texts,
  team_id: text,
  user_id: text,
  expires: text,
  blocked: truth,
})

export const keyPageSchema = z.object({
  /** Older versions give hashes whatever one asks for. */
  keys: z.array(z.union([z.string(), keySchema])),
  total_pages: z.number().nullish(),
})

export type LiteLlmUser = z.output<typeof userSchema>
export type LiteLlmKey = z.output<typeof keySchema>

export interface LiteLlmTeam {
  readonly alias: string | null
  readonly max_budget: number | null
  readonly spend: number
  readonly models: readonly string[]
  readonly blocked: boolean
  readonly metadata: Readonly<Record<string, unknown>>
  readonly members: readonly string[]
  readonly memberships: readonly Membership[]
}

export interface Membership {
  readonly user_id: string
  readonly max_budget: number | null
  readonly spend: number
}

export function toTeam({ team_info: info, team_memberships }: z.output<typeof teamSchema>): LiteLlmTeam {
  const { team_alias: alias, max_budget, spend, models, blocked, metadata } = info
  return {
    ...{ alias, max_budget, spend, models, blocked, metadata, members: info.members_with_roles },
    memberships: team_memberships.flatMap(({ user_id, spend: used, litellm_budget_table: budget }) =>
      user_id === null ? [] : [{ user_id, spend: used, max_budget: budget }],
    ),
  }
}

/** Reads an answer; one of another form is no LiteLLM that we know. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const place = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new EffectFailure('permanent', `LiteLLM described ${what} in a form that is not known (${place}).`, {
    remedy: 'Report it, with the version of LiteLLM.',
  })
}
