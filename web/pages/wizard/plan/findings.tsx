import { Checkbox } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHandStop,
  IconHelpCircle,
  IconInfoCircle,
} from '@tabler/icons-react'
import type { Finding } from '../../../api/contract.ts'
import { FindingText } from '../../../parts/finding-text.tsx'
import { useFindingWords } from '../../../parts/finding-words.ts'
import { FoldedFindings } from '../../../parts/folded-findings.tsx'
import { LinkButton } from '../../../parts/link-button.tsx'
import { useWords } from '../../../words/words.ts'
import { usePlan } from '../use-plan.ts'
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
        <FoldedFindings
          key={severity}
          findings={findings.filter((one) => one.severity === severity)}
          action={(finding) => <FindingAction finding={finding} />}
        />
      ))}
    </div>
  )
}

/** One finding: what it is, what to do about it, and where that can be done here, the way to do it. */
export function FindingCard({ finding }: { readonly finding: Finding }) {
  const { t, f } = useWords()
  const { title, lang } = useFindingWords(finding)
  const Icon = icons[finding.severity]
  return (
    <li className={styles.finding} data-severity={finding.severity}>
      <Icon className={styles.findingIcon} size={20} aria-hidden="true" />
      <div className={styles.findingBody}>
        <h3 className={styles.findingTitle}>
          <span className={styles.severity}>{t.wizard.plan.severities[finding.severity]}</span>{' '}
          <span lang={lang}>{title}</span>
          {finding.count > 1 && <span className={styles.count}> · {f.number(finding.count)}</span>}
        </h3>
        <FindingText finding={finding} />
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
