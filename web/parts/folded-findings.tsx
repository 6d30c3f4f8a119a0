import { IconAlertTriangle, IconChevronRight, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Finding } from '../api/contract.ts'
import { useWords } from '../words/words.ts'
import { FindingText } from './finding-text.tsx'
import { useFindingWords } from './finding-words.ts'
import styles from './folded-findings.module.css'

interface Props {
  /** All of one severity. */
  readonly findings: readonly Finding[]
  /** What can be done about one of them here. */
  readonly action?: (finding: Finding) => ReactNode
}

/** What need not be acted upon: one line each, and the rest for who wants to know. */
export function FoldedFindings({ findings, action }: Props) {
  const { t } = useWords()
  const [first] = findings
  if (first === undefined) return null
  const Icon = first.severity === 'info' ? IconInfoCircle : IconAlertTriangle
  return (
    <section className={styles.folded} data-severity={first.severity}>
      <h3 className={styles.title}>
        <Icon size={18} aria-hidden="true" />
        {t.wizard.plan.severityCount[first.severity](findings.length)}
      </h3>
      {findings.map((finding, index) => (
        <FoldedFinding key={`${finding.code} ${String(index)}`} finding={finding}>
          {action?.(finding)}
        </FoldedFinding>
      ))}
    </section>
  )
}

function FoldedFinding({ finding, children }: { readonly finding: Finding; readonly children: ReactNode }) {
  const { f } = useWords()
  const { title, lang } = useFindingWords(finding)
  return (
    <details className={styles.fold}>
      <summary>
        <IconChevronRight size={16} className={styles.mark} aria-hidden="true" />
        <span>
          <span lang={lang}>{title}</span>
          {finding.count > 1 && <span className={styles.count}> · {f.number(finding.count)}</span>}
        </span>
      </summary>
      <div className={styles.body}>
        <FindingText finding={finding} />
        {children}
      </div>
    </details>
  )
}
