import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import type { PlanRequest, StoredPlan } from '../../api/contract.ts'
import { queries } from '../../api/queries.ts'

export interface PlanInHand {
  readonly stored: StoredPlan
  /** Makes the plan again with other options; `onDone` is called when they hold. */
  readonly change: (options: PlanRequest, onDone?: () => void) => void
  /** The options that hold, or are about to. */
  readonly options: StoredPlan['plan']['options']
  readonly changing: boolean
  readonly error: unknown
}

/** The plan of this address, and the way to change it. The frame has loaded it before any step is drawn. */
export function usePlan(): PlanInHand {
  const { id } = useParams({ from: '/shell/plans/$id' })
  const client = useQueryClient()
  const { data: stored } = useSuspenseQuery(queries.plan(id))
  const mutation = useMutation({
    mutationFn: (options: PlanRequest) =>
      call<StoredPlan>(planPath(id), { method: 'PATCH', body: { options, revision: stored.revision } }),
    onSuccess: (plan) => client.setQueryData(queries.plan(id).queryKey, plan),
    // Somebody else may have changed it: then what is shown is as it is now.
    onError: () => client.invalidateQueries(queries.plan(id)),
  })
  const { isPending, variables, error, mutate } = mutation
  return {
    stored,
    change: (options, onDone) => mutate(options, onDone === undefined ? {} : { onSuccess: onDone }),
    options: { ...stored.plan.options, ...(isPending ? variables : {}) },
    changing: isPending,
    error,
  }
}

export function planPath(id: string, rest = ''): string {
  return `/api/plans/${encodeURIComponent(id)}${rest}`
}
