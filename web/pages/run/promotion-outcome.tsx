import { useQuery } from '@tanstack/react-query'
import type { PromotionRun, Run } from '../../api/contract.ts'
import { queries } from '../../api/queries.ts'
import { Figure, Figures } from '../../parts/figures.tsx'
import { Meter } from '../../parts/meter.tsx'
import { useWords } from '../../words/words.ts'
import { EffectCounts } from '../promotions/effect-counts.tsx'
import styles from './run.module.css'

/** How often other systems are asked how far they are, in milliseconds. */
const REFRESH = 2_000

/** What a promotion came to, and how far other systems are, which follow at their own pace. */
export function PromotionOutcome({ run }: { readonly run: Run }) {
  const { t, f } = useWords()
  const words = t.run.outcome
  const result = run.result as PromotionRun | null
  return (
    <>
      {result !== null && (
        <section aria-label={words.title}>
          <Figures>
            <Figure label={words.promoted}>{f.number(result.promoted)}</Figure>
            <Figure label={words.already}>{f.number(result.already)}</Figure>
            <Figure label={words.left} tone={result.left_count > 0 ? 'warn' : undefined}>
              {f.number(result.left_count)}
            </Figure>
          </Figures>
        </section>
      )}
      <Outside running={run.status === 'running'} />
    </>
  )
}

function Outside({ running }: { readonly running: boolean }) {
  const { t } = useWords()
  const words = t.run.outcome
  const { data } = useQuery({ ...queries.promotions(), refetchInterval: running ? REFRESH : false })
  const counts = data?.effects ?? {}
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  if (all === 0) return null
  const done = (counts.done ?? 0) + (counts.compensated ?? 0)
  return (
    <section className={styles.card} aria-label={words.outside}>
      <h2 className={styles.heading}>{words.outside}</h2>
      {running && (
        <>
          <Meter share={done / all} label={words.outside} />
          <p className={styles.note}>{words.outsideText}</p>
        </>
      )}
      <EffectCounts counts={counts} />
    </section>
  )
}
