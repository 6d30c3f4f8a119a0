import type { Finding } from '../api/contract.ts'
import { useWords } from '../words/words.ts'
import styles from './finding-text.module.css'
import { useFindingAdvice, useFindingWords } from './finding-words.ts'

/** What a finding says besides its title, what to do about it, and a few of those whom it concerns. */
export function FindingText({ finding }: { readonly finding: Finding }) {
  const { text, remedy, lang } = useFindingWords(finding)
  const advice = useFindingAdvice(finding)
  return (
    <div className={styles.text} lang={lang}>
      {text !== null && text !== '' && <p>{text}</p>}
      {advice !== null && <p lang={advice.lang}>{advice.text}</p>}
      <p className={styles.remedy}>{remedy}</p>
      <Samples finding={finding} />
    </div>
  )
}

function Samples({ finding: { samples, count } }: { readonly finding: Finding }) {
  const { t } = useWords()
  const shown = [...new Set(samples)]
  const rest = count - samples.length
  if (shown.length === 0) return null
  return (
    <p className={styles.samples}>
      {t.wizard.plan.samples}:{' '}
      {shown.map((sample, index) => (
        <span key={sample}>
          {index > 0 && ' · '}
          <code>{sample}</code>
        </span>
      ))}
      {rest > 0 && ` ${t.wizard.plan.more(rest)}`}
    </p>
  )
}
