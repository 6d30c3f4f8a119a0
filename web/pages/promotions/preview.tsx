import { Button } from '@mantine/core'
import type { Finding, PromotionPlan } from '../../api/contract.ts'
import { FoldedFindings } from '../../parts/folded-findings.tsx'
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

/** Told in a list of its own, with its numbers. */
const STAYS = 'promotion.stays'

/** What a promotion would do, before it does anything. */
export function Preview({ plan, limit, may, starting, onStart, onDiscard }: Props) {
  const { t } = useWords()
  const words = t.promotions.preview
  const people = Object.values(plan.people).reduce((sum, count) => sum + count, 0)
  const findings = plan.findings.filter(({ code }) => code !== STAYS)
  const of = (...severities: Finding['severity'][]): readonly Finding[] =>
    findings.filter(({ severity }) => severities.includes(severity))
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
      <FoldedFindings findings={of('blocker')} />
      <FoldedFindings findings={of('warning', 'decision')} />
      <FoldedFindings findings={of('info')} />
      <Stays plan={plan} />
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

/** Rows that stay people's own, and why: the reasons are the blueprint's. */
function Stays({ plan: { stays, findings } }: Pick<Props, 'plan'>) {
  const { t, f } = useWords()
  const some = Object.entries(stays).filter(([, count]) => count > 0)
  if (some.length === 0) return null
  const reasons = new Map(findings.map(({ context }) => [context?.resource, context?.reason]))
  return (
    <details className={styles.more}>
      <summary>
        {t.promotions.preview.stays} · {t.common.rows(some.reduce((sum, [, count]) => sum + count, 0))}
      </summary>
      <dl>
        {some.map(([resource, count]) => (
          <div key={resource}>
            <dt>
              {resourceName(t, resource)}
              <span className={styles.why} lang="en">
                {reasons.get(resource)}
              </span>
            </dt>
            <dd>{f.number(count)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

interface CountsProps {
  readonly title: string
  readonly counts: Readonly<Record<string, number>>
}

function Counts({ title, counts }: CountsProps) {
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
