import { z } from 'zod'
import type { Effect, Json } from '../../../../store/outbox.ts'
import { EffectFailure, type EffectTools } from '../../../connector.ts'
import type { LiteLlmClient } from '../client.ts'

const budget = z.number().nullable()

/** What a migration asks for: the team of the target takes over the people and the keys of the source's team. */
const wantedSchema = z.object({
  source_team: z.string(),
  target_team: z.string(),
  target_alias: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  /** People who move; keys of others stay in the source. */
  users: z.array(z.string()),
  /**
   * `add`: what is left of the source's budget is added to the target's; `larger`: the target has as much left as the one
   * of both that had more; `keep-target`: what is left in the source stays there, out of anybody's reach.
   */
  budgets: z.enum(['add', 'keep-target', 'larger']),
  metadata: z.record(z.string(), z.json()),
})

const membershipSchema = z.object({ user_id: z.string(), max_budget: budget, spend: z.number() })

const beforeSchema = z.object({
  source: z.object({
    max_budget: budget,
    spend: z.number(),
    members: z.array(z.string()),
    memberships: z.array(membershipSchema),
    models: z.array(z.string()),
  }),
  /** Null: there was no team of the target. */
  target: z.object({ max_budget: budget, spend: z.number(), members: z.array(z.string()) }).nullable(),
  keys: z.array(
    z.object({
      token: z.string(),
      name: z.string().nullable(),
      models: z.array(z.string()),
      spend: z.number(),
    }),
  ),
})

const progressSchema = z.object({
  /** The last write of the target's budget: how much of it is the source's, and whether it is known to be made. */
  written: z
    .object({ from: budget, to: budget, addedBefore: z.number(), added: z.number(), isMade: z.boolean() })
    .optional(),
  /** What the target was given in the end. */
  given: z.number().optional(),
  /** The source's budget after what was left of it was given away, and after it was given back. */
  closed: z.number().optional(),
  reopened: z.number().optional(),
})

export type Wanted = z.output<typeof wantedSchema>
export type Before = z.output<typeof beforeSchema>
export type Progress = z.output<typeof progressSchema>

/** One attempt at a merge of two teams, forward or back. */
export interface Merging {
  readonly wanted: Wanted
  readonly before: Before
  readonly client: LiteLlmClient
  readonly tools: EffectTools
  readonly warnings: Set<string>
  /** Keys that are listed and not known, and keys that were sent back already. */
  readonly gone: Set<string>
  readonly sent: Set<string>
  progress: Progress
}

export function readWanted(effect: Effect): Wanted {
  const parsed = wantedSchema.safeParse(effect.wanted)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(({ path }) => path.join('.'))
  throw new EffectFailure('permanent', `The effect does not say what is wanted: ${places.join(', ')}.`)
}

export function readBefore(effect: Effect): Before | null {
  return effect.before === null ? null : beforeSchema.parse(effect.before)
}

export function createMerging(
  effect: Effect,
  parts: Pick<Merging, 'wanted' | 'before' | 'client' | 'tools'>,
): Merging {
  return {
    ...parts,
    warnings: new Set(),
    gone: new Set(),
    sent: new Set(),
    progress: progressSchema.parse(effect.progress ?? {}),
  }
}

/** To be done before the write that it is about. */
export async function noteProgress(merging: Merging, changes: Progress): Promise<void> {
  merging.progress = { ...merging.progress, ...changes }
  await merging.tools.note(merging.progress as Json)
}
