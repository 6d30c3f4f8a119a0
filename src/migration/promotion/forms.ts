import { createHash } from 'node:crypto'
import type { PromotionRule } from '../../blueprint/promotion.ts'

const uuid = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i

/** The one key that every way of writing a user's id stands for; null where it can be none. */
export function userKey(id: PromotionRule['id'], written: string): string | null {
  if (id === 'text') return written === '' ? null : written
  const parts = uuid.exec(written.trim())
  return parts === null ? null : parts.slice(1).join('-').toLowerCase()
}

/** The ways in which a user's id may be written in columns of text, the key first. All of them can use an index. */
export function formsOf(id: PromotionRule['id'], key: string, seen: Iterable<string> = []): string[] {
  const bare = key.replaceAll('-', '')
  const usual = id === 'text' ? [key] : [key, key.toUpperCase(), bare, bare.toUpperCase()]
  return [...new Set([...usual, ...seen])]
}

/** The key of the organization that a user becomes. */
export function organizationKey(rule: PromotionRule, blueprint: string, key: string): string {
  if (rule.organization_id === 'user') return key
  // A UUID of version 8, made of a hash: the same each time, so that a repeated promotion finds what it made.
  const hash = createHash('sha256').update(`${blueprint}\n${key}`).digest('hex')
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 3) | 8).toString(16)
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}
