import { NativeSelect } from '@mantine/core'
import { IconArrowLeft, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import type { Rollback } from '../../api/contract.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Pager, usePaged } from '../../parts/pager.tsx'
import { Route } from '../../parts/route.tsx'
import { ScrollTable } from '../../parts/scroll-table.tsx'
import table from '../../parts/table.module.css'
import { useTitle } from '../../parts/use-title.ts'
import { organizationName, resourceName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import { UndoConfirm } from './confirm.tsx'
import type { UndoStrategy } from './strategy.ts'
import styles from './undo.module.css'

/** First the preview; then, confirmed, the undo itself. */
export function UndoPage() {
  const { t } = useWords()
  const { id } = useParams({ from: '/shell/migrations/$id/undo' })
  useTitle(t.undo.title)
  const [strategy, setStrategy] = useState<UndoStrategy>('rename')
  const query = useQuery({
    queryKey: ['undo', id, strategy],
    queryFn: ({ signal }) =>
      call<Rollback>(`/api/migrations/${encodeURIComponent(id)}/rollback`, {
        method: 'POST',
        // To stop at conflicts is for the undo itself: the preview shows them.
        body: { preview: true, conflict_strategy: strategy === 'fail' ? 'rename' : strategy },
        signal,
      }),
    staleTime: 0,
  })
  return (
    <>
      <PageHeader title={t.undo.title} lead={t.undo.lead}>
        <LinkButton
          to="/migrations/$id"
          params={{ id }}
          variant="default"
          leftSection={<IconArrowLeft size={16} />}
        >
          {t.undo.report}
        </LinkButton>
      </PageHeader>
      <Loaded query={query}>
        {(preview) => (
          <div className={styles.page}>
            <Route source={preview.target} target={preview.source} size="large" />
            <div className={styles.columns}>
              <div className={styles.main}>
                <Outline preview={preview} />
                {preview.conflicts.length > 0 && (
                  <Conflicts preview={preview} strategy={strategy} onStrategy={setStrategy} />
                )}
                {preview.left_behind.length > 0 && <LeftBehind left={preview.left_behind} />}
                {preview.kept.length > 0 && <Kept kept={preview.kept} />}
              </div>
              <UndoConfirm id={id} preview={preview} strategy={strategy} />
              <Tables tables={preview.tables} />
            </div>
          </div>
        )}
      </Loaded>
    </>
  )
}

/** What the undo does, in sentences. */
function Outline({ preview }: { readonly preview: Rollback }) {
  const { t } = useWords()
  const rows = Object.values(preview.resources_restored).reduce((sum, count) => sum + count, 0)
  const clean = [preview.conflicts, preview.kept, preview.left_behind].every(({ length }) => length === 0)
  return (
    <section className={styles.outline}>
      <ul>
        <li>{t.undo.returns(t.common.rows(rows))}</li>
        {preview.renamed.length > 0 && <li>{t.undo.names(preview.renamed.length)}</li>}
        {preview.source_restored && <li>{t.undo.source(organizationName(preview.source))}</li>}
        {preview.kept.length > 0 && <li>{t.undo.kept(preview.kept.length)}</li>}
      </ul>
      {clean && (
        <p className={styles.clean}>
          <IconCircleCheck size={20} aria-hidden="true" /> {t.undo.clean}
        </p>
      )}
    </section>
  )
}

interface ConflictsProps {
  readonly preview: Rollback
  readonly strategy: UndoStrategy
  readonly onStrategy: (strategy: UndoStrategy) => void
}

function Conflicts({ preview: { conflicts }, strategy, onStrategy }: ConflictsProps) {
  const { t } = useWords()
  const words = t.undo
  const paged = usePaged(conflicts, 25)
  return (
    <section>
      <h2 className={styles.heading}>{words.conflicts(conflicts.length)}</h2>
      <NativeSelect
        className={styles.strategy ?? ''}
        label={words.strategy}
        description={words.strategyText[strategy]}
        value={strategy}
        onChange={({ currentTarget }) => onStrategy(currentTarget.value as UndoStrategy)}
        data={(['rename', 'skip', 'fail'] as const).map((value) => ({
          value,
          label: words.strategies[value],
        }))}
      />
      <ScrollTable label={words.conflicts(conflicts.length)}>
        <thead>
          <tr>
            <th>{words.resource}</th>
            <th>{words.name}</th>
            <th>{words.reason}</th>
            <th>{words.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {paged.shown.map(({ resource, id, name, reason, proposed }) => (
            <tr key={`${resource} ${String(id)}`}>
              <td className={`${table.fit} ${table.soft}`}>{resourceName(t, resource)}</td>
              <td className={table.mono}>{name ?? `#${String(id)}`}</td>
              <td>{words.reasons[reason]}</td>
              <td>
                {words.actions[proposed.action]} {proposed.name !== null && <code>{proposed.name}</code>}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      <Pager paged={paged} />
    </section>
  )
}

function LeftBehind({ left }: { readonly left: Rollback['left_behind'] }) {
  const { t, f } = useWords()
  return (
    <section>
      <h2 className={styles.heading}>{t.undo.leftBehind}</h2>
      <p className={styles.note}>{t.undo.leftBehindText}</p>
      <ul className={styles.kept}>
        {left.map(({ resource, count, samples }) => (
          <li key={resource}>
            {resourceName(t, resource)}: {f.number(count)}{' '}
            <span className={table.soft}>
              {samples.map(({ id, name }) => name ?? `#${String(id)}`).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Kept({ kept }: Pick<Rollback, 'kept'>) {
  const { t } = useWords()
  const paged = usePaged(kept, 10)
  return (
    <section>
      <h2 className={styles.heading}>{t.undo.kept(kept.length)}</h2>
      <ul className={styles.kept} lang="en">
        {paged.shown.map(({ resource, id, column, message }) => (
          <li key={`${resource} ${String(id)} ${column}`}>{message}</li>
        ))}
      </ul>
      <Pager paged={paged} />
    </section>
  )
}

function Tables({ tables }: Pick<Rollback, 'tables'>) {
  const { t, f } = useWords()
  return (
    <section className={styles.tables}>
      <h2 className={styles.heading}>{t.undo.what}</h2>
      <ScrollTable label={t.undo.what}>
        <thead>
          <tr>
            <th>{t.undo.resource}</th>
            <th className={table.number}>{t.undo.rows}</th>
          </tr>
        </thead>
        <tbody>
          {tables.toReversed().map(({ resource, table: name, restored }) => (
            <tr key={name}>
              <th scope="row">{resourceName(t, resource)}</th>
              <td className={table.number}>{f.number(restored)}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  )
}
