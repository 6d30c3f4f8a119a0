import type { Request } from './reply.ts'
import { readBody } from './summary.ts'

/** Everything that a call names: parts of its path, values of its query and its body, and the key it is asked with. */
export function namesIn(request: Request): ReadonlySet<string> {
  const { authorization = '' } = request.headers
  return new Set([
    ...request.path.split('/'),
    ...request.query.values(),
    ...textsIn(readBody(request)),
    authorization.replace(/^Bearer /i, ''),
  ])
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
