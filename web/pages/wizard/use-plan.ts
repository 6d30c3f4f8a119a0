import { type QueryClient, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { call } from '../../api/client.ts'
import type { PlanRequest, StoredPlan } from '../../api/contract.ts'
import { toProblem } from '../../api/problem.ts'
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

export const PlanContext = createContext<PlanInHand | null>(null)

/** The plan of this address, and the way to change it: one and the same for the frame and all its steps. */
export function usePlan(): PlanInHand {
  const plan = useContext(PlanContext)
  if (plan === null) throw new Error('There is no plan around this part')
  return plan
}

/** For the frame, which has loaded the plan already. */
export function usePlanInHand(id: string): PlanInHand {
  const client = useQueryClient()
  const { data: stored } = useSuspenseQuery(queries.plan(id))
  const { isPending, variables, error, mutate } = useMutation({
    mutationFn: (options: PlanRequest) =>
      call<StoredPlan>(planPath(id), { method: 'PATCH', body: { options, revision: stored.revision } }),
    onSuccess: (plan) => client.setQueryData(queries.plan(id).queryKey, plan),
    onError: (thrown) => lookAgain(client, id, thrown),
  })
  return {
    stored,
    change: (options, onDone) => mutate(options, onDone === undefined ? {} : { onSuccess: onDone }),
    options: { ...stored.plan.options, ...(isPending ? variables : {}) },
    changing: isPending,
    error,
  }
}

/** Where somebody else changed the plan, it is shown as it is now. */
export async function lookAgain(client: QueryClient, id: string, error: unknown): Promise<void> {
  if (toProblem(error).code.startsWith('plan.')) await client.invalidateQueries(queries.plan(id))
}

export function planPath(id: string, rest = ''): string {
  return `/api/plans/${encodeURIComponent(id)}${rest}`
}
