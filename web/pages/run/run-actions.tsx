import { Button, Group, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCalendarTime, IconPlugConnectedX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import type { Run, StoredPlan } from '../../api/contract.ts'
import { toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { organizationAddress } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import styles from './run.module.css'

/** A run that waits for its time, and the way to call it off. */
export function Scheduled({ run }: { readonly run: Run }) {
  const { t, f } = useWords()
  const { data: session } = useQuery(queries.session())
  const [asking, { open, close }] = useDisclosure(false)
  const cancel = useRunCall(run, 'cancel', close)
  if (run.run_at === null) return null
  return (
    <section className={styles.waiting}>
      <IconCalendarTime size={26} stroke={1.5} aria-hidden="true" />
      <div>
        <p className={styles.when}>{t.run.scheduledFor(f.dateTime(run.run_at), f.relative(run.run_at))}</p>
        <p className={styles.note}>{t.run.replan}</p>
        {cancel.isError && <ProblemCard problem={toProblem(cancel.error)} focus />}
        {session?.can_write === true && (
          <Button variant="default" onClick={open}>
            {t.run.cancel}
          </Button>
        )}
      </div>
      <Modal
        opened={asking}
        onClose={close}
        title={t.run.cancel}
        closeButtonProps={{ 'aria-label': t.common.actions.close }}
      >
        <p className={styles.note}>{t.run.cancelSure}</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t.run.keep}
          </Button>
          <Button color="red" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t.run.cancel}
          </Button>
        </Group>
      </Modal>
    </section>
  )
}

/** A run whose service ended under it: one sentence, one button. */
export function Interrupted({ run }: { readonly run: Run }) {
  const { t } = useWords()
  const { data: session } = useQuery(queries.session())
  const resume = useRunCall(run, 'resume')
  // Batch by batch: what was done before it was stopped or paused stays done.
  const goesOn = run.work === 'promotion'
  return (
    <section className={styles.waiting}>
      <IconPlugConnectedX size={26} stroke={1.5} aria-hidden="true" />
      <div>
        <p className={styles.note}>{goesOn ? t.promotions.run.kept : t.run.interruptedText}</p>
        {resume.isError && <ProblemCard problem={toProblem(resume.error)} focus />}
        <Button
          disabled={session?.can_write !== true}
          loading={resume.isPending}
          onClick={() => resume.mutate()}
        >
          {goesOn ? t.promotions.run.resume : t.run.resume}
        </Button>
      </div>
    </section>
  )
}

/** A plan is used once: after a failure there is a new one, with the same decisions. */
export function PlanAgain({ run }: { readonly run: Run }) {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const planId = run.plan_id
  const make = useMutation({
    mutationFn: async (id: string) => {
      const { plan } = await client.fetchQuery(queries.plan(id))
      return call<StoredPlan>('/api/plans', {
        method: 'POST',
        body: {
          source: organizationAddress(plan.source),
          target: organizationAddress(plan.target),
          options: plan.options,
        },
      })
    },
    onSuccess: async (stored) => {
      client.setQueryData(queries.plan(stored.id).queryKey, stored)
      await navigate({ to: '/plans/$id/$step', params: { id: stored.id, step: 'plan' } })
    },
  })
  if (planId === null) return null
  return (
    <>
      {make.isError && <ProblemCard problem={toProblem(make.error)} focus />}
      <Button size="xs" loading={make.isPending} onClick={() => make.mutate(planId)}>
        {t.run.again}
      </Button>
    </>
  )
}

function useRunCall(run: Run, verb: 'cancel' | 'resume', onDone?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call<Run>(`/api/runs/${encodeURIComponent(run.run_id)}/${verb}`, { method: 'POST' }),
    onSuccess: (next) => client.setQueryData(queries.run(run.run_id).queryKey, next),
    onSettled: async () => {
      onDone?.()
      await client.invalidateQueries(queries.run(run.run_id))
    },
  })
}
