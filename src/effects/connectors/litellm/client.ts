import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ReadingTools } from '../../connector.ts'
import { type Ask, createAsk, type LiteLlmSettings, Refusal } from './http.ts'
import {
  keyPageSchema,
  keySchema,
  type LiteLlmKey,
  type LiteLlmTeam,
  type LiteLlmUser,
  readAs,
  teamSchema,
  toTeam,
} from './rows.ts'
import { createUserReader, type UserMemory } from './users.ts'

/** The part of LiteLLM's management API that we use; each verb is one request, but for pages. */
export interface LiteLlmClient {
  /** Null for a user whom LiteLLM does not know. */
  findUser(userId: string): Promise<LiteLlmUser | null>
  findTeam(teamId: string): Promise<LiteLlmTeam | null>
  /** All pages. */
  listKeys(of: { readonly user_id: string } | { readonly team_id: string }): Promise<LiteLlmKey[]>
  findKey(token: string): Promise<LiteLlmKey | null>
  /**
   * Whether LiteLLM takes this key: `dead` only where it says so, `unclear` where it says nothing of the key. Throws
   * where it cannot be asked now.
   */
  tryKey(key: string): Promise<'alive' | 'dead' | 'unclear'>
  createTeam(team: Fields & { readonly team_id: string }): Promise<'created' | 'exists'>
  updateTeam(teamId: string, changes: Fields): Promise<void>
  deleteTeam(teamId: string): Promise<void>
  addMember(teamId: string, userId: string, budget: number | null): Promise<void>
  updateMember(teamId: string, userId: string, budget: number): Promise<void>
  /** In newer versions it deletes the member's keys in the team as well. */
  removeMember(teamId: string, userId: string): Promise<void>
  updateUser(userId: string, changes: Fields): Promise<void>
  updateKey(token: string, changes: Fields): Promise<KeyUpdate>
  /** To another team, or to none; with the models that the key has, in versions too that would empty their list. */
  moveKey(key: Pick<LiteLlmKey, 'token' | 'models'>, teamId: string | null): Promise<KeyUpdate>
  generateKey(key: Fields & { readonly key: string }): Promise<'made' | 'alias-taken'>
  deleteKey(token: string): Promise<void>
}

type Fields = Readonly<Record<string, unknown>>

/** `gone`: LiteLLM does not know the key; `refused`: it knows the key and will not do it. */
export type KeyUpdate =
  /** The key's models, where the answer has them. */
  | { readonly is: 'done'; readonly models: readonly string[] | null }
  | { readonly is: 'gone' }
  | { readonly is: 'refused'; readonly why: Refusal }

/** What LiteLLM keeps of a key and calls its token. */
export function tokenOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

const PAGE = 100

