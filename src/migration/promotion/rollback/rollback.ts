import { sql } from 'kysely'
import { StatementError } from '../../../database/database.ts'
import { ResettleError } from '../../../errors.ts'
import { type JournaledStep, listSteps } from '../../../store/journal.ts'
import { findMerged } from '../../../store/migrations.ts'
import { compensateEffects, countBegun } from '../../../store/outbox.ts'
import {
  hasPromotions,
  holdPromotion,
  markPromotionRolledBack,
  type StoredPromotion,
} from '../../../store/promotions.ts'
import { and, at } from '../../context.ts'
import type { Promotion, PromotionRollback } from '../documents.ts'
import { gatherPeople, type PromotionContext } from '../gather.ts'
import { type PromoteInput, promotionContext } from '../promote.ts'
import { leaveOrganization } from './leave.ts'
import { findReferences, takeAlong, type Undoing, undoInsert, undoUpdate, unlink } from './undo-steps.ts'

type Input = Pick<PromoteInput, 'database' | 'readModel'>

/**
 * Takes one promotion back, from its journal: only rows of this person and of this organization, old values and not
 * nulls. Throws `promotion.conflicts` where somebody else has come to depend on the organization. With `preview`
 * nothing is changed, and what stands in the way is in the document.
 */
export async function rollbackPromotion(
  input: Input,
  id: string,
  { preview = false }: { readonly preview?: boolean } = {},
): Promise<PromotionRollback> {
  try {
    return await input.database.write(async (connection) => {
      const context = await promotionContext(connection, input)
      const stored = (await hasPromotions(connection, context.dialect))
        ? await holdPromotion(connection, context.dialect, id)
        : undefined
      refuse(stored, id)
      const rollback = await rollbackIn(context, stored, preview)
      if (preview) throw new Preview(rollback)
      if (rollback.conflicts.length > 0) {
        throw new ResettleError('promotion.conflicts', `${rollback.conflicts.join('; ')}.`, {
          context: { conflicts: rollback.conflicts },
        })
      }
      await markPromotionRolledBack(connection, context.dialect, id, {
        document: JSON.stringify(rollback),
        at: rollback.finished_at,
      })
      return rollback
    })
  } catch (thrown) {
    if (thrown instanceof Preview) return thrown.rollback
    if (!(thrown instanceof StatementError)) throw thrown
    throw new ResettleError('promotion.conflicts', thrown.message, { cause: thrown })
  }
}

/** A preview does everything and lets go of it: what it says is what would be. */
class Preview extends Error {
  readonly rollback: PromotionRollback
  constructor(rollback: PromotionRollback) {
    super('preview')
    this.rollback = rollback
  }
}

function refuse(stored: StoredPromotion | undefined, id: string): asserts stored is StoredPromotion {
  if (stored === undefined) throw new ResettleError('promotion.not-found', `There is no promotion ${id}.`)
  if (stored.status === 'rolled-back') {
    throw new ResettleError('rollback.done', `Promotion ${id} was taken back on ${stored.rolled_back_at}.`)
  }
}

