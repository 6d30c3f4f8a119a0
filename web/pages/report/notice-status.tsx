import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { NoticeDocument, NoticeList } from '../../api/contract.ts'
import { toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Pager, usePaged } from '../../parts/pager.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ScrollTable } from '../../parts/scroll-table.tsx'
import table from '../../parts/table.module.css'
import { Tag, type Tone } from '../../parts/tag.tsx'
import { useWords } from '../../words/words.ts'
import styles from './report.module.css'

const tones: Readonly<Record<NoticeDocument['state'], Tone>> = {
  held: 'plain',
  waiting: 'plain',
  sending: 'target',
  sent: 'good',
  unknown: 'warn',
  refused: 'bad',
  failed: 'bad',
  unreachable: 'warn',
  cancelled: 'plain',
}

/** What goes on by itself. */
const underWay: readonly NoticeDocument['state'][] = ['waiting', 'sending']
/** Notices under way are looked at this often, in milliseconds. */
const REFRESH = 3_000

/** What may be tried again by hand. */
const repeatable: readonly NoticeDocument['state'][] = ['unknown', 'refused', 'failed']

/** Who was told, person by person. */
export function NoticeStatus({ migrationId }: { readonly migrationId: string }) {
  const query = useQuery({
    ...queries.notices(migrationId),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? REFRESH : false),
  })
  return (
    <Loaded query={query} lines={2}>
      {(list) => <Notices list={list} migrationId={migrationId} />}
    </Loaded>
  )
}

function isUnderWay(list: NoticeList | undefined): boolean {
  return list?.can_send === true && list.notices.some(({ state }) => underWay.includes(state))
}

interface Props {
  readonly list: NoticeList
  readonly migrationId: string
}

function Notices({ list: { notices, can_send: canSend }, migrationId }: Props) {
  const { t, f } = useWords()
  const client = useQueryClient()
  const words = t.report.notices
  const paged = usePaged(notices, 10)
  const retry = useMutation({
    mutationFn: (id: string) =>
      call<unknown>(`/api/notices/${encodeURIComponent(id)}/retry`, { method: 'POST' }),
    onSettled: () => client.invalidateQueries(queries.notices(migrationId)),
  })
  if (notices.length === 0) return <p className={styles.note}>{words.none}</p>
  return (
    <>
      {!canSend && <p className={styles.note}>{words.noMail}</p>}
      {retry.isError && <ProblemCard problem={toProblem(retry.error)} focus />}
      <p className={styles.tags}>
        {[...Map.groupBy(notices, ({ state }) => state)].map(([state, those]) => (
          <Tag key={state} tone={tones[state]}>
            {f.number(those.length)} {words.statuses[state]}
          </Tag>
        ))}
      </p>
      <ScrollTable label={t.report.sections.notices} stacks>
        <thead>
          <tr>
            <th>{words.recipient}</th>
            <th>{words.kind}</th>
            <th>{words.status}</th>
          </tr>
        </thead>
        <tbody>
          {paged.shown.map((notice) => (
            <tr key={notice.id}>
              <th scope="row">{notice.address ?? notice.name ?? `#${String(notice.user)}`}</th>
              <td data-label={words.kind}>{t.wizard.notices.kinds[notice.notice]}</td>
              <td data-label={words.status} className={table.fit}>
                <span>
                  <Tag tone={tones[notice.state]}>{words.statuses[notice.state]}</Tag>{' '}
                  {repeatable.includes(notice.state) && (
                    <Button size="xs" variant="default" onClick={() => retry.mutate(notice.id)}>
                      {words.retry}
                    </Button>
                  )}
                  {notice.problem !== null && (
                    <span className={table.soft} lang="en">
                      {' '}
                      {notice.problem}
                    </span>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      <Pager paged={paged} />
    </>
  )
}
