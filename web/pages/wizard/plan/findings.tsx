import { Checkbox } from '@mantine/core'
import {
  IconAlertTriangle,
  IconChevronRight,
  IconCircleCheck,
  IconHandStop,
  IconHelpCircle,
  IconInfoCircle,
} from '@tabler/icons-react'
import type { Finding } from '../../../api/contract.ts'
import { LinkButton } from '../../../parts/link-button.tsx'
import { useWords } from '../../../words/words.ts'
import { usePlan } from '../use-plan.ts'
import { useFindingWords } from './finding-words.ts'
import styles from './plan.module.css'

const icons = {
  blocker: IconHandStop,
  decision: IconHelpCircle,
  warning: IconAlertTriangle,
  info: IconInfoCircle,
} as const

/** All that the plan noticed, the gravest first. What must be acted upon is open, the rest folded. */
export function Findings() {
  const { t } = useWords()
  const { stored } = usePlan()
  const { findings } = stored.plan
  if (findings.length === 0) {
    return (
      <p className={styles.allWell}>
        <IconCircleCheck size={20} aria-hidden="true" /> {t.wizard.plan.noFindings}
      </p>
    )
  }
  const grave = findings.filter(({ severity }) => severity === 'blocker')
  const open = findings.filter(({ severity }) => severity === 'decision')
  return (
    <div className={styles.findings}>
      <ul className={styles.list}>
        {[...grave, ...open].map((finding, index) => (
          <FindingCard key={`${finding.code} ${String(index)}`} finding={finding} />
        ))}
      </ul>
      {(['warning', 'info'] as const).map((severity) => (
        <FoldedFindings key={severity} findings={findings.filter((one) => one.severity === severity)} />
      ))}
    </div>
  )
}

function FoldedFindings({ findings }: { readonly findings: readonly Finding[] }) {
  const { t } = useWords()
  const [first] = findings
  if (first === undefined) return null
  const Icon = icons[first.severity]
  return (
    <section className={styles.folded} data-severity={first.severity}>
      <h3 className={styles.foldedTitle}>
        <Icon size={18} aria-hidden="true" />
        {t.wizard.plan.severityCount[first.severity](findings.length)}
      </h3>
      {findings.map((finding, index) => (
        <FoldedFinding key={`${finding.code} ${String(index)}`} finding={finding} />
      ))}
    </section>
  )
}

function FoldedFinding({ finding }: { readonly finding: Finding }) {
  const { f } = useWords()
  const { title, message, remedy } = useFindingWords(finding)
  return (
    <details className={styles.fold}>
      <summary>
        <IconChevronRight size={16} className={styles.foldMark} aria-hidden="true" />
        <span>
          {title}
          {finding.count > 1 && <span className={styles.count}> · {f.number(finding.count)}</span>}
        </span>
      </summary>
      <div className={styles.foldBody}>
        {message !== null && <p lang="en">{message}</p>}
        <p className={styles.remedy}>{remedy}</p>
        <Samples finding={finding} />
        <FindingAction finding={finding} />
      </div>
    </details>
  )
}

/** One finding: what it is, what to do about it, and where that can be done here, the way to do it. */
export function FindingCard({ finding }: { readonly finding: Finding }) {
  const { t, f } = useWords()
  const { title, message, remedy } = useFindingWords(finding)
  const Icon = icons[finding.severity]
  return (
    <li className={styles.finding} data-severity={finding.severity}>
      <Icon className={styles.findingIcon} size={20} aria-hidden="true" />
      <div className={styles.findingBody}>
        <h3 className={styles.findingTitle}>
          <span className={styles.severity}>{t.wizard.plan.severities[finding.severity]}</span> {title}
          {finding.count > 1 && <span className={styles.count}> · {f.number(finding.count)}</span>}
        </h3>
        {message !== null && <p lang="en">{message}</p>}
        <p className={styles.remedy}>{remedy}</p>
        <Samples finding={finding} />
        <FindingAction finding={finding} />
      </div>
    </li>
  )
}

function Samples({ finding }: { readonly finding: Finding }) {
  const { t } = useWords()
  const shown = [...new Set(finding.samples)]
  const rest = finding.count - finding.samples.length
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

function FindingAction({ finding }: { readonly finding: Finding }) {
  const { t } = useWords()
  const { stored, change, changing } = usePlan()
  const { accept } = stored.plan.options
  if (finding.severity === 'decision') {
    return (
      <LinkButton
        to="/plans/$id/$step"
        params={{ id: stored.id, step: 'conflicts' }}
        size="xs"
        className={styles.findingButton ?? ''}
      >
        {t.wizard.plan.decide}
      </LinkButton>
    )
  }
  const accepted = accept.includes(finding.code)
  if (finding.acceptable !== true && !accepted) return null
  return (
    <Checkbox
      label={t.wizard.plan.accept}
      checked={accepted}
      disabled={changing}
      onChange={({ currentTarget: { checked } }) =>
        change({
          accept: checked ? [...accept, finding.code] : accept.filter((code) => code !== finding.code),
        })
      }
    />
  )
}
