import { z } from 'zod'
import { deleteOldSessions, endSession, findSession, insertSession } from '../../store/service/access.ts'
import type { Desk } from '../desk.ts'
import { createSecret, hashSecret } from '../ids.ts'
import type { Principal } from './principal.ts'

const principalSchema = z.object({
  kind: z.enum(['token', 'lamb', 'oidc', 'link']),
  subject: z.string(),
  name: z.string(),
  role: z.enum(['admin', 'reader']),
  expiresAt: z.string().nullable(),
})

/** A session of the page, found again by its cookie. */
export interface Sessions {
  /** Begins one and answers the cookie's value, which is kept nowhere. It never outlives what was shown to begin it. */
  begin(principal: Principal): { readonly cookie: string; readonly expiresAt: Date }
  find(cookie: string): Promise<{ readonly principal: Principal; readonly expiresAt: string } | null>
  end(cookie: string): void
  /** Forgets those that ended. */
  sweep(): void
}

interface Kept {
  readonly principal: Principal
  readonly expiresAt: string
}

/**
 * Kept in memory first and in our tables as soon as they can be written: signing in must work while a migration holds
 * the only writer that SQLite has.
 */
export function createSessions(desk: Desk, hours: number, now: () => Date): Sessions {
  const fresh = new Map<string, Kept>()
  const ended = new Set<string>()
  return {
    begin(principal) {
      const cookie = createSecret()
      const hash = hashSecret(cookie)
      const latest = new Date(now().getTime() + hours * 3_600_000)
      const own = principal.expiresAt === null ? latest : new Date(principal.expiresAt)
      const expiresAt = own < latest ? own : latest
      const kept = { principal, expiresAt: expiresAt.toISOString() }
      fresh.set(hash, kept)
      const row = {
        hash,
        principal: JSON.stringify(principal),
        expires_at: kept.expiresAt,
        ended_at: null,
      }
      // From then on the table is asked, so that it can be ended from anywhere.
      desk.later(
        (connection) => insertSession(connection, desk.dialect, row),
        () => fresh.delete(hash),
      )
      return { cookie, expiresAt }
    },
    async find(cookie) {
      const hash = hashSecret(cookie)
      if (ended.has(hash)) return null
      const kept = fresh.get(hash) ?? (await findKept(desk, hash))
      return kept !== null && kept.expiresAt > now().toISOString() ? kept : null
    },
    end(cookie) {
      const hash = hashSecret(cookie)
      ended.add(hash)
      desk.later(
        (connection) => endSession(connection, desk.dialect, hash, now().toISOString()),
        () => ended.delete(hash),
      )
    },
    sweep() {
      const time = now().toISOString()
      desk.later((connection) => deleteOldSessions(connection, desk.dialect, time))
    },
  }
}

async function findKept(desk: Desk, hash: string): Promise<Kept | null> {
  const row = await desk.read((connection) => findSession(connection, desk.dialect, hash))
  if (row === undefined || row.ended_at !== null) return null
  const principal = principalSchema.parse(JSON.parse(row.principal))
  return { principal, expiresAt: row.expires_at }
}
