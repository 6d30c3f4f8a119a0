import { createHash, randomBytes } from 'node:crypto'

/** An id that grows with time: `pln_…`, `run_…`. */
export function createId(prefix: string, now: Date): string {
  const time = now.getTime().toString(36).padStart(9, '0')
  return `${prefix}_${time}${randomBytes(5).toString('hex')}`
}

/** A secret of 256 bits that can stand in an address or a header. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a secret. Secrets are random and long, so a plain hash cannot be guessed back. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
