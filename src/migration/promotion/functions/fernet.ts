import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'

/** Version, time, vector, at least one block and the signature. */
const SHORTEST = 1 + 8 + 16 + 16 + 32

/**
 * Reads a token of https://github.com/fernet/spec with a key of 32 bytes, whatever its age; null where it is none, or
 * none of this key.
 */
export function readFernet(token: string, key: Buffer): string | null {
  const bytes = Buffer.from(token, 'base64url')
  if (!isFernet(token) || bytes.length < SHORTEST) return null
  const signed = bytes.subarray(0, -32)
  const signature = createHmac('sha256', key.subarray(0, 16)).update(signed).digest()
  if (!timingSafeEqual(signature, bytes.subarray(-32))) return null
  try {
    const decipher = createDecipheriv('aes-128-cbc', key.subarray(16), signed.subarray(9, 25))
    return Buffer.concat([decipher.update(signed.subarray(25)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** Whether a text looks like such a token: version 128, and a time before the year 2100. */
export function isFernet(text: string): boolean {
  return /^gAAAA[A-Za-z0-9_-]{90,}={0,2}$/.test(text)
}
