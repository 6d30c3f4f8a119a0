import { z } from '@hono/zod-openapi'
import { conflictItem, finding, planRequest } from './plan.ts'
import { counts, text } from './schema.ts'

/** Shapes of the three endpoints that LAMB's own page speaks; what is added to them is optional. */

export const validateRequest = z
  .object({
    target_organization_slug: text(500),
    ...planRequest.shape,
  })
  .openapi('ValidateRequest')

export const validateResponse = z
  .object({
    can_migrate: z.boolean(),
    conflicts: z
      .object({ assistants: z.array(conflictItem), templates: z.array(conflictItem) })
      .catchall(z.array(conflictItem)),
    resources: counts,
    estimated_time_seconds: z.number(),
    /** Why it cannot be migrated, in a sentence; null when it can. */
    error: z.string().nullable(),
    findings: z.array(finding),
  })
  .openapi('ValidateResponse')

export const migrateResponse = z
  .object({
    success: z.boolean(),
    migration_id: z.string(),
    resources_migrated: counts,
    conflicts_resolved: z
      .object({ assistants_renamed: z.number(), templates_renamed: z.number() })
      .catchall(z.number()),
    warnings: z.array(z.string()),
    errors: z.array(z.string()),
    run_id: z.string(),
  })
  .openapi('MigrateResponse')

export const rollbackRequest = z
  .object({ conflict_strategy: z.enum(['rename', 'skip', 'fail']).optional() })
  .openapi('SeedRollbackRequest')

export const rollbackResponse = z
  .object({
    success: z.boolean(),
    migration_id: z.string(),
    resources_restored: counts,
    warnings: z.array(z.string()),
    run_id: z.string(),
  })
  .openapi('SeedRollbackResponse')
