import type { Connection, Database } from '../../database/database.ts'
import type { Plan } from '../../migration/documents.ts'
import { hasNotices, listOpenBatches } from '../../store/notices.ts'
import type { NoticeFacts } from './documents.ts'

/** A migration that people were told of and that nobody scheduled: somebody will start it by hand. */
export interface Announced {
  readonly migrationId: string
  readonly at: string | null
}

type Ends = Pick<Plan, 'source' | 'target'>

/** What was announced of these two organizations and is not done, the latest first. */
export async function findAnnounced(
  connection: Connection,
  database: Pick<Database, 'dialect'>,
  { source, target }: Ends,
): Promise<Announced[]> {
  if (!(await hasNotices(connection, database))) return []
  const batches = await listOpenBatches(connection, database.dialect)
  return batches.flatMap(({ migration_id: migrationId, facts }) => {
    const told = JSON.parse(facts) as NoticeFacts
    const isMeant = told.by_hand === true && sameId(told.source, source) && sameId(told.target, target)
    return isMeant ? [{ migrationId, at: told.at }] : []
  })
}

/** Which of them a plan at a time is; null where it was not announced for that time. */
export function announcedFor(announced: readonly Announced[], at: string | null): Announced | null {
  return announced.find((one) => one.at === at) ?? null
}

function sameId(one: Ends['source'], other: Ends['source']): boolean {
  return JSON.stringify(one.id) === JSON.stringify(other.id)
}
