import type { Connection } from '../database/database.ts'
import { ResettleError } from '../errors.ts'
import type { Decision, Plan, PlanOptions } from '../migration/documents.ts'
import { toTextGently } from '../migration/gently.ts'
import { checkName, type NameAnswer, type WantedName } from '../migration/plan/check-name.ts'
import type { PlanInput } from '../migration/plan/options.ts'
import { joinDocuments } from '../migration/records.ts'
import type { Inner, Resettle } from '../resettle.ts'
import { deleteOldPlans, findPlan, insertPlan, type PlanRow, updatePlan } from '../store/service/plans.ts'
import type { Audit } from './audit.ts'
import { actorOf, type Principal, personOf } from './auth/principal.ts'
import type { DecisionRequest, StoredPlan } from './contract/plan.ts'
import type { Desk } from './desk.ts'
import { createId } from './ids.ts'

const KEPT_MS = 7 * 24 * 3_600_000

export interface PlansSetUp {
  readonly resettle: Resettle
  readonly inContext: Inner['inContext']
  readonly desk: Desk
  readonly audit: Audit
  readonly now: () => Date
  readonly hours: number
  readonly approverRequired: boolean
}

/** Options of a plan as far as they were asked for. */
export type AskedOptions = { readonly [Name in keyof PlanOptions]?: PlanOptions[Name] | undefined }

/** A plan as it is kept. Its document may hold ten thousands of conflicts, and is taken apart only where that is asked for. */
export interface KeptPlan {
  readonly id: string
  readonly plan: Plan
  /** The whole `StoredPlan` as JSON. */
  readonly text: string
}

/** Plans that are kept between making and executing. */
export interface Plans {
  create(principal: Principal, source: string, target: string, request: AskedOptions): Promise<KeptPlan>
  find(id: string): Promise<KeptPlan>
  /** Plans anew with other options; those that are absent stay. */
  change(principal: Principal, id: string, request: AskedOptions, revision?: number): Promise<KeptPlan>
  decide(
    principal: Principal,
    id: string,
    decisions: readonly DecisionRequest[],
    revision?: number,
  ): Promise<KeptPlan>
  approve(principal: Principal, id: string, revision?: number): Promise<KeptPlan>
  expire(principal: Principal, id: string): Promise<KeptPlan>
  /** Whether a row could have this name, as things are now. */
  checkName(id: string, wanted: WantedName): Promise<NameAnswer>
  /** Takes a plan for a run, once and for ever. Throws what stands in the way. */
  use(connection: Connection, id: string, runId: string, revision?: number): Promise<Plan>
  sweep(): void
}

export function createPlans(setUp: PlansSetUp): Plans {
  const { resettle, desk, audit, now, approverRequired } = setUp
  const show = (row: PlanRow): KeptPlan => toDocument(row, now(), approverRequired)
  const get = (id: string): Promise<PlanRow> => desk.read((connection) => getRow(desk, connection, id))

  async function save(principal: Principal, action: string, row: PlanRow, detail = {}): Promise<KeptPlan> {
    return desk.write(async (connection) => {
      const next = { ...row, revision: row.revision + 1 }
      if (!(await updatePlan(connection, desk.dialect, next))) throw changed(row.id)
      await audit.note(connection, { actor: principal, action, subject: row.id, detail })
      return show(next)
    })
  }

  async function planAnew(
    principal: Principal,
    id: string,
    revision: number | undefined,
    change: (plan: Plan) => AskedOptions,
  ): Promise<KeptPlan> {
    const row = await get(id)
    assertUsable(row, now())
    if (revision !== undefined && revision !== row.revision) throw changed(id)
    const before = JSON.parse(row.document) as Plan
    const request = change(before)
    const input = toInput({ ...before.options, ...request })
    const plan = await resettle.plan(String(before.source.id), String(before.target.id), input)
    const authors = [...new Set([...readAuthors(row), personOf(principal)])]
    const edited: PlanRow = {
      ...row,
      status: 'open',
      approved_by: null,
      document: await toTextGently(plan),
      authors: JSON.stringify(authors),
      expires_at: expiryOf(now(), setUp.hours),
    }
    return save(principal, 'plan.change', edited, { changed: Object.keys(request) })
  }

  return {
    async create(principal, source, target, request) {
      const plan = await resettle.plan(source, target, toInput(request))
      const time = now()
      const row: PlanRow = {
        id: createId('pln', time),
        status: 'open',
        revision: 1,
        document: await toTextGently(plan),
        authors: JSON.stringify([personOf(principal)]),
        created_by: actorOf(principal),
        created_at: time.toISOString(),
        expires_at: expiryOf(time, setUp.hours),
        approved_by: null,
        run_id: null,
      }
      return desk.write(async (connection) => {
        await insertPlan(connection, desk.dialect, row)
        const detail = { source: plan.source.id, target: plan.target.id, can_migrate: plan.can_migrate }
        await audit.note(connection, { actor: principal, action: 'plan.create', subject: row.id, detail })
        return show(row)
      })
    },
    find: async (id) => show(await get(id)),
    change: (principal, id, request, revision) => planAnew(principal, id, revision, () => request),
    decide: (principal, id, decisions, revision) =>
      planAnew(principal, id, revision, ({ options }) => withDecisions(options, decisions)),
    async approve(principal, id, revision) {
      const row = await get(id)
      assertUsable(row, now())
      if (revision !== undefined && revision !== row.revision) throw changed(id)
      if (approverRequired && readAuthors(row).includes(personOf(principal))) {
        throw new ResettleError('plan.unapproved', 'Whoever made or changed a plan cannot approve it.', {
          context: { plan_id: id },
        })
      }
      return save(principal, 'plan.approve', {
        ...row,
        status: 'approved',
        approved_by: actorOf(principal),
      })
    },
    async expire(principal, id) {
      const row = await get(id)
      assertUsable(row, now())
      return save(principal, 'plan.expire', { ...row, status: 'expired' })
    },
    async use(connection, id, runId, revision) {
      const row = await getRow(desk, connection, id)
      assertUsable(row, now())
      if (revision !== undefined && revision !== row.revision) throw changed(id)
      if (approverRequired && row.status !== 'approved') {
        throw new ResettleError('plan.unapproved', 'Nobody approved this plan yet.', {
          context: { plan_id: id },
        })
      }
      const used: PlanRow = { ...row, status: 'used', revision: row.revision + 1, run_id: runId }
      if (!(await updatePlan(connection, desk.dialect, used))) {
        // Somebody was first, and what they did says more than that they did it.
        assertUsable(await getRow(desk, connection, id), now())
        throw changed(id)
      }
      return JSON.parse(row.document) as Plan
    },
    async checkName(id, wanted) {
      const { plan } = show(await get(id))
      return setUp.inContext((context) => checkName(context, plan, wanted))
    },
    sweep() {
      const before = new Date(now().getTime() - KEPT_MS).toISOString()
      desk.later((connection) => deleteOldPlans(connection, desk.dialect, before))
    },
  }
}

