import { Button, Checkbox, NumberInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import type { PromotionPlan, Run } from '../../api/contract.ts'
import { toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { useWords } from '../../words/words.ts'
import { Preview } from './preview.tsx'
import styles from './promotions.module.css'

/** First a look at what would happen; then the promotion of everybody who is ready, or of some. */
export function Start({ ready }: { readonly ready: number }) {
  const { t } = useWords()
  const words = t.promotions.start
  const { data: session } = useQuery(queries.session())
  const [limit, setLimit] = useState<number | null>(null)
  const [later, setLater] = useState(false)
  const request = { all: true, later, ...(limit === null ? {} : { limit }) }
  const look = useMutation({
    mutationFn: () =>
      call<PromotionPlan>('/api/promotions', { method: 'POST', body: { ...request, preview: true } }),
  })
  const start = useStart()
  return (
    <section className={styles.card}>
      <h2 className={styles.heading}>{words.title}</h2>
      <div className={styles.fields}>
        <NumberInput
          label={words.limit}
          description={words.limitHelp}
          value={limit ?? ''}
          min={1}
          max={ready}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          onChange={(value) => {
            setLimit(typeof value === 'number' ? value : null)
            look.reset()
          }}
        />
        <Checkbox
          label={words.later}
          description={words.laterHelp}
          checked={later}
          onChange={({ currentTarget }) => {
            setLater(currentTarget.checked)
            look.reset()
          }}
        />
      </div>
      {look.isError && <ProblemCard problem={toProblem(look.error)} focus />}
      {start.isError && <ProblemCard problem={toProblem(start.error)} focus />}
      {look.data === undefined ? (
        <Button onClick={() => look.mutate()} loading={look.isPending} disabled={ready === 0}>
          {ready === 0 ? words.nothing : words.look}
        </Button>
      ) : (
        <Preview
          plan={look.data}
          limit={limit}
          may={session?.can_write === true}
          starting={start.isPending}
          onStart={() => start.mutate(request)}
          onDiscard={() => look.reset()}
        />
      )}
    </section>
  )
}

export function useStart() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: Readonly<Record<string, unknown>>) =>
      call<Run>('/api/promotions', { method: 'POST', body }),
    onSuccess: async (run) => {
      client.setQueryData(queries.run(run.run_id).queryKey, run)
      await client.invalidateQueries(queries.migrations())
      await navigate({ to: '/runs/$id', params: { id: run.run_id } })
    },
  })
}
