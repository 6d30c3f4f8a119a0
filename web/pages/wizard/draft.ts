import { useCallback, useSyncExternalStore } from 'react'
import type { NoticeWishes } from '../../api/contract.ts'

/** What is chosen on the way and is no part of the plan: kept in this window until the plan is used. */
export interface Draft {
  /** The question about administrators has been answered. */
  readonly answered: boolean
  /** Local date and time as the field writes it; empty while none is chosen; null: at once. */
  readonly runAt: string | null
  readonly notices: NoticeWishes
}

const fresh: Draft = { answered: false, runAt: null, notices: { before: false, after: true, send: true } }
const drafts = new Map<string, Draft>()
const listeners = new Set<() => void>()

export function useDraft(id: string): readonly [Draft, (change: Partial<Draft>) => void] {
  const draft = useSyncExternalStore(subscribe, () => read(id))
  const change = useCallback(
    (part: Partial<Draft>) => {
      drafts.set(id, { ...read(id), ...part })
      keep(id)
      for (const listener of listeners) listener()
    },
    [id],
  )
  return [draft, change]
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(id: string): Draft {
  const known = drafts.get(id)
  if (known !== undefined) return known
  const draft = { ...fresh, ...stored(id) }
  drafts.set(id, draft)
  return draft
}

function stored(id: string): Partial<Draft> {
  try {
    return JSON.parse(sessionStorage.getItem(`resettle-${id}`) ?? '{}')
  } catch {
    return {}
  }
}

function keep(id: string): void {
  try {
    sessionStorage.setItem(`resettle-${id}`, JSON.stringify(drafts.get(id)))
  } catch {
    // Storage may be forbidden: then a reload asks again.
  }
}

/** Nobody can be told before what begins at once. */
export function noticesOf({ notices, runAt }: Draft): NoticeWishes {
  return { ...notices, before: notices.before && runAt !== null }
}
