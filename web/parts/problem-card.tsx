import { Button, Code } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { ShownProblem } from '../api/problem.ts'
import type { ProblemText } from '../words/problem.ts'
import { useWords } from '../words/words.ts'
import styles from './problem-card.module.css'

interface Props {
  readonly problem: ShownProblem
  readonly onRetry?: () => void
  /** It stands in place of a whole page. */
  readonly page?: boolean
  /** Take the keyboard there: for a problem that answers something a person has just done. */
  readonly focus?: boolean
  readonly children?: ReactNode
}

/** The one way in which anything that went wrong is told: what, why, and what to do about it. */
export function ProblemCard({ problem, onRetry, page = false, focus = false, children }: Props) {
  const { t } = useWords()
  const place = useRef<HTMLDivElement>(null)
  const { title, detail, remedy } = useProblemWords(problem)
  useEffect(() => {
    if (focus) place.current?.focus()
  }, [focus])
  return (
    <section ref={place} className={styles.card} data-page={page || undefined} role="alert" tabIndex={-1}>
      <IconAlertTriangle className={styles.icon} size={22} aria-hidden="true" />
      <div className={styles.body}>
        {page ? <h1 className={styles.title}>{title}</h1> : <p className={styles.title}>{title}</p>}
        {detail !== '' && (
          <p className={styles.detail} lang="en">
            {detail}
          </p>
        )}
        <Differences problem={problem} />
        {remedy !== '' && (
          <p className={styles.remedy}>
            <strong>{t.problems.remedy}:</strong> {remedy}
          </p>
        )}
        <div className={styles.foot}>
          {children}
          {onRetry !== undefined && (
            <Button variant="default" size="xs" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
              {t.common.actions.retry}
            </Button>
          )}
          <span className={styles.code}>
            {t.problems.code} <Code>{problem.code}</Code>
          </span>
        </div>
      </div>
    </section>
  )
}

/** What exactly is different from the plan, where the service says so. */
function Differences({ problem }: { readonly problem: ShownProblem }) {
  const { t } = useWords()
  const changes = problem.context?.changes
  if (!Array.isArray(changes) || changes.length === 0) return null
  return (
    <>
      <p className={styles.remedy}>
        <strong>{t.problems.differences}:</strong>
      </p>
      <ul className={styles.changes}>
        {changes.slice(0, 8).map((change) => (
          <li key={String(change)}>{String(change)}</li>
        ))}
      </ul>
    </>
  )
}

/** Our own words for a code we know, the service's for any other. */
function useProblemWords(problem: ShownProblem): { title: string; detail: string; remedy: string } {
  const { t } = useWords()
  const known: Readonly<Record<string, ProblemText>> = t.problems.known
  const words = known[problem.code]
  return {
    title: words?.title ?? problem.title,
    detail: problem.detail,
    remedy: words?.remedy ?? problem.remedy,
  }
}
