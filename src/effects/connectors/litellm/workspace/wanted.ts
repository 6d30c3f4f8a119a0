import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Effect } from '../../../../store/outbox.ts'
import { EffectFailure } from '../../../connector.ts'

const budget = z.number().nullable()

/** What a promotion asks for: a team for the organization, with the person's keys and what is left of the budget. */
const wantedSchema = z.object({
  user_id: z.string(),
  team_id: z.string(),
  team_alias: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  /** Old budgets and what was spent of them are multiplied by it; null: they are not. */
  margin: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  /** What the person's own budget becomes: so much that it never binds. */
  user_budget: z.number(),
  stored_key: z.boolean(),
  key_alias: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  /** None: all of them, or those of the person where the person has a list. */
  models: z.array(z.string()),
  metadata: z.record(z.string(), z.json()),
  /** Other organizations of the person: their keys there stay; those of every other team, and of none, are taken along. */
  other_teams: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
})

/** What was there before the first write. */
const beforeSchema = z.object({
  user: z.object({ max_budget: budget, spend: z.number() }),
  team: z
    .object({
      alias: z.string().nullable(),
      metadata: z.record(z.string(), z.json()),
      max_budget: budget,
      spend: z.number(),
      isMember: z.boolean(),
      memberBudget: budget,
    })
    .nullable(),
  keys: z.array(
    z.object({
      token: z.string(),
      name: z.string().nullable(),
      team_id: z.string().nullable(),
      models: z.array(z.string()),
    }),
  ),
  /** The team's budget as it was first written; a team with another one was changed by somebody else. */
  firstBudget: budget,
})

/** What later attempts must know. */
const progressSchema = z.object({
  /** The person's own budget, where somebody changed it before it was opened. */
  own: budget.optional(),
  /** The team's budget as it was last corrected. */
  budget: budget.optional(),
  /** Token of the key that replaces a dead one. */
  replacement: z.string().optional(),
  /** The person's budget as it is given back. */
  returned: budget.optional(),
})

export type Wanted = z.output<typeof wantedSchema>
export type Before = z.output<typeof beforeSchema>
export type Progress = z.output<typeof progressSchema>

export function readWanted(effect: Effect): Wanted {
  const parsed = wantedSchema.safeParse(effect.wanted)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(({ path }) => path.join('.'))
  throw new EffectFailure('permanent', `The effect does not say what is wanted: ${places.join(', ')}.`)
}

export function readBefore(effect: Effect): Before | null {
  return effect.before === null ? null : beforeSchema.parse(effect.before)
}

export function readProgress(effect: Effect): Progress {
  return progressSchema.parse(effect.progress ?? {})
}

/** Whether everything in `part` is in `whole`, which may hold more. */
export function isWithin(part: Wanted['metadata'], whole: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(part).every(([name, value]) => isDeepStrictEqual(value, whole[name] ?? null))
}
