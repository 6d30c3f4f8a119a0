import { z } from 'zod'
import { ResettleError } from '../../errors.ts'
import type { PlanOptions } from '../documents.ts'

const choice = z.enum(['rename', 'rename-target', 'skip', 'keep-target', 'clear'])
const strategy = z.enum(['rename', 'skip', 'fail', 'interactive'])
const cell = z.union([z.number(), z.string(), z.null()])

const decisionSchema = z.strictObject({
  resource: z.string().min(1),
  id: z.union([z.number(), z.string(), z.array(cell).min(1)]),
  choice,
  name: z.string().min(1).optional(),
})

export const planOptionsSchema = z.strictObject({
  conflict_strategy: strategy,
  on: z.record(z.string(), z.union([strategy, choice])),
  rename_prefix: z.string().nullable(),
  rename_style: z.enum(['prefix', 'timestamp']),
  preserve_admin_roles: z.boolean(),
  owner_becomes: z.string().nullable(),
  delete_source: z.boolean(),
  accept: z.array(z.string()),
  decisions: z.array(decisionSchema),
})

/** What may be asked of a plan; everything has a default. */
export interface PlanInput {
  readonly conflictStrategy?: PlanOptions['conflict_strategy']
  /** Strategy or choice by table, resource or key name. */
  readonly on?: Readonly<Record<string, string>>
  readonly decisions?: PlanOptions['decisions']
  readonly renamePrefix?: string
  readonly renameStyle?: PlanOptions['rename_style']
  readonly preserveAdminRoles?: boolean
  readonly ownerBecomes?: string
  readonly deleteSource?: boolean
  readonly accept?: readonly string[]
}

/** Throws `decision.invalid` with the first words about what is wrong. */
export function toOptions(input: PlanInput): PlanOptions {
  const parsed = planOptionsSchema.safeParse({
    conflict_strategy: input.conflictStrategy ?? 'rename',
    on: input.on ?? {},
    rename_prefix: input.renamePrefix ?? null,
    rename_style: input.renameStyle ?? 'prefix',
    preserve_admin_roles: input.preserveAdminRoles ?? false,
    owner_becomes: input.ownerBecomes ?? null,
    delete_source: input.deleteSource ?? false,
    accept: [...(input.accept ?? [])].sort(),
    decisions: input.decisions ?? [],
  })
  if (parsed.success) return parsed.data as PlanOptions
  const [issue] = parsed.error.issues
  throw new ResettleError(
    'decision.invalid',
    `${issue?.path.join('.') ?? 'options'}: ${issue?.message ?? 'not valid'}.`,
  )
}
