import { IconCheck, IconCircle, IconLoader2 } from '@tabler/icons-react'
import type { Run, RunProgress, RunTable } from '../../api/contract.ts'
import { Meter } from '../../parts/meter.tsx'
import { actorName, resourceName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import styles from './run.module.css'

type Phase = RunProgress['phase']

const phases: Readonly<Record<Run['work'], readonly Phase[]>> = {
  migration: ['planning', 'locking', 'checking', 'moving', 'verifying', 'committing'],
  rollback: ['planning', 'locking', 'checking', 'restoring', 'verifying', 'committing'],
  promotion: ['planning', 'promoting', 'outside'],
  'promotion-rollback': ['planning', 'restoring'],
}

export function RunProgressCard({ run }: { readonly run: Run }) {
  const { t, f } = useWords()
  const { progress, status } = run
  const share = status === 'done' ? 1 : progress.total > 0 ? progress.done / progress.total : null
  return (
    <section className={styles.card} aria-label={t.run.progress}>
      <Phases run={run} />
      <div className={styles.overall}>
        <Meter
          share={status === 'running' ? share : (share ?? 0)}
          label={t.run.progress}
          tone={status === 'done' ? 'good' : status === 'failed' ? 'bad' : 'going'}
        />
        <p className={styles.counted}>
          <strong>{share === null ? '' : f.percent(share)}</strong>
          <span>
            {(isAboutPeople(run) ? t.run.peopleOf : t.run.rowsOf)(
              status === 'done' ? progress.total : progress.done,
              progress.total,
            )}
          </span>
        </p>
      </div>
      <Facts run={run} />
      {progress.tables.length > 0 && <Tables tables={progress.tables} />}
    </section>
  )
}

function Phases({ run: { work, progress, status } }: { readonly run: Run }) {
  const { t } = useWords()
  const all = phases[work]
  const current = status === 'done' ? all.length : all.indexOf(progress.phase)
  return (
    <ol className={styles.phases} aria-label={t.run.phasesLabel}>
      {all.map((phase, index) => {
        const state = index < current ? 'done' : index === current ? 'now' : 'next'
        return (
          <li key={phase} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
            {state === 'done' ? (
              <IconCheck size={15} stroke={2.6} aria-hidden="true" />
            ) : state === 'now' ? (
              <IconLoader2 size={15} className={styles.turning} aria-hidden="true" />
            ) : (
              <IconCircle size={15} aria-hidden="true" />
            )}
            {t.run.phases[phase]}
          </li>
        )
      })}
    </ol>
  )
}

function Facts({ run }: { readonly run: Run }) {
  const { t, f } = useWords()
  const { rate, eta_seconds: eta, started_at: started, finished_at: finished } = run
  const took =
    started === null || finished === null ? null : (Date.parse(finished) - Date.parse(started)) / 1000
  return (
    <dl className={styles.facts}>
      {(rate !== null || took === null) && (
        <div>
          <dt>{t.run.rate}</dt>
          <dd>
            {rate === null
              ? t.run.unknown
              : (isAboutPeople(run) ? t.run.peoplePerSecond : t.run.perSecond)(Math.round(rate))}
          </dd>
        </div>
      )}
      {took === null ? (
        <div>
          <dt>{t.run.left}</dt>
          <dd>{eta === null ? t.run.unknown : eta < 1 ? t.run.soon : f.duration(eta)}</dd>
        </div>
      ) : (
        <div>
          <dt>{t.run.took}</dt>
          <dd>{took < 1 ? t.common.lessThanASecond : f.duration(took)}</dd>
        </div>
      )}
      {started !== null && (
        <div>
          <dt>{t.run.began}</dt>
          <dd>{f.dateTime(started)}</dd>
        </div>
      )}
      <div>
        <dt>{t.run.by}</dt>
        <dd>{actorName(run.created_by)}</dd>
      </div>
    </dl>
  )
}

function Tables({ tables }: { readonly tables: readonly RunTable[] }) {
  const { t, f } = useWords()
  return (
    <>
      <h2 className={styles.heading}>{t.run.tables}</h2>
      <ul className={styles.tables}>
        {tables.map(({ table, resource, rows, state }) => (
          <li key={table} data-state={state} title={table}>
            {state === 'done' ? (
              <IconCheck size={16} stroke={2.4} aria-hidden="true" />
            ) : state === 'moving' ? (
              <IconLoader2 size={16} className={styles.turning} aria-hidden="true" />
            ) : (
              <IconCircle size={16} aria-hidden="true" />
            )}
            <span className={styles.tableName}>{resourceName(t, resource)}</span>
            <span className={styles.tableRows}>{f.number(rows)}</span>
            <span className={styles.hidden}>{t.run.states[state]}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** What a promotion counts is people, not rows. */
function isAboutPeople({ work }: Run): boolean {
  return work === 'promotion' || work === 'promotion-rollback'
}
