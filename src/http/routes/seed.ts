import { createRoute, z } from '@hono/zod-openapi'
import { type ErrorCode, ResettleError } from '../../errors.ts'
import type { Migration, Plan, Rollback } from '../../migration/documents.ts'
import { createMigrationId, refuseBlocked } from '../../migration/migrate.ts'
import { text } from '../contract/schema.ts'
import {
  migrateResponse,
  rollbackRequest as rollbackBody,
  rollbackResponse,
  validateRequest,
  validateResponse,
} from '../contract/seed.ts'
import { toInput } from '../plans.ts'
import { migrationRequest, rollbackRequest } from '../runs/request.ts'
import type { Service } from '../service.ts'
import { type Api, answers, app, body, bodyCodes, security } from './route.ts'

/**
 * The three endpoints that LAMB's own page speaks, under the same paths and with the same documents: they answer when
 * the work is done. It is a run like any other, so it goes on where the page is closed meanwhile.
 */

const tags = ['LAMB']
const slugParams = z.object({ slug: text(500).openapi({ example: 'eng-dept' }) })

const planning: readonly ErrorCode[] = [
  ...bodyCodes,
  ...app,
  'organization.not-found',
  'organization.same',
  'organization.system',
  'organization.ambiguous',
  'migration.locked',
  'decision.invalid',
]
const doing: readonly ErrorCode[] = [
  'migration.locked',
  'migration.refused',
  'verification.failed',
  'run.state',
  'service.read-only',
  'service.stopping',
]

export function addSeed(api: Api, service: Service): void {
  addValidate(api, service)
  addMigrate(api, service)
  addRollback(api, service)
}

function addValidate(api: Api, { resettle, guard, slots, http }: Service): void {
  const validate = createRoute({
    method: 'post',
    path: `${http.basePath}/organizations/{slug}/migration/validate`,
    tags,
    summary: 'Could this organization be migrated into another?',
    security,
    middleware: guard('planner'),
    request: { params: slugParams, body: body(validateRequest) },
    responses: answers(200, 'What would move, and every conflict', validateResponse, planning),
  })
  api.openapi(validate, async (c) => {
    const { target_organization_slug: target, ...options } = c.req.valid('json')
    const { slug } = c.req.valid('param')
    const plan = await slots.run(() => resettle.plan(slug, target, toInput(options)))
    const { assistants = [], templates = [] } = plan.conflicts
    return c.json(
      {
        can_migrate: plan.can_migrate,
        conflicts: { ...plan.conflicts, assistants: [...assistants], templates: [...templates] },
        resources: plan.resources,
        estimated_time_seconds: plan.estimated_time_seconds,
        error: reasonOf(plan),
        findings: [...plan.findings],
      } as z.output<typeof validateResponse>,
      200,
    )
  })
}

function addMigrate(api: Api, { plans, runs, guard, slots, http }: Service): void {
  const migrate = createRoute({
    method: 'post',
    path: `${http.basePath}/organizations/{slug}/migrate`,
    tags,
    summary: 'Migrate an organization into another; answers when it is done',
    description:
      'Where the service asks for a second person, the plan is kept and refused with `plan.unapproved`; the page shows ' +
      'it for approval.',
    security,
    middleware: guard('admin'),
    request: { params: slugParams, body: body(validateRequest) },
    responses: answers(200, 'What was done', migrateResponse, [
      ...planning,
      ...doing,
      'plan.blocked',
      'plan.undecided',
      'plan.conflicts',
      'plan.stale',
      'plan.unapproved',
    ]),
  })
  api.openapi(migrate, async (c) => {
    const { target_organization_slug: target, ...options } = c.req.valid('json')
    const { slug } = c.req.valid('param')
    const principal = c.get('principal')
    const kept = await slots.run(() => plans.create(principal, slug, target, options))
    refuseBlocked(kept.plan)
    const { run, finished } = await runs.start(principal, {
      kind: 'migration',
      planId: kept.id,
      migrationId: createMigrationId(),
      runAt: null,
      prepare: async (connection, runId) =>
        migrationRequest(await plans.use(connection, kept.id, runId), null, 'refuse'),
    })
    const report = (await finished) as Migration
    const { assistants_renamed = 0, templates_renamed = 0 } = report.conflicts_resolved
    return c.json(
      {
        success: report.success,
        migration_id: report.migration_id,
        resources_migrated: report.resources_migrated,
        conflicts_resolved: { ...report.conflicts_resolved, assistants_renamed, templates_renamed },
        warnings: [...report.warnings],
        errors: [],
        run_id: run.run_id,
      },
      200,
    )
  })
}

function addRollback(api: Api, { resettle, runs, guard, slots, http }: Service): void {
  const back = createRoute({
    method: 'post',
    path: `${http.basePath}/organizations/migrations/{migration_id}/rollback`,
    tags,
    summary: 'Take a migration back; answers when it is done',
    security,
    middleware: guard('admin'),
    request: {
      params: z.object({ migration_id: text(100) }),
      body: body(rollbackBody, false),
    },
    responses: answers(200, 'What was restored', rollbackResponse, [
      ...bodyCodes,
      ...app,
      ...doing,
      'migration.not-found',
      'rollback.done',
      'rollback.superseded',
      'rollback.conflicts',
    ]),
  })
  api.openapi(back, async (c) => {
    const { migration_id } = c.req.valid('param')
    const { conflict_strategy } = c.req.valid('json')
    const input = conflict_strategy === undefined ? {} : { conflictStrategy: conflict_strategy }
    const shown = await slots.run(() => resettle.rollback(migration_id, { ...input, preview: true }))
    const { run, finished } = await runs.start(c.get('principal'), {
      kind: 'rollback',
      planId: null,
      migrationId: migration_id,
      runAt: null,
      prepare: async () => rollbackRequest(shown, conflict_strategy ?? null),
    })
    const done = (await finished) as Rollback
    return c.json(
      {
        success: done.success,
        migration_id,
        resources_restored: done.resources_restored,
        warnings: [...done.warnings],
        run_id: run.run_id,
      },
      200,
    )
  })
}

/** What LAMB's page shows where it cannot go on. */
function reasonOf(plan: Plan): string | null {
  try {
    refuseBlocked(plan)
    return null
  } catch (error) {
    return ResettleError.from(error).message
  }
}