async function rollbackIn(
  context: PromotionContext,
  stored: StoredPromotion,
  preview: boolean,
): Promise<PromotionRollback> {
  const { connection, dialect } = context
  const [person] = await gatherPeople(context, {
    written: [stored.user_key],
    profiles: new Map(),
    hold: true,
    newId: () => stored.id,
  })
  if (person === undefined)
    throw new ResettleError('promotion.not-found', `There is no person of ${stored.id}.`)
  const undoing: Undoing = {
    context,
    stored,
    person: { ...person, organization: stored.organization_key },
    steps: [
      ...(await listSteps(connection, dialect, stored.batch, 'forward')),
      ...(await listSteps(connection, dialect, stored.id, 'forward')),
    ],
    next: 0,
    restored: {},
    takenAlong: {},
    removed: {},
    kept: [],
    conflicts: [],
  }
  const merged = (await findMerged(connection, dialect, [stored.organization_key])).get(
    stored.organization_key,
  )
  if (merged === undefined) await undo(undoing)
  else undoing.conflicts.push(`the organization was merged into another by ${merged}: take that back first`)
  const now = new Date()
  const effects = preview
    ? await countBegun(connection, dialect, { subjects: [stored.id] })
    : await compensateEffects(connection, dialect, { subjects: [stored.id] }, now)
  return {
    kind: 'promotion-rollback',
    version: 1,
    success: !preview && undoing.conflicts.length === 0,
    preview,
    promotion_id: stored.id,
    user: stored.user_key,
    organization: stored.organization_key,
    restored: undoing.restored,
    taken_along: undoing.takenAlong,
    removed: undoing.removed,
    kept: undoing.kept,
    conflicts: undoing.conflicts,
    effects,
    outside: null,
    finished_at: now.toISOString(),
  }
}

/** Changed values first, then what came since, then the new rows. */
async function undo(undoing: Undoing): Promise<void> {
  const { stored } = undoing
  const { promotion: model } = undoing.context
  for (const step of undoing.steps.filter(({ kind }) => kind === 'update').reverse())
    await undoUpdate(undoing, step)
  // A step of the batch may be that of others, while this person's row was there before.
  const { created } = JSON.parse(stored.report) as Pick<Promotion, 'created'>
  if (created.organization) {
    for (const stamp of model.stamps) {
      if (stamp.organization.nullable) await takeAlong(undoing, stamp)
    }
    for (const link of model.links) await unlink(undoing, link)
  } else {
    // An organization that was there before keeps what it had, and what came since.
    const links = new Set(model.links.map(({ resource }) => resource))
    for (const step of undoing.steps.filter(({ kind, resource }) => kind === 'insert' && links.has(resource)))
      await undoInsert(undoing, step)
  }
  await removeNewRows(undoing, created)
}

/** Membership, user and organization go in this order, each only where nobody else needs it. */
async function removeNewRows(undoing: Undoing, created: Promotion['created']): Promise<void> {
  const { context, person } = undoing
  const { organization, user, membership } = context.promotion
  const stepOf = (resource: string, isOurs: boolean): JournaledStep | undefined =>
    undoing.steps.find((step) => isOurs && step.kind === 'insert' && step.resource === resource)
  const memberships = stepOf('memberships', created.membership)
  if (membership !== null && created.organization) {
    const others = await countOthers(undoing, membership)
    if (others > 0) {
      undoing.conflicts.push(`${others} other people are members of the organization`)
      return
    }
  }
  if (memberships !== undefined) await undoInsert(undoing, memberships)
  const users = stepOf('users', created.user)
  if (users !== undefined && user !== null) {
    const left = await findReferences(undoing, user.table, user.key, person.user)
    if (left.length === 0) await undoInsert(undoing, users)
    else await leaveOrganization(undoing, left)
  }
  const organizations = stepOf('organizations', created.organization)
  if (organizations === undefined || undoing.conflicts.length > 0) return
  const left = await findReferences(undoing, organization.table, organization.key, person.organization)
  for (const { table, count } of left)
    undoing.conflicts.push(`${table}: ${count} rows belong to the organization`)
  if (left.length === 0) await undoInsert(undoing, organizations)
}

/** Members of the organization who are not the person. */
async function countOthers(
  { context, person }: Undoing,
  { table, organizationColumn, userColumn }: NonNullable<PromotionContext['promotion']['membership']>,
): Promise<number> {
  const { connection, dialect } = context
  const [row] = await connection.query<{ n: number }>(sql`
    select count(*) as n from ${dialect.table(table)} r where ${and([
      sql`${at('r', organizationColumn)} = ${dialect.value(person.organization, organizationColumn)}`,
      sql`${at('r', userColumn)} <> ${dialect.value(person.user, userColumn)}`,
    ])}`)
  return Number(row?.n ?? 0)
}
