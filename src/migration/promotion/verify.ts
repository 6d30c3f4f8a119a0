import { sql } from 'kysely'
import { plural } from '../../blueprint/words.ts'
import { columnOf, type Table } from '../../database/catalog.ts'
import type { Sql } from '../../database/database.ts'
import { cell, findLost, type JournaledStep, journaledRows, listSteps } from '../../store/journal.ts'
import { findMerged } from '../../store/migrations.ts'
import { findPromoted, type StoredPromotion } from '../../store/promotions.ts'
import { and, at, countOf } from '../context.ts'
import type { VerificationCheck } from '../documents.ts'
import type { PromotionVerification } from './documents.ts'
import type { PromotionContext } from './gather.ts'

/** The rows of one step today. */
interface Found {
  readonly rows: number
  readonly there: number
  /** They hold what the promotion gave. */
  readonly kept: number
  /** They hold what they held before. */
  readonly back: number
}

interface Proof {
  readonly checks: VerificationCheck[]
  readonly notes: string[]
}

/**
 * The proof of a promotion again, any time later, from its journal and the database of today: none of its statements is
 * one that promoted. What it made is there, no row has lost the organization, every legacy row is marked; once it is taken
 * back, nothing of it is left. What people changed since is noted and does no harm.
 */
export async function verifyPromotion(
  context: PromotionContext,
  stored: StoredPromotion,
): Promise<PromotionVerification> {
  const { connection, dialect } = context
  const proof: Proof = { checks: [], notes: [] }
  const steps = [
    ...(await listSteps(connection, dialect, stored.batch, 'forward')),
    ...(await listSteps(connection, dialect, stored.id, 'forward')),
  ]
  const isBack = stored.status === 'rolled-back'
  const excuse = await excuseOf(context, stored, isBack)
  if (excuse !== null) proof.notes.push(excuse)
  for (const step of steps) {
    const table = context.model.catalog.tables.find(({ id }) => id === step.tableId)
    const lost = findLost(step, context.model.catalog.tables)
    if (lost !== null || table === undefined)
      proof.checks.push({ check: 'journal', table: step.tableId, ok: false, message: lost ?? '' })
    else judge(proof, step, await findRows(context, stored, step, table), { isBack, excuse })
  }
  if (!isBack) await noteLate(context, stored, proof)
  return {
    kind: 'promotion-verification',
    version: 1,
    promotion_id: stored.id,
    ok: proof.checks.every(({ ok }) => ok),
    verified_at: new Date().toISOString(),
    checks: proof.checks,
    notes: proof.notes,
  }
}

/** What makes it right that something is not as it was left: a later promotion, or a migration. */
async function excuseOf(
  { connection, dialect }: PromotionContext,
  stored: StoredPromotion,
  isBack: boolean,
): Promise<string | null> {
  if (isBack) {
    const again = (await findPromoted(connection, dialect, [stored.user_key])).get(stored.user_key)
    return again === undefined ? null : `promoted again since by ${again.id}`
  }
  const merged = (await findMerged(connection, dialect, [stored.organization_key])).get(
    stored.organization_key,
  )
  return merged === undefined ? null : `the organization went into another since, by ${merged}`
}

async function findRows(
  { connection, dialect }: PromotionContext,
  stored: StoredPromotion,
  step: JournaledStep,
  table: Table,
): Promise<Found> {
  const { keys, before, after, constantBefore, constantAfter } = step.layout
  const place = { migrationId: stored.id, part: 'forward', seq: step.seq } as const
  const value = (side: 'before' | 'after', name: string): Sql => {
    const [listed, constants] = side === 'before' ? [before, constantBefore] : [after, constantAfter]
    const index = listed.indexOf(name)
    if (index >= 0) return at('j', cell[side](index))
    return dialect.value(constants[name] ?? null, columnOf(table, name))
  }
  const names = step.kind === 'update' ? [...new Set([...Object.keys(constantAfter), ...after])] : []
  const holds = (side: 'before' | 'after') =>
    and([
      sql`${at('r', keys[0] ?? '')} is not null`,
      ...names.map((name) => dialect.isSame(at('r', name), value(side, name))),
    ])
  const [row] = await connection.query<{ [name in keyof Found]: number | null }>(sql`
    select count(*) as ${sql.id('rows')}, count(${at('r', keys[0] ?? '')}) as there,
      sum(case when ${holds('after')} then 1 else 0 end) as kept,
      sum(case when ${holds('before')} then 1 else 0 end) as back
    from ${journaledRows(dialect, place, table, step.layout)} j
    left join ${dialect.table(table)} r
      on ${and(keys.map((name, index) => sql`${at('r', name)} = ${at('j', cell.key(index))}`))}`)
  return {
    rows: Number(row?.rows ?? 0),
    there: Number(row?.there ?? 0),
    kept: Number(row?.kept ?? 0),
    back: Number(row?.back ?? 0),
  }
}

/** New rows without which nobody is an organization of one. */
const OWN: readonly string[] = ['organizations', 'users', 'memberships']

function judge(
  { checks, notes }: Proof,
  { kind, resource, tableId }: JournaledStep,
  { rows, there, kept, back }: Found,
  { isBack, excuse }: { readonly isBack: boolean; readonly excuse: string | null },
): void {
  if (rows === 0) return
  const say = (check: string, ok: boolean, message: string) =>
    checks.push({ check, table: tableId, ok: ok || excuse !== null, message })
  const note = (count: number, words: string) => {
    if (count > 0) notes.push(`${resource}: ${plural(count, 'row')} ${words}`)
  }
  if (isBack) {
    const left = kind === 'insert' ? there : kept
    // A user who had joined another organization stays, and so may what hangs on them.
    const mayStay = kind === 'insert' && resource !== 'organizations'
    say('taken-back', left === 0 || mayStay, `${rows - left} of ${plural(rows, 'row')} went back`)
    if (mayStay && excuse === null) note(left, 'stayed')
    return
  }
  if (kind === 'insert') {
    const isNeeded = OWN.includes(resource)
    say('made', there === rows || !isNeeded, `${there} of ${plural(rows, 'row')} found`)
    if (!isNeeded) note(rows - there, 'deleted since')
    return
  }
  // A key is people's own to change; a row that holds what it held before has lost the organization; a mark must stay.
  const lost = resource === 'stored-key' ? 0 : resource === 'legacy' ? there - kept : back
  say('kept', lost === 0, `${kept} of ${plural(rows, 'row')} as the promotion left them`)
  note(rows - there, 'deleted since')
  note(there - kept - lost, 'changed since')
}

/** Rows of the person that hold no organization: they came late, and promoting again gives it to them. */
async function noteLate(
  { connection, dialect, promotion }: PromotionContext,
  stored: StoredPromotion,
  { notes }: Proof,
): Promise<void> {
  const plain = (text: Sql): Sql =>
    promotion.rule.id === 'uuid' ? sql`lower(replace(${text}, '-', ''))` : text
  const person = promotion.rule.id === 'uuid' ? stored.user_key.replaceAll('-', '') : stored.user_key
  for (const { resource, table, user, organization } of promotion.stamps) {
    const late = await countOf(
      connection,
      sql`select count(*) as n from ${dialect.table(table)} r where ${at('r', organization)} is null
        and ${plain(dialect.text(at('r', user)))} = ${dialect.textParameter(person)}`,
    )
    if (late > 0)
      notes.push(`${resource}: ${plural(late, 'row holds', 'rows hold')} no organization; promote again`)
  }
}
