import { createHash } from 'node:crypto'

/**
 * JSON in the one form of RFC 8785: no spaces, members in the order of their UTF-16 code units, numbers and texts as
 * ECMAScript writes them. Equal documents give equal bytes, whoever writes them. Members without a value are left out.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return writeScalar(value)
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

/** SHA-256 in hexadecimal digits; text counts as UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

function writeScalar(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is not JSON`)
  const text = JSON.stringify(value)
  if (text === undefined) throw new TypeError(`a ${typeof value} is not JSON`)
  return text
}
