import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { StoredPlan } from '../../../api/contract.ts'
import { queries } from '../../../api/queries.ts'
import { lookAgain, planPath } from '../use-plan.ts'
import { itemKey, type Wanted } from './groups.ts'

export interface Decisions {
  readonly decide: (wanted: readonly Wanted[]) => void
  /** What was asked for and is not in the plan yet, by `resource id`. */
  readonly waiting: ReadonlyMap<string, Wanted>
  readonly busy: boolean
  readonly error: unknown
}

/**
 * Sends decisions one batch after the other, since each makes the plan again: whoever decides quickly is not slowed
 * down, and what they decide meanwhile goes with the next batch.
 */
export function useDecisions(planId: string): Decisions {
  const client = useQueryClient()
  const queue = useRef<Wanted[]>([])
  const running = useRef(false)
  const [waiting, setWaiting] = useState<ReadonlyMap<string, Wanted>>(new Map())
  const { mutateAsync, error, isPending } = useMutation({
    mutationFn: (decisions: readonly Wanted[]) => {
      const revision = client.getQueryData(queries.plan(planId).queryKey)?.revision
      return call<StoredPlan>(planPath(planId, '/decisions'), {
        method: 'POST',
        body: { decisions, revision },
      })
    },
    onSuccess: (plan) => client.setQueryData(queries.plan(planId).queryKey, plan),
    onError: (thrown) => lookAgain(client, planId, thrown),
  })

  const flush = useCallback(async () => {
    if (running.current) return
    running.current = true
    try {
      while (queue.current.length > 0) {
        const batch = queue.current
        queue.current = []
        await mutateAsync(batch)
        setWaiting(byItem(queue.current))
      }
    } catch {
      // The mutation holds the problem, and the workbench shows it; the plan is as it was.
      queue.current = []
      setWaiting(new Map())
    } finally {
      running.current = false
    }
  }, [mutateAsync])

  const decide = useCallback(
    (wanted: readonly Wanted[]) => {
      queue.current = [...queue.current, ...wanted]
      setWaiting((before) => new Map([...before, ...byItem(wanted)]))
      void flush()
    },
    [flush],
  )
  return { decide, waiting, busy: isPending, error }
}

export function waitingKey(resource: string, id: Wanted['id']): string {
  return `${resource} ${id === undefined ? '*' : itemKey(id)}`
}

function byItem(wanted: readonly Wanted[]): Map<string, Wanted> {
  return new Map(wanted.map((one) => [waitingKey(one.resource, one.id), one]))
}
