import { createRoute, z } from '@hono/zod-openapi'
import { type ErrorCode, ResettleError } from '../../errors.ts'
import type { Plan } from '../../migration/documents.ts'
import { createMigrationId, refuseBlocked } from '../../migration/migrate.ts'
import { showRecordText } from '../../migration/records.ts'
import { migrationRecord, rollback, verification } from '../contract/migration.ts'
import { seenRevision } from '../contract/plan.ts'
import { migrationsAndRuns, noticeWishes, run } from '../contract/run.ts'
import { text } from '../contract/schema.ts'
import { migrationRequest, rollbackRequest } from '../runs/request.ts'
import type { Service } from '../service.ts'
import { type Api, answers, app, body, bodyCodes, security, sendText } from './route.ts'

const params = z.object({ id: text(100).openapi({ example: 'mig_1764000000_0a1b2c' }) })
const tags = ['Migrations']
const undoing: readonly ErrorCode[] = [
  'migration.not-found',
  'rollback.done',
  'rollback.superseded',
  'rollback.conflicts',
]

/** Furthest date for a scheduled run. */
const MOST_AHEAD_MS = 366 * 24 * 3_600_000

export function addMigrations(api: Api, service: Service): void {
  addStart(api, service)
  addLook(api, service)
  addRollback(api, service)
}

function addStart(api: Api, { plans, runs, guard, now }: Service): void {
  const start = createRoute({
    method: 'post',
    path: '/api/migrations',
    tags,
    summary: 'Execute a plan, now or later',
    description:
      'A plan is executed once. It is made again under the lock; `when_stale` says what happens where the data changed ' +
      'since: `refuse`, or `replan`, which goes on where the new plan does nothing that the old one did not show. For a ' +
      'run of later `replan` is the default.',
    security,
    middleware: guard('admin'),
    request: {
      body: body(
        z
          .strictObject({
            plan_id: text(100),
            revision: seenRevision,
            confirm: text(500, 0).openapi({ description: 'Slug of the source organization' }),
            run_at: z.iso.datetime({ offset: true }).optional(),
            when_stale: z.enum(['refuse', 'replan']).optional(),
            notices: noticeWishes.optional(),
          })
          .openapi('NewMigration'),
      ),
    },
    responses: answers(202, 'The run, under way or scheduled', run, [
      ...bodyCodes,
      'request.unconfirmed',
      'plan.not-found',
      'plan.expired',
      'plan.used',
      'plan.changed',
      'plan.unapproved',
      'plan.blocked',
      'plan.undecided',
      'plan.conflicts',
      'run.state',
      'service.read-only',
      'service.stopping',
    ]),
  })
  api.openapi(start, async (c) => {
    const { plan_id, revision, confirm, run_at, when_stale, notices } = c.req.valid('json')
    const runAt = run_at === undefined ? null : new Date(run_at)
    assertNear(runAt, now())
    const { plan } = await plans.find(plan_id)
    assertConfirmed(plan, confirm)
    refuseBlocked(plan)
    const { run } = await runs.start(c.get('principal'), {
      kind: 'migration',
      planId: plan_id,
      migrationId: createMigrationId(),
      runAt,
      async prepare(connection, runId) {
        const used = await plans.use(connection, plan_id, runId, revision)
        return migrationRequest(used, notices ?? null, when_stale ?? (runAt === null ? 'refuse' : 'replan'))
      },
    })
    return c.json(run, 202)
  })
}

