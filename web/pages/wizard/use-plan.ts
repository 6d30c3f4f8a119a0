import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import type { PlanRequest, StoredPlan } from '../../api/contract.ts'
import { queries } from '../../api/queries.ts'

export interface PlanInHand {
  readonly stored: StoredPlan
  /** Makes the plan again with other options. */
  readonly change: (options: PlanRequest) => void
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
  return { stored, change: mutation.mutate, changing: mutation.isPending, error: mutation.error }
}

export function planPath(id: string, rest = ''): string {
  return `/api/plans/${encodeURIComponent(id)}${rest}`
}
