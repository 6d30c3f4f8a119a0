import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/** Where a request comes from: the address that the last trusted proxy saw. What stands left of it anybody can write. */
export function addressOf(c: Context, trustedProxies: number): string {
  if (trustedProxies > 0) {
    const seen = (c.req.header('X-Forwarded-For') ?? '').split(',').map((one) => one.trim())
    const address = seen.at(-trustedProxies)
    if (address !== undefined && address !== '') return address.slice(0, 100)
  }
  const isOnWire = typeof c.env === 'object' && c.env !== null && 'incoming' in c.env
  return isOnWire ? (getConnInfo(c).remote.address ?? 'unknown') : 'memory'
}
