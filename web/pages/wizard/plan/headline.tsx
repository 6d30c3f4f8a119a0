import type { ReactNode } from 'react'
import type { Plan } from '../../../api/contract.ts'
import { useWords } from '../../../words/words.ts'
import { figuresOf } from './figures.ts'
import styles from './plan.module.css'

/** The plan at a glance: five numbers, each with what it means. */
export function Headline({ plan }: { readonly plan: Plan }) {
  const { t, f } = useWords()
  const words = t.wizard.plan
  const { moves, follow, renamed, stays, undecided } = figuresOf(plan)
  const seconds = plan.estimated_time_seconds
  return (
    <dl className={styles.figures}>
      <Figure label={words.moves} why={words.follow(follow)}>
        {f.number(moves)}
      </Figure>
      <Figure label={words.renamed} why={words.renamedWhy}>
        {f.number(renamed)}
      </Figure>
      <Figure label={words.stay} why={words.stayWhy}>
        {f.number(stays)}
      </Figure>
      <Figure label={words.undecided} why={words.undecidedWhy} tone={undecided > 0 ? 'warn' : undefined}>
        {f.number(undecided)}
      </Figure>
      <Figure label={words.time} why={words.timeWhy}>
        {seconds < 1 ? t.common.lessThanASecond : f.duration(seconds)}
      </Figure>
    </dl>
  )
}

interface FigureProps {
  readonly label: string
  readonly why: string
  readonly tone?: 'warn' | undefined
  readonly children: ReactNode
}

function Figure({ label, why, tone, children }: FigureProps) {
  return (
    <div className={styles.figure} data-tone={tone}>
      <dd className={styles.value}>{children}</dd>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.why}>{why}</dd>
    </div>
  )
}
