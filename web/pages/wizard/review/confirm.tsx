import { Button, TextInput } from '@mantine/core'
import { IconArrowRight, IconCalendarTime } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Run } from '../../../api/contract.ts'
import { toProblem } from '../../../api/problem.ts'
import { queries } from '../../../api/queries.ts'
import { ProblemCard } from '../../../parts/problem-card.tsx'
import { organizationAddress } from '../../../words/names.ts'
import { useWords } from '../../../words/words.ts'
import { noticesOf, useDraft } from '../draft.ts'
import { lookAgain, usePlan } from '../use-plan.ts'
import styles from './review.module.css'

/** The last gate: the slug of the source, typed. */
export function Confirm({ ready }: { readonly ready: boolean }) {
  const { t } = useWords()
  const words = t.wizard.review
  const { stored, change, changing } = usePlan()
  const [draft] = useDraft(stored.id)
  const [typed, setTyped] = useState('')
  const [mismatch, setMismatch] = useState(false)
  const { data: session } = useQuery(queries.session())
  const start = useStart(stored.id)
  const slug = organizationAddress(stored.plan.source)
  const usable = stored.status === 'approved' || (stored.status === 'open' && !stored.approval_required)
  const may = ready && usable && session?.can_write === true
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    setMismatch(typed.trim() !== slug)
    if (typed.trim() !== slug) return
    start.mutate({
      plan_id: stored.id,
      revision: stored.revision,
      confirm: slug,
      notices: noticesOf(draft),
      ...(draft.runAt === null ? {} : { run_at: new Date(draft.runAt).toISOString() }),
    })
  }
  return (
    <form className={styles.confirm} onSubmit={submit} noValidate>
      <TextInput
        label={words.confirm(slug)}
        classNames={{ input: styles.slug ?? '' }}
        placeholder={slug}
        value={typed}
        disabled={!may}
        error={mismatch ? words.mismatch(slug) : null}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          setMismatch(false)
        }}
      />
      {start.isError && (
        <ProblemCard problem={toProblem(start.error)} focus>
          {toProblem(start.error).code === 'plan.stale' && (
            <Button
              size="xs"
              loading={changing}
              onClick={() => {
                start.reset()
                change({})
              }}
            >
              {t.wizard.again}
            </Button>
          )}
        </ProblemCard>
      )}
      <Button
        type="submit"
        size="md"
        disabled={!may}
        loading={start.isPending}
        rightSection={draft.runAt === null ? <IconArrowRight size={18} /> : <IconCalendarTime size={18} />}
      >
        {draft.runAt === null ? words.start : words.schedule}
      </Button>
    </form>
  )
}

function useStart(planId: string) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: Readonly<Record<string, unknown>>) =>
      call<Run>('/api/migrations', { method: 'POST', body }),
    onSuccess: async (run) => {
      client.setQueryData(queries.run(run.run_id).queryKey, run)
      void client.invalidateQueries({ queryKey: queries.plan(planId).queryKey })
      void client.invalidateQueries({ queryKey: queries.migrations().queryKey })
      await navigate({ to: '/runs/$id', params: { id: run.run_id } })
    },
    onError: (thrown) => lookAgain(client, planId, thrown),
  })
}
