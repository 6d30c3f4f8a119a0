import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MigrationSummary, MigrationsAndRuns, Run } from '../../api/contract.ts'
import { queries } from '../../api/queries.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Route, RunRoute } from '../../parts/route.tsx'
import { ScrollTable } from '../../parts/scroll-table.tsx'
import { StatusTag } from '../../parts/status-tag.tsx'
import table from '../../parts/table.module.css'
import { useTitle } from '../../parts/use-title.ts'
import { actorName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import styles from './history.module.css'

/** A run under way is looked at this often, in milliseconds. */
const REFRESH = 3_000
/** Runs of one kind that are listed; the newest come first. */
const SOME = 20

export function HistoryPage() {
  const { t } = useWords()
  useTitle(t.history.title)
  const query = useQuery({
    ...queries.migrations(),
    refetchInterval: ({ state }) => (state.data?.runs.some(isOpen) ? REFRESH : false),
  })
  return (
    <>
      <PageHeader title={t.history.title} lead={t.history.lead} />
      <Loaded query={query}>{(document) => <Lists document={document} />}</Loaded>
    </>
  )
}

function Lists({ document: { migrations, runs } }: { readonly document: MigrationsAndRuns }) {
  const { t } = useWords()
  const open = runs.filter(isOpen)
  const failed = runs.filter(({ status }) => status === 'failed').slice(0, SOME)
  const promotions = runs.filter(isEndedPromotion).slice(0, SOME)
  if (migrations.length + open.length + failed.length + promotions.length === 0) {
    return (
      <EmptyState
        icon={<IconHistory size={44} stroke={1.3} />}
        title={t.history.empty}
        text={t.history.emptyText}
      >
        <LinkButton to="/organizations">{t.history.start}</LinkButton>
      </EmptyState>
    )
  }
  return (
    <div className={styles.lists}>
      <Runs title={t.history.now} runs={open} />
      {migrations.length > 0 && (
        <section>
          <h2 className={styles.heading}>{t.history.done}</h2>
          <MigrationTable migrations={migrations} />
        </section>
      )}
      <Runs title={t.promotions.title} runs={promotions} />
      <Runs title={t.history.failed} runs={failed} />
    </div>
  )
}

interface RunsProps {
  readonly title: string
  readonly runs: readonly Run[]
}

function Runs({ title, runs }: RunsProps) {
  if (runs.length === 0) return null
  return (
    <section>
      <h2 className={styles.heading}>{title}</h2>
      <RunTable title={title} runs={runs} />
    </section>
  )
}

function RunTable({ title, runs }: RunsProps) {
  const { t, f } = useWords()
  return (
    <ScrollTable label={title} stacks>
      <thead>
        <tr>
          <th>{t.history.what}</th>
          <th>{t.history.status}</th>
          <th>{t.history.when}</th>
          <th>
            <span className={styles.hidden}>{t.history.follow}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.run_id}>
            <th scope="row">
              <RunName run={run} />
            </th>
            <td data-label={t.history.status} className={table.fit}>
              <StatusTag status={run.status} />
            </td>
            <td data-label={t.history.when} className={table.fit}>
              {f.dateTime(run.run_at ?? run.started_at ?? run.created_at)}
            </td>
            <td className={table.fit}>
              <LinkButton to="/runs/$id" params={{ id: run.run_id }} variant="default" size="xs">
                {run.status === 'running' ? t.history.follow : t.history.look}
              </LinkButton>
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  )
}

function RunName({ run }: { readonly run: Run }) {
  const { work, source, target, progress, created_by } = run
  const { t } = useWords()
  const by = t.history.by(actorName(created_by))
  if (source === null || target === null) {
    return (
      <>
        {t.history.work[work]}
        <span className={styles.under}>
          {t.common.people(progress.done)} · {by}
        </span>
      </>
    )
  }
  return (
    <>
      <RunRoute run={run} />
      <span className={styles.under}>
        {t.history.work[work]} · {by}
      </span>
    </>
  )
}

function MigrationTable({ migrations }: { readonly migrations: readonly MigrationSummary[] }) {
  const { t, f } = useWords()
  const { data: session } = useQuery(queries.session())
  return (
    <ScrollTable label={t.history.done} stacks>
      <thead>
        <tr>
          <th>{t.history.what}</th>
          <th className={table.number}>{t.history.rows}</th>
          <th>{t.history.status}</th>
          <th>{t.history.when}</th>
          <th>
            <span className={styles.hidden}>{t.history.report}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {migrations.map((migration) => (
          <tr key={migration.migration_id}>
            <th scope="row">
              <Link to="/migrations/$id" params={{ id: migration.migration_id }} className={styles.title}>
                <Route source={migration.source} target={migration.target} />
              </Link>
              <span className={`${styles.under} ${table.mono}`}>{migration.migration_id}</span>
            </th>
            <td data-label={t.history.rows} className={table.number}>
              {f.number(migration.rows)}
            </td>
            <td data-label={t.history.status} className={table.fit}>
              <StatusTag status={migration.status} />
            </td>
            <td data-label={t.history.when} className={table.fit}>
              <span>
                <time dateTime={migration.finished_at}>{f.dateTime(migration.finished_at)}</time>
                {migration.rolled_back_at !== null && (
                  <span className={styles.under}>
                    {t.history.undone(f.dateTime(migration.rolled_back_at))}
                  </span>
                )}
              </span>
            </td>
            <td className={table.fit}>
              <div className={styles.actions}>
                <LinkButton
                  to="/migrations/$id"
                  params={{ id: migration.migration_id }}
                  variant="default"
                  size="xs"
                >
                  {t.history.report}
                </LinkButton>
                {migration.status === 'done' && session?.can_write === true && (
                  <LinkButton
                    to="/migrations/$id/undo"
                    params={{ id: migration.migration_id }}
                    variant="default"
                    size="xs"
                  >
                    {t.history.undo}
                  </LinkButton>
                )}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  )
}

/** Promotions have no entry among the migrations, so their runs tell of them. */
function isEndedPromotion({ work, status }: Run): boolean {
  return work.startsWith('promotion') && (status === 'done' || status === 'cancelled')
}

function isOpen({ status }: Run): boolean {
  return status === 'running' || status === 'scheduled' || status === 'interrupted'
}
