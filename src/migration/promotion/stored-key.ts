import { sql } from 'kysely'
import { columnOf, type Table } from '../../database/catalog.ts'
import { ResettleError } from '../../errors.ts'
import { nextOwnStep } from '../../store/journal.ts'
import { findPromotion, holdPromotion, type StoredPromotion } from '../../store/promotions.ts'
import { journalChange, statementOf, type UpdateChange } from '../changes/change.ts'
import { and, at } from '../context.ts'
import { gatherPeople, type PromotionContext } from './gather.ts'
import type { Person } from './person.ts'
import { type PromoteInput, promotionContext } from './promote.ts'
import { evaluate } from './values.ts'

type Input = Pick<PromoteInput, 'database' | 'readModel' | 'functions'>

/** The key of LiteLLM that the app keeps for a person, in the clear; null where it keeps none, or it cannot be read. */
export async function revealStoredKey(input: Input, promotionId: string): Promise<string | null> {
  return input.database.read(async (connection) => {
    const context = await promotionContext(connection, input)
    const source = context.promotion.rule.outside.litellm?.stored_key
    const stored = await findPromotion(connection, context.dialect, promotionId)
    if (source === undefined || stored === undefined) return null
    const person = await withTodaysKey(context, await personOf(context, stored), stored)
    let isUnreadable = false
    const value = evaluate(source, person, input.functions, () => {
      isUnreadable = true
    })
    return value === null || isUnreadable ? null : String(value)
  })
}

/** The person with the key that the app reads today in place of the legacy one, where it has one. */
async function withTodaysKey(
  context: PromotionContext,
  person: Person,
  stored: StoredPromotion,
): Promise<Person> {
  const { connection, dialect, promotion } = context
  const rule = promotion.rule.outside.litellm?.publish
  if (rule?.replaces === undefined) return person
  const { table, where } = placeOf(context, rule.to, stored)
  const column = table?.columns.find(({ name }) => name === rule.column)
  if (table === null || column === undefined) return person
  const [row] = await connection.query<{ value: string | null }>(sql`
    select ${dialect.text(at('r', column))} as value from ${dialect.table(table)} r where ${where}`)
  if (row === undefined) return person
  return { ...person, legacy: new Map([...person.legacy, [rule.replaces, row.value]]) }
}

/** Puts a new key where the app reads it, in the app's own form; journaled, so that a rollback brings the old one back. */
export async function publishStoredKey(input: Input, promotionId: string, value: string): Promise<void> {
  await input.database.write(async (connection) => {
    const context = await promotionContext(connection, input)
    const stored = await holdPromotion(connection, context.dialect, promotionId)
    if (stored === undefined || stored.status !== 'done') return
    const change = await changeOf(context, input, stored, value)
    if (change === null) return
    const seq = await nextOwnStep(connection, context.dialect, [stored.id])
    const place = { migrationId: stored.id, part: 'forward', seq } as const
    const journaled = await journalChange(context, place, change)
    const done = journaled === 0 ? 0 : await connection.execute(statementOf(context.dialect, change))
    if (done !== journaled)
      throw new ResettleError('promotion.stale', `${change.table.id} changed meanwhile.`)
  })
}

async function personOf(context: PromotionContext, stored: StoredPromotion): Promise<Person> {
  const [person] = await gatherPeople(context, {
    written: [stored.user_key],
    profiles: new Map(),
    hold: false,
    newId: () => stored.id,
  })
  if (person === undefined)
    throw new ResettleError('promotion.not-found', `There is no person of ${stored.id}.`)
  return person
}

async function changeOf(
  context: PromotionContext,
  { functions }: Input,
  stored: StoredPromotion,
  value: string,
): Promise<UpdateChange | null> {
  const { dialect, promotion } = context
  const rule = promotion.rule.outside.litellm?.publish
  if (rule === undefined) return null
  const { table, where } = placeOf(context, rule.to, stored)
  if (table === null || !table.columns.some(({ name }) => name === rule.column)) return null
  const column = columnOf(table, rule.column)
  const person = await personOf(context, stored)
  const plain = { value } as const
  const given = rule.call === undefined ? plain : { call: rule.call, with: [plain] }
  const kept = evaluate(given, person, functions, () => undefined)
  const text = kept === null ? null : String(kept)
  return {
    kind: 'update',
    resource: 'stored-key',
    table,
    expected: null,
    list: null,
    where: and([where, sql`not (${dialect.isSame(at('r', column), dialect.value(text, column))})`]),
    set: [{ column, after: { constant: text } }],
  }
}

function placeOf(
  { dialect, promotion }: PromotionContext,
  to: 'user' | 'membership' | 'organization',
  { user_key, organization_key }: StoredPromotion,
): { readonly table: Table | null; readonly where: ReturnType<typeof and> } {
  const { organization, user, membership } = promotion
  if (to === 'organization') {
    const where = sql`${at('r', organization.key)} = ${dialect.value(organization_key, organization.key)}`
    return { table: organization.table, where }
  }
  if (to === 'user') {
    if (user === null) return { table: null, where: sql`1 = 0` }
    return { table: user.table, where: sql`${at('r', user.key)} = ${dialect.value(user_key, user.key)}` }
  }
  if (membership === null) return { table: null, where: sql`1 = 0` }
  const { organizationColumn, userColumn } = membership
  return {
    table: membership.table,
    where: and([
      sql`${at('r', organizationColumn)} = ${dialect.value(organization_key, organizationColumn)}`,
      sql`${at('r', userColumn)} = ${dialect.value(user_key, userColumn)}`,
    ]),
  }
}