function addLook(api: Api, { resettle, inner, runs, guard, slots }: Service): void {
  const list = createRoute({
    method: 'get',
    path: '/api/migrations',
    tags,
    summary: 'Everything that was done, and every run',
    security,
    middleware: guard('reader'),
    responses: answers(200, 'Newest first', migrationsAndRuns, []),
  })
  api.openapi(list, async (c) => {
    const [{ kind, version, migrations }, asked] = await Promise.all([resettle.migrations(), runs.list()])
    return c.json({ kind, version, migrations, runs: asked }, 200)
  })

  const show = createRoute({
    method: 'get',
    path: '/api/migrations/{id}',
    tags,
    summary: 'A migration with its plan, its report and its rollback; before it is done, its run',
    security,
    middleware: guard('reader'),
    request: { params },
    responses: answers(200, 'The record, or the run', z.union([migrationRecord, run]), [
      'request.invalid',
      'migration.not-found',
    ]),
  })
  api.openapi(show, async (c) => {
    const { id } = c.req.valid('param')
    try {
      const { database } = inner
      const text = await database.read((connection) => showRecordText(connection, database, id))
      return sendText(c, text, 200)
    } catch (error) {
      const isUnknown = error instanceof ResettleError && error.code === 'migration.not-found'
      const found = isUnknown ? await runs.findByMigration(id) : null
      if (found === null) throw error
      return c.json(found, 200)
    }
  })

  const verify = createRoute({
    method: 'post',
    path: '/api/migrations/{id}/verify',
    tags,
    summary: 'Prove a migration again',
    security,
    middleware: guard('planner'),
    request: { params },
    responses: answers(200, 'The proof, whether it holds or not', verification, [
      ...app,
      'request.invalid',
      'request.forged',
      'migration.not-found',
      'rollback.done',
      'rollback.superseded',
    ]),
  })
  api.openapi(verify, async (c) =>
    c.json(await slots.run(() => resettle.verify(c.req.valid('param').id)), 200),
  )
}

function addRollback(api: Api, { resettle, runs, guard, slots, http }: Service): void {
  const back = createRoute({
    method: 'post',
    path: '/api/migrations/{id}/rollback',
    tags,
    summary: 'Take a migration back, or show what that would do',
    description:
      'With `preview` nothing is written and the answer is the rollback as it would be. Without it `confirm` is the ' +
      'slug of the source organization, and the answer is a run.',
    security,
    middleware: guard('planner'),
    request: {
      params,
      body: body(
        z
          .strictObject({
            preview: z.boolean().optional(),
            conflict_strategy: z.enum(['rename', 'skip', 'fail']).optional(),
            confirm: text(500, 0).optional(),
          })
          .openapi('NewRollback'),
        false,
      ),
    },
    responses: {
      ...answers(202, 'The run', run, [
        ...bodyCodes,
        ...app,
        ...undoing,
        'request.unconfirmed',
        'migration.locked',
        'run.state',
        'service.read-only',
        'service.stopping',
      ]),
      200: { description: 'The preview', content: { 'application/json': { schema: rollback } } },
    },
  })
  api.openapi(back, async (c) => {
    const { id } = c.req.valid('param')
    const { preview, conflict_strategy, confirm } = c.req.valid('json')
    const input = conflict_strategy === undefined ? {} : { conflictStrategy: conflict_strategy }
    const shown = await slots.run(() => resettle.rollback(id, { ...input, preview: true }))
    if (preview === true) return c.json(shown, 200)
    if (http.readOnly) throw new ResettleError('service.read-only', 'The service was started to look only.')
    assertConfirmed(shown, confirm ?? '')
    const { run } = await runs.start(c.get('principal'), {
      kind: 'rollback',
      planId: null,
      migrationId: id,
      runAt: null,
      prepare: async () => rollbackRequest(shown, conflict_strategy ?? null),
    })
    return c.json(run, 202)
  })
}

function assertConfirmed({ source }: Pick<Plan, 'source'>, confirm: string): void {
  const expected = source.slug ?? String(source.id)
  if (confirm === expected) return
  throw new ResettleError(
    'request.unconfirmed',
    `Expected the slug of the source organization: "${expected}".`,
  )
}

function assertNear(runAt: Date | null, now: Date): void {
  if (runAt === null || runAt.getTime() - now.getTime() <= MOST_AHEAD_MS) return
  throw new ResettleError('request.invalid', 'A run can be scheduled for a year at most.', {
    remedy: 'Choose an earlier time.',
  })
}