export function createClient(
  settings: LiteLlmSettings,
  tools: Pick<ReadingTools, 'turn' | 'pause' | 'signal'>,
  memory: UserMemory,
): LiteLlmClient {
  const raw = createAsk(settings, tools)
  const ask: Ask = (request) => raw(request).catch(toFailure)
  const post = async (path: string, body: Fields): Promise<void> => {
    await ask({ method: 'POST', path, body })
  }
  /** A change that may find that it is made already. */
  const postUnless = async (
    path: string,
    body: Fields,
    isDone: (why: Refusal) => boolean,
  ): Promise<boolean> => {
    try {
      await raw({ method: 'POST', path, body })
      return true
    } catch (thrown) {
      if (thrown instanceof Refusal && isDone(thrown)) return false
      return toFailure(thrown)
    }
  }
  const find = async (path: string, query: Record<string, string>): Promise<unknown> => {
    try {
      return await raw({ method: 'GET', path, query })
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.status === 404 && thrown.isAboutRow()) return null
      return toFailure(thrown)
    }
  }
  const findKey = async (token: string): Promise<LiteLlmKey | null> => {
    const answer = await find('/key/info', { key: token })
    if (answer === null) return null
    const { info } = readAs(z.object({ info: z.record(z.string(), z.unknown()) }), answer, 'a key')
    return readAs(keySchema, { ...info, token }, 'a key')
  }

  const updateKey = async (token: string, changes: Fields): Promise<KeyUpdate> => {
    try {
      const answer = await raw({ method: 'POST', path: '/key/update', body: { key: token, ...changes } })
      const { models } = readAs(z.object({ models: z.array(z.string()).nullish() }), answer, 'a changed key')
      return { is: 'done', models: models ?? null }
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || ![400, 401, 403, 404].includes(thrown.status))
        return toFailure(thrown)
      // The same statuses are given for a key that is not there, for a team that will not have it, and for a caller
      // who may not: the key itself tells them apart.
      return (await findKey(token)) === null ? { is: 'gone' } : { is: 'refused', why: thrown }
    }
  }

  return {
    findUser: createUserReader(raw, find, memory),
    async findTeam(teamId) {
      const answer = await find('/team/info', { team_id: teamId })
      return answer === null ? null : toTeam(readAs(teamSchema, answer, 'a team'))
    },
    findKey,
    async listKeys(of) {
      const found = new Map<string, LiteLlmKey | null>()
      for (let page = 1; ; page += 1) {
        const query = { ...of, page: String(page), size: String(PAGE), return_full_object: 'true' }
        const answer = await ask({ method: 'GET', path: '/key/list', query })
        const { keys, total_pages: pages } = readAs(keyPageSchema, answer, 'a list of keys')
        for (const key of keys) {
          if (typeof key === 'string') found.set(key, await findKey(key))
          else found.set(key.token, key)
        }
        if (typeof pages === 'number' ? page >= pages : keys.length < PAGE) break
      }
      return [...found.values()].filter((key) => key !== null)
    },
    tryKey: async (key) => (looksLikeKey(key) ? tryKey(raw, key) : 'unclear'),
    async createTeam(team) {
      const isNew = await postUnless(
        '/team/new',
        team,
        (why) => why.status === 400 && why.says('already exists'),
      )
      return isNew ? 'created' : 'exists'
    },
    updateTeam: (teamId, changes) => post('/team/update', { team_id: teamId, ...changes }),
    async deleteTeam(teamId) {
      await postUnless('/team/delete', { team_ids: [teamId] }, (why) => why.status === 404)
    },
    async addMember(teamId, userId, budget) {
      const body = {
        team_id: teamId,
        member: { user_id: userId, role: 'user' },
        ...(budget === null ? {} : { max_budget_in_team: budget }),
      }
      await postUnless('/team/member_add', body, (why) => why.status === 400 && why.says('already in team'))
    },
    updateMember: (teamId, userId, budget) =>
      post('/team/member_update', { team_id: teamId, user_id: userId, max_budget_in_team: budget }),
    async removeMember(teamId, userId) {
      // A member or a team that is not there is answered with 400 and not with 404.
      const isGone = (why: Refusal) =>
        [400, 404].includes(why.status) && (why.says('not found') || why.says('does not exist'))
      await postUnless('/team/member_delete', { team_id: teamId, user_id: userId }, isGone)
    },
    updateUser: (userId, changes) => post('/user/update', { user_id: userId, ...changes }),
    updateKey,
    async moveKey({ token, models }, teamId) {
      const own = models.length === 0 ? {} : { models }
      const update = await updateKey(token, { team_id: teamId, ...own })
      const isEmptied = update.is === 'done' && update.models?.length === 0 && models.length > 0
      return isEmptied ? updateKey(token, own) : update
    },
    async generateKey(key) {
      const isTaken = (why: Refusal) => why.status === 400 && why.says('alias') && why.says('already exists')
      return (await postUnless('/key/generate', key, isTaken)) ? 'made' : 'alias-taken'
    },
    async deleteKey(token) {
      await postUnless('/key/delete', { keys: [token] }, (why) => [400, 404].includes(why.status))
    },
  }
}

/** LiteLLM takes no others. What looks different may be sealed still: it goes nowhere, and a refusal would prove nothing. */
function looksLikeKey(text: string): boolean {
  return text.startsWith('sk-')
}

async function tryKey(ask: Ask, key: string): Promise<'alive' | 'dead' | 'unclear'> {
  try {
    await ask({ method: 'GET', path: '/v1/models', key })
    return 'alive'
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      if (thrown.status === 401 || thrown.status === 403) return 'dead'
      return thrown.says('budget') ? 'alive' : 'unclear'
    }
    throw thrown
  }
}

function toFailure(thrown: unknown): never {
  throw thrown instanceof Refusal ? thrown.toFailure() : thrown
}
