import { useEffect, useRef } from 'react'
import { useWords } from '../../words/words.ts'
import styles from './run.module.css'
import type { LogLine } from './use-run.ts'

/** What the run says, the newest at the end and in view. */
export function EventLog({ log }: { readonly log: readonly LogLine[] }) {
  const { t, f } = useWords()
  const end = useRef<HTMLOListElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what there is to see
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight })
  }, [log.length])
  return (
    <section className={styles.card} aria-label={t.run.log}>
      <h2 className={styles.heading}>{t.run.log}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ol className={styles.log} ref={end} role="log" aria-label={t.run.log} tabIndex={0}>
        {log.map(({ id, at, message }) => (
          <li key={id}>
            <time dateTime={at}>{f.time(at)}</time>
            <span>{message}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
