import { Checkbox } from '@mantine/core'
import {
  IconAlertTriangle,
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

const order = ['blocker', 'decision', 'warning', 'info'] as const
const icons = {
  blocker: IconHandStop,
  decision: IconHelpCircle,
  warning: IconAlertTriangle,
  info: IconInfoCircle,
} as const

/** All that the plan noticed, the gravest first. */
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
  const sorted = order.flatMap((severity) => findings.filter((one) => one.severity === severity))
  return (
    <ul className={styles.findings}>
      {sorted.map((finding, index) => (
        <FindingCard key={`${finding.code} ${String(index)}`} finding={finding} />
      ))}
    </ul>
  )
}

/** One finding: what it is, what to do about it, and where that can be done here, the way to do it. */
export function FindingCard({ finding }: { readonly finding: Finding }) {
  const { t, f } = useWords()
  const { title, message, remedy } = useFindingWords(finding)
  const Icon = icons[finding.severity]
  const shown = [...new Set(finding.samples)]
  const rest = finding.count - shown.length
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
        {shown.length > 0 && (
          <details className={styles.samples}>
            <summary>{t.wizard.plan.samples}</summary>
            <ul>
              {shown.map((sample) => (
                <li key={sample}>{sample}</li>
              ))}
            </ul>
            {rest > 0 && shown.length === finding.samples.length && <p>{t.wizard.plan.more(rest)}</p>}
          </details>
        )}
        <FindingAction finding={finding} />
      </div>
    </li>
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
        variant="default"
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
