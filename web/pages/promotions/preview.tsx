import { Button } from '@mantine/core'
import type { PromotionPlan } from '../../api/contract.ts'
import { resourceName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import styles from './promotions.module.css'

interface Props {
  readonly plan: PromotionPlan
  /** At most this many of them; null: all. */
  readonly limit: number | null
  readonly may: boolean
  readonly starting: boolean
  readonly onStart: () => void
  readonly onDiscard: () => void
}

/** What a promotion would do, before it does anything. */
export function Preview({ plan, limit, may, starting, onStart, onDiscard }: Props) {
  const { t } = useWords()
  const words = t.promotions.preview
  const notes = plan.findings.filter(({ severity }) => severity === 'info')
  const people = Object.values(plan.people).reduce((sum, count) => sum + count, 0)
  return (
    <div className={styles.preview} role="status">
      <p className={styles.lead}>
        {words.people(people)} {limit !== null && limit < people && `${words.limited(limit)} `}
        {words.reads}
      </p>
      <div className={styles.counts}>
        <Counts title={words.rows} counts={plan.rows} />
        <Counts title={words.outside} counts={plan.outside} />
      </div>
      <Findings findings={plan.findings.filter(({ severity }) => severity !== 'info')} />
      <details className={styles.more}>
        <summary>{t.wizard.plan.severityCount.info(notes.length)}</summary>
        <Findings findings={notes} />
        <Counts title={words.stays} counts={plan.stays} />
      </details>
      <div className={styles.buttons}>
        <Button onClick={onStart} loading={starting} disabled={!may || people === 0 || !plan.can_promote}>
          {t.promotions.start.go(Math.min(people, limit ?? people))}
        </Button>
        <Button variant="default" onClick={onDiscard}>
          {words.discard}
        </Button>
      </div>
    </div>
  )
}

function Findings({ findings }: Pick<PromotionPlan, 'findings'>) {
  if (findings.length === 0) return null
  return (
    <ul className={styles.findings} lang="en">
      {findings.map(({ code, message, remedy }) => (
        <li key={`${code} ${message}`}>
          {message} <span className={styles.remedy}>{remedy}</span>
        </li>
      ))}
    </ul>
  )
}

function Counts({
  title,
  counts,
}: {
  readonly title: string
  readonly counts: Readonly<Record<string, number>>
}) {
  const { t, f } = useWords()
  const some = Object.entries(counts).filter(([, count]) => count > 0)
  if (some.length === 0) return null
  return (
    <div>
      <h3 className={styles.small}>{title}</h3>
      <dl>
        {some.map(([name, count]) => (
          <div key={name}>
            <dt>{resourceName(t, name)}</dt>
            <dd>{f.number(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
