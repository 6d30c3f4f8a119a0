import type { Connection, Database, Dialect } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { findPromotion, hasPromotions, listRecorded, type StoredPromotion } from '../../store/promotions.ts'
import type { Promotion, PromotionList, PromotionRecord, PromotionRollback } from './documents.ts'

/** What is on record; before rows could come late nothing was said of them. */
export function recorded({ report }: StoredPromotion): Promotion {
  return { late: {}, ...(JSON.parse(report) as Omit<Promotion, 'late'>) }
}

/** A promotion as it is kept. Throws `promotion.not-found`. */
export async function getPromotion(
  connection: Connection,
  dialect: Dialect,
  id: string,
): Promise<StoredPromotion> {
  const stored = (await hasPromotions(connection, dialect))
    ? await findPromotion(connection, dialect, id)
    : undefined
  if (stored === undefined) throw new ResettleError('promotion.not-found', `There is no promotion ${id}.`)
  return stored
}

/** Promotions on record, the newest first. */
export async function listPromotions({ read, dialect }: Database, limit: number): Promise<PromotionList> {
  const { rows, total } = await read(async (connection) =>
    (await hasPromotions(connection, dialect))
      ? listRecorded(connection, dialect, limit)
      : { rows: [], total: 0 },
  )
  return {
    kind: 'promotion-list',
    version: 1,
    promotions: rows.map((row) => ({
      promotion_id: row.id,
      user: row.user_key,
      organization: row.organization_key,
      status: row.status,
      finished_at: row.finished_at,
      rolled_back_at: row.rolled_back_at,
    })),
    total,
  }
}

/** A promotion on record. Throws `promotion.not-found`. */
export async function showPromotion(database: Database, id: string): Promise<PromotionRecord> {
  const stored = await database.read((connection) => getPromotion(connection, database.dialect, id))
  return {
    kind: 'promotion-record',
    version: 1,
    promotion_id: stored.id,
    status: stored.status,
    promotion: recorded(stored),
    rollback: stored.rollback === null ? null : (JSON.parse(stored.rollback) as PromotionRollback),
    finished_at: stored.finished_at,
    rolled_back_at: stored.rolled_back_at,
  }
}
