import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Unpromoted } from '../../api/contract.ts'
import { toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { Pager, usePaged } from '../../parts/pager.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ScrollTable } from '../../parts/scroll-table.tsx'
import table from '../../parts/table.module.css'
import { useWords } from '../../words/words.ts'
import styles from './promotions.module.css'
import { useStart } from './start.tsx'

/** Where another try can end no differently, before the app has changed something. */
const hopeless = ['not-an-id', 'native']

/** Who is left, why, and another try where that may help. */
export function HeldUp({ left, count }: { readonly left: readonly Unpromoted[]; readonly count: number }) {
  const { t } = useWords()
  const words = t.promotions.held
  const { data: session } = useQuery(queries.session())
  const paged = usePaged(left, 25)
  const start = useStart()
  const reasons: Readonly<Record<string, string>> = words.reasons
  const remedies: Readonly<Record<string, string>> = words.remedies
  return (
    <section>
      <h2 className={styles.heading}>{words.title}</h2>
      {start.isError && <ProblemCard problem={toProblem(start.error)} focus />}
      <ScrollTable label={words.title} stacks>
        <thead>
          <tr>
            <th>{words.person}</th>
            <th>{words.reason}</th>
            <th>
              <span className={styles.hidden}>{words.retry}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {paged.shown.map(({ user, reason, message }) => (
            <tr key={user}>
              <th scope="row" className={table.mono}>
                {user}
              </th>
              <td data-label={words.reason}>
                <span>
                  {reasons[reason] ?? <span lang="en">{message}</span>}
                  {reason === 'refused' && <span lang="en"> {message}</span>}
                  <span className={styles.remedy}> {remedies[reason]}</span>
                </span>
              </td>
              <td className={table.fit}>
                {!hopeless.includes(reason) && (
                  <Button
                    size="xs"
                    variant="default"
                    disabled={session?.can_write !== true || start.isPending}
                    onClick={() => start.mutate({ users: [user] })}
                  >
                    {words.retry}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      <Pager paged={paged} />
      {count > left.length && <p className={styles.note}>{words.more(count - left.length)}</p>}
    </section>
  )
}
