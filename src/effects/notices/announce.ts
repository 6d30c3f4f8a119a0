import { createHash } from 'node:crypto'
import type { Connection, Database } from '../../database/database.ts'
import type { Plan } from '../../migration/documents.ts'
import { refuseBlocked } from '../../migration/migrate.ts'
import { parsePlan } from '../../migration/plan/parse-plan.ts'
import { getLanguage } from '../../report/words/language.ts'
import { installStore } from '../../store/install.ts'
import { findMigration } from '../../store/migrations.ts'
import { cancelNotices } from '../../store/notices.ts'
import { announcedFor, findAnnounced } from './announced.ts'
import type { NoticesOptions } from './options.ts'
import { readPlanned } from './subject.ts'
import { writeNotices } from './write.ts'

/**
 * Writes the notices before a migration that somebody will start by hand, and answers the id that it will have. Who was
 * told already of this time is not told again; what was announced for another time and not sent is not sent any more.
 */
export async function announce(
  options: NoticesOptions,
  document: unknown,
  { at, send }: { readonly at: string | null; readonly send: boolean },
): Promise<string> {
  const plan = parsePlan(document)
  const { database, blueprint } = options
  const { people, facts, today } = await readPlanned(options, plan, at)
  // People must not be told of what cannot happen.
  refuseBlocked(today)
  return database.write(async (connection) => {
    await installStore(connection, database)
    const announced = await findAnnounced(connection, database, plan)
    const known = announcedFor(announced, at)
    for (const { migrationId } of announced.filter((one) => one !== known)) {
      await cancelNotices(connection, database.dialect, { migrationId, kind: 'before' })
    }
    const migrationId = known?.migrationId ?? (await makeId(connection, database, plan, at))
    const batch = {
      migrationId,
      kind: 'before',
      facts: { ...facts, by_hand: true },
      people,
      send,
      isAnew: true,
    } as const
    const language = getLanguage(options.language ?? 'en')
    await writeNotices(connection, database.dialect, batch, { blueprint, language, now: new Date() })
    return migrationId
  })
}

/** The same for whoever announces the same plan for the same time at this moment; new once that migration was done. */
async function makeId(
  connection: Connection,
  { dialect }: Database,
  { source, target, created_at, fingerprint }: Plan,
  at: string | null,
): Promise<string> {
  for (let time = 0; ; time += 1) {
    const digest = createHash('sha256')
      .update(JSON.stringify([source.id, target.id, fingerprint, at, time]))
      .digest('hex')
    const id = `mig_${Math.floor(Date.parse(created_at) / 1000)}_${digest.slice(0, 6)}`
    if ((await findMigration(connection, dialect, id)) === undefined) return id
  }
}
