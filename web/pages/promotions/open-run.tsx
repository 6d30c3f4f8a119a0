import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { Run } from '../../api/contract.ts'
import { toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { Meter } from '../../parts/meter.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { useWords } from '../../words/words.ts'
import styles from './promotions.module.css'

/** A promotion under way or paused. What is done stays done, so a pause is a stop from which it goes on. */
export function OpenRun({ run }: { readonly run: Run }) {
  const { t } = useWords()
  const words = t.promotions.run
  const client = useQueryClient()
  const { data: session } = useQuery(queries.session())
  const running = run.status === 'running'
  const turn = useMutation({
    mutationFn: (verb: 'cancel' | 'resume') =>
      call<Run>(`/api/runs/${encodeURIComponent(run.run_id)}/${verb}`, { method: 'POST' }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries(queries.migrations()),
        client.invalidateQueries(queries.promotions()),
      ]),
  })
  const { done, total } = run.progress
  return (
    <section className={styles.card} aria-label={running ? words.going : words.paused}>
      <h2 className={styles.heading}>{running ? words.going : words.paused}</h2>
      <Meter share={total > 0 ? done / total : null} label={t.run.progress} />
      <p className={styles.note}>
        {t.run.peopleOf(done, total)} · {words.kept}
      </p>
      {turn.isError && <ProblemCard problem={toProblem(turn.error)} focus />}
      <div className={styles.buttons}>
        {session?.can_write === true && (
          <Button
            variant={running ? 'default' : 'filled'}
            leftSection={running ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
            loading={turn.isPending}
            onClick={() => turn.mutate(running ? 'cancel' : 'resume')}
          >
            {running ? words.pause : words.resume}
          </Button>
        )}
        <LinkButton to="/runs/$id" params={{ id: run.run_id }} variant="default">
          {words.follow}
        </LinkButton>
      </div>
    </section>
  )
}