async function getRow(desk: Desk, connection: Connection, id: string): Promise<PlanRow> {
  const row = await findPlan(connection, desk.dialect, id)
  if (row === undefined) throw new ResettleError('plan.not-found', `There is no plan ${id}.`)
  return row
}

function toDocument(row: PlanRow, now: Date, approverRequired: boolean): KeptPlan {
  const isOver = row.status !== 'used' && row.expires_at <= now.toISOString()
  const head: Omit<StoredPlan, 'plan'> = {
    kind: 'stored-plan',
    version: 1,
    id: row.id,
    status: isOver ? 'expired' : row.status,
    revision: row.revision,
    created_by: row.created_by,
    created_at: row.created_at,
    expires_at: row.expires_at,
    approved_by: row.approved_by,
    approval_required: approverRequired,
    run_id: row.run_id,
  }
  let plan: Plan | undefined
  return {
    id: row.id,
    get plan() {
      plan ??= JSON.parse(row.document) as Plan
      return plan
    },
    get text() {
      return joinDocuments(head, { plan: row.document })
    },
  }
}

function assertUsable(row: PlanRow, now: Date): void {
  if (row.status === 'used') {
    throw new ResettleError('plan.used', `${row.id} was used for ${row.run_id ?? 'a run'}.`, {
      context: { plan_id: row.id, run_id: row.run_id },
    })
  }
  if (row.status === 'expired' || row.expires_at <= now.toISOString()) {
    throw new ResettleError('plan.expired', `${row.id} could be used until ${row.expires_at}.`, {
      context: { plan_id: row.id },
    })
  }
}

function changed(id: string): ResettleError {
  return new ResettleError('plan.changed', `${id} is not as it was when you looked.`, {
    context: { plan_id: id },
  })
}

function readAuthors(row: PlanRow): string[] {
  return JSON.parse(row.authors) as string[]
}

function expiryOf(now: Date, hours: number): string {
  return new Date(now.getTime() + hours * 3_600_000).toISOString()
}

/** The options as the library takes them. */
export function toInput(request: AskedOptions): PlanInput {
  const { conflict_strategy, on, decisions, rename_prefix, rename_style } = request
  const { preserve_admin_roles, owner_becomes, delete_source, accept } = request
  return {
    ...(conflict_strategy === undefined ? {} : { conflictStrategy: conflict_strategy }),
    ...(on === undefined ? {} : { on }),
    ...(decisions === undefined ? {} : { decisions }),
    ...(rename_prefix == null ? {} : { renamePrefix: rename_prefix }),
    ...(rename_style === undefined ? {} : { renameStyle: rename_style }),
    ...(preserve_admin_roles === undefined ? {} : { preserveAdminRoles: preserve_admin_roles }),
    ...(owner_becomes == null ? {} : { ownerBecomes: owner_becomes }),
    ...(delete_source === undefined ? {} : { deleteSource: delete_source }),
    ...(accept === undefined ? {} : { accept }),
  }
}

/** What was decided before stays, but for the rows and groups that are decided anew. */
function withDecisions(
  options: PlanOptions,
  requests: readonly DecisionRequest[],
): Pick<PlanOptions, 'decisions' | 'on'> {
  const decisions = new Map(options.decisions.map((one) => [placeOf(one), one]))
  const on: Record<string, PlanOptions['on'][string]> = { ...options.on }
  for (const { resource, id, key, choice, name } of requests) {
    if (id === undefined) {
      if (choice === null) delete on[key ?? resource]
      else on[key ?? resource] = choice
    } else if (choice === null) decisions.delete(placeOf({ resource, id }))
    else
      decisions.set(placeOf({ resource, id }), {
        resource,
        id,
        choice,
        ...(name === undefined ? {} : { name }),
      })
  }
  return { decisions: [...decisions.values()], on }
}

function placeOf({ resource, id }: Pick<Decision, 'resource' | 'id'>): string {
  return JSON.stringify([resource, id])
}
