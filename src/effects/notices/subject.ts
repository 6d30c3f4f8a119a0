import type { Database } from '../../database/database.ts'
import { ResettleError } from '../../errors.ts'
import type { Context } from '../../migration/context.ts'
import type { PersonExtract, Plan } from '../../migration/documents.ts'
import type { Recorded } from '../../migration/migrate.ts'
import { allOf, listExtracts, readPeople } from '../../migration/people.ts'
import { buildPlan } from '../../migration/plan/build.ts'
import { findPartiesAgain } from '../../migration/plan/organizations.ts'
import { showRecord } from '../../migration/records.ts'
import { getLanguage } from '../../report/words/language.ts'
import { cancelNotices, hasNotices } from '../../store/notices.ts'
import type { NoticeFacts } from './documents.ts'
import type { NoticesOptions } from './options.ts'
import { type Batch, factsOfMigration, factsOfPlan, writeNotices } from './write.ts'

/** Who is told, and what all of them are told. */
export interface Known {
  readonly people: readonly PersonExtract[]
  readonly facts: NoticeFacts
}

/** Who would move by this plan or be concerned, as the data is now. */
export function readPlanned(
  { blueprint, inContext }: NoticesOptions,
  plan: Plan,
  at: string | null,
): Promise<Known> {
  return inContext(async (context) => {
    const parties = await findPartiesAgain(context, String(plan.source.id), String(plan.target.id))
    if (parties === null) {
      throw new ResettleError(
        'plan.stale',
        'One of the organizations is gone, or may not take part any more.',
      )
    }
    const createdAt = new Date(plan.created_at)
    const prepared = await buildPlan(context, { ...parties, options: plan.options, findings: [], createdAt })
    return { people: await readPeople(context, prepared), facts: factsOfPlan(prepared.plan, blueprint, at) }
  })
}

/** Who moved, as it was kept then. */
export function readDone({ database, blueprint }: NoticesOptions, migrationId: string): Promise<Known> {
  return database.read(async (connection) => {
    const { report, status } = await showRecord(connection, database, migrationId)
    if (status === 'rolled-back') {
      throw new ResettleError(
        'notice.state',
        `${migrationId} was taken back: there is nothing to tell people.`,
      )
    }
    const people = allOf(await listExtracts(connection, database, migrationId))
    return { people, facts: factsOfMigration(report, blueprint) }
  })
}

/** Which notices a migration writes. */
export interface NoticeWishes {
  /** One after the migration, for everybody who moves or is concerned. */
  readonly after?: boolean
  /** False: they are held until somebody releases them. Default true. */
  readonly send?: boolean
}

/** What a migration writes in its own transaction: for exactly those who moved, and nothing any more about the time before. */
export async function writeAfter(
  database: Database,
  { connection, dialect, model }: Context,
  { migration, people }: Recorded,
  wishes: NoticeWishes & { readonly language: string | undefined },
): Promise<void> {
  const { blueprint } = model
  const migrationId = migration.migration_id
  if (await hasNotices(connection, database)) {
    await cancelNotices(connection, dialect, { migrationId, kind: 'before' })
  }
  if (wishes.after !== true) return
  const batch: Batch = {
    migrationId,
    kind: 'after',
    facts: factsOfMigration(migration, blueprint),
    people,
    send: wishes.send ?? true,
  }
  const language = getLanguage(wishes.language ?? 'en')
  await writeNotices(connection, dialect, batch, {
    blueprint,
    language,
    now: new Date(migration.finished_at),
  })
}
