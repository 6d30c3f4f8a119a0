import { IconArrowRight, IconPlugConnectedX } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import type { Run } from '../../api/contract.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { RunRoute } from '../../parts/route.tsx'
import { StatusTag } from '../../parts/status-tag.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { useWords } from '../../words/words.ts'
import { EventLog } from './event-log.tsx'
import { RunProgressCard } from './progress-card.tsx'
import { PromotionOutcome } from './promotion-outcome.tsx'
import styles from './run.module.css'
import { Interrupted, PlanAgain, Scheduled } from './run-actions.tsx'
import { type LogLine, useFollowedRun } from './use-run.ts'

export function RunPage() {
  const { id } = useParams({ from: '/shell/runs/$id' })
  const { query, log, connected } = useFollowedRun(id)
  return (
    <Loaded query={query} page>
      {(run) => <RunView key={id} run={run} log={log} connected={connected} />}
    </Loaded>
  )
}

interface Props {
  readonly run: Run
  readonly log: readonly LogLine[]
  readonly connected: boolean
}

function RunView({ run, log, connected }: Props) {
  const { t } = useWords()
  const title = t.run.titles[run.work][run.status]
  useTitle(title)
  return (
    <>
      <PageHeader
        above={<StatusTag status={run.status} />}
        title={<span aria-live="polite">{title}</span>}
        lead={run.status === 'running' ? t.run.leave : undefined}
      >
        <NextStep run={run} />
      </PageHeader>
      <div className={styles.page}>
        <RunRoute run={run} size="large" />
        {!connected && (
          <p className={styles.lost} role="status">
            <IconPlugConnectedX size={18} aria-hidden="true" /> {t.run.connectionLost}
          </p>
        )}
        {run.status === 'scheduled' && <Scheduled run={run} />}
        {run.status === 'interrupted' && <Interrupted run={run} />}
        {run.problem !== null && run.status === 'failed' && (
          <ProblemCard problem={run.problem}>
            <PlanAgain run={run} />
          </ProblemCard>
        )}
        {run.status !== 'scheduled' && run.status !== 'cancelled' && <RunProgressCard run={run} />}
        {run.work === 'promotion' && run.status !== 'failed' && <PromotionOutcome run={run} />}
        {log.length > 0 && <EventLog log={log} />}
      </div>
    </>
  )
}

function NextStep({ run }: { readonly run: Run }) {
  const { t } = useWords()
  if (run.status === 'done' && run.migration_id !== null) {
    return (
      <LinkButton
        to="/migrations/$id"
        params={{ id: run.migration_id }}
        rightSection={<IconArrowRight size={16} />}
      >
        {t.run.report}
      </LinkButton>
    )
  }
  if (run.work === 'promotion' || run.work === 'promotion-rollback') {
    return <LinkButton to="/promotions">{t.run.promotions}</LinkButton>
  }
  return (
    <LinkButton to="/history" variant="default">
      {t.run.history}
    </LinkButton>
  )
}
