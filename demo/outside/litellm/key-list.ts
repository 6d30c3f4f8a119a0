import { InvalidRequest } from './errors.ts'
import type { Endpoint } from './input.ts'
import { keyRow } from './rows.ts'
import { dashboardTeam, type Key, type State } from './state.ts'

/** `GET /key/list`: ten at a time, newest first; hashes, or whole rows with `return_full_object`. */
export const listKeys: Endpoint = (context, { query }) => {
  const page = readCount(query, 'page', 1, Number.POSITIVE_INFINITY)
  const size = readCount(query, 'size', 10, 100)
  const found = findKeys(context.state, query).reverse()
  const shown = found.slice((page - 1) * size, page * size)
  const isFull = query.get('return_full_object') === 'true'
  return {
    keys: shown.map((key) => (isFull ? keyRow(context, key, 'token') : key.token)),
    total_count: found.length,
    current_page: page,
    total_pages: Math.ceil(found.length / size),
  }
}

function findKeys({ keys }: State, query: URLSearchParams): Key[] {
  const [userId, teamId] = [query.get('user_id'), query.get('team_id')]
  const candidates =
    userId !== null ? keys.ofUser(userId) : teamId !== null ? keys.ofTeam(teamId) : keys.all()
  return candidates.filter(
    (key) =>
      key.team_id !== dashboardTeam &&
      (teamId ?? key.team_id) === key.team_id &&
      (query.get('key_alias') ?? key.key_alias) === key.key_alias &&
      (query.get('key_hash') ?? key.token) === key.token,
  )
}

function readCount(query: URLSearchParams, name: string, otherwise: number, most: number): number {
  const count = Number(query.get(name) ?? otherwise)
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new InvalidRequest('query', name, `Input should be between 1 and ${most}`)
  return count
}
