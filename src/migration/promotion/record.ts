import type { Database } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import { findPromotion, hasPromotions, type StoredPromotion } from '../../store/promotions.ts'
import type { Promotion, PromotionRecord, PromotionRollback } from './documents.ts'

/** What is on record; before rows could come late nothing was said of them. */
export function recorded({ report }: StoredPromotion): Promotion {
  return { late: {}, ...(JSON.parse(report) as Omit<Promotion, 'late'>) }
}

/** A promotion on record. Throws `promotion.not-found`. */
export async function showPromotion(database: Database, id: string): Promise<PromotionRecord> {
  const { dialect } = database
  const stored = await database.read(async (connection) =>
    (await hasPromotions(connection, dialect)) ? findPromotion(connection, dialect, id) : undefined,
  )
  if (stored === undefined) throw new ResettleError('promotion.not-found', `There is no promotion ${id}.`)
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
