import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { EffectDocument, PromotionStatus } from '../../api/contract.ts'
import { toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ScrollTable } from '../../parts/scroll-table.tsx'
import table from '../../parts/table.module.css'
import { useWords } from '../../words/words.ts'
import { EffectCounts } from './effect-counts.tsx'
import styles from './promotions.module.css'

/** What happens in other systems, and what a person must look at. */
export function Effects({ counts }: { readonly counts: PromotionStatus['effects'] }) {
  const { t } = useWords()
  const words = t.promotions.effects
  if (Object.values(counts).every((count) => count === 0)) return null
  return (
    <section>
      <h2 className={styles.heading}>{words.title}</h2>
      <EffectCounts counts={counts} />
      {(counts['needs-attention'] ?? 0) > 0 && <InNeed />}
    </section>
  )
}

function InNeed() {
  const { t, language } = useWords()
  const words = t.promotions.effects
  const whats: Readonly<Record<string, string>> = words.whats
  const client = useQueryClient()
  const { data: session } = useQuery(queries.session())
  const { data } = useQuery(queries.effectsInNeed())
  const retry = useMutation({
    mutationFn: (id: string) =>
      call<EffectDocument>(`/api/effects/${encodeURIComponent(id)}/retry`, { method: 'POST' }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries(queries.effectsInNeed()),
        client.invalidateQueries(queries.promotions()),
      ]),
  })
  if (data === undefined || data.effects.length === 0) return null
  return (
    <>
      {retry.isError && <ProblemCard problem={toProblem(retry.error)} focus />}
      <h3 className={styles.small}>{words.attention}</h3>
      <p className={styles.note}>{words.attentionHelp}</p>
      <ScrollTable label={words.attention} stacks>
        <thead>
          <tr>
            <th>{words.system}</th>
            <th>{words.what}</th>
            <th>{words.problem}</th>
            <th>
              <span className={styles.hidden}>{words.retry}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {data.effects.map(({ effect_id: id, system, kind, target, problem, attempts }) => (
            <tr key={id}>
              <th scope="row">{whats[`${system} ${kind}`] ?? `${system} ${kind}`}</th>
              <td data-label={words.what}>
                <span className={`${table.mono} ${table.soft}`}>{target}</span>
              </td>
              <td data-label={words.problem} lang="en">
                <span>
                  {problem?.message} <span className={styles.remedy}>{problem?.remedy}</span>{' '}
                  <span lang={language} className={table.soft}>
                    {words.attempts(attempts)}
                  </span>
                </span>
              </td>
              <td className={table.fit}>
                <Button
                  size="xs"
                  variant="default"
                  disabled={session?.can_write !== true || retry.isPending}
                  onClick={() => retry.mutate(id)}
                >
                  {words.retry}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </>
  )
}
