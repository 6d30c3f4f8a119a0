import type { Key } from './state.ts'

/** The keys, found by token, user, team and alias without looking at all of them: the fleet has tens of thousands. */
export interface KeyStore {
  get(token: string): Key | undefined
  /** Adds one, or replaces one of the same token. */
  put(key: Key): void
  /** Changes a key that is in the store; its owners are never changed in any other way. */
  change(key: Key, changes: Partial<Key>): void
  delete(token: string): void
  ofUser(userId: string): Key[]
  ofTeam(teamId: string): Key[]
  ofAlias(alias: string): Key[]
  /** In the order of creation. */
  all(): Key[]
}

const indexed = ['user_id', 'team_id', 'key_alias'] as const

export function createKeyStore(): KeyStore {
  const byToken = new Map<string, { readonly key: Key; readonly order: number }>()
  const indexes = { user_id: new Index(), team_id: new Index(), key_alias: new Index() }
  let order = 0

  const find = (name: (typeof indexed)[number], value: string): Key[] =>
    indexes[name]
      .tokens(value)
      .flatMap((token) => byToken.get(token) ?? [])
      .sort((a, b) => a.order - b.order)
      .map(({ key }) => key)
  const remove = (token: string): void => {
    const found = byToken.get(token)
    if (found === undefined) return
    for (const name of indexed) indexes[name].remove(found.key[name], token)
    byToken.delete(token)
  }
  return {
    get: (token) => byToken.get(token)?.key,
    put: (key) => {
      remove(key.token)
      order += 1
      byToken.set(key.token, { key, order })
      for (const name of indexed) indexes[name].add(key[name], key.token)
    },
    change: (key, changes) => {
      for (const name of indexed) indexes[name].remove(key[name], key.token)
      Object.assign(key, changes)
      for (const name of indexed) indexes[name].add(key[name], key.token)
    },
    delete: remove,
    ofUser: (userId) => find('user_id', userId),
    ofTeam: (teamId) => find('team_id', teamId),
    ofAlias: (alias) => find('key_alias', alias),
    all: () => [...byToken.values()].map(({ key }) => key),
  }
}

class Index {
  readonly #tokens = new Map<string, Set<string>>()

  tokens(value: string): string[] {
    return [...(this.#tokens.get(value) ?? [])]
  }

  add(value: string | null, token: string): void {
    if (value === null) return
    const tokens = this.#tokens.get(value) ?? new Set()
    this.#tokens.set(value, tokens.add(token))
  }

  remove(value: string | null, token: string): void {
    if (value !== null) this.#tokens.get(value)?.delete(token)
  }
}
