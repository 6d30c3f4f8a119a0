import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconShieldCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { queries } from '../../../api/queries.ts'
import { useFindingWords } from '../../../parts/finding-words.ts'
import { StepHeading } from '../../../parts/step-heading.tsx'
import { useWords } from '../../../words/words.ts'
import { useDraft } from '../draft.ts'
import { standingOf } from '../standing.ts'
import { usePlan } from '../use-plan.ts'
import { Approval } from './approval.tsx'
import { Confirm } from './confirm.tsx'
import styles from './review.module.css'
import { planSentences } from './sentences.ts'

export function ReviewStep() {
  const spoken = useWords()
  const { t } = spoken
  const words = t.wizard.review
  const { stored } = usePlan()
  const [draft] = useDraft(stored.id)
  const { data: session } = useQuery(queries.session())
  const ready = standingOf(stored.plan, draft).review === 0
  return (
    <>
      <StepHeading title={words.title} lead={words.lead} />
      <div className={styles.columns}>
        <section className={styles.sheet} aria-label={words.title}>
          <ul className={styles.sentences}>
            {planSentences(stored.plan, draft, spoken, session?.can_send !== false).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <p className={styles.promise}>
            <IconShieldCheck size={19} aria-hidden="true" />
            {words.proof}
          </p>
          <p className={styles.promise}>
            <IconArrowBackUp size={19} aria-hidden="true" />
            {words.back}
          </p>
        </section>
        <div className={styles.side}>
          {!ready && <OpenItems />}
          <Minds />
          <Approval />
          <Confirm ready={ready} />
        </div>
      </div>
    </>
  )
}

/** What must be settled first, each with the way there. */
function OpenItems() {
  const { t } = useWords()
  const words = t.wizard.review
  const { stored } = usePlan()
  const [draft] = useDraft(stored.id)
  const standing = standingOf(stored.plan, draft)
  const items = [
    { step: 'plan', text: words.openItem.plan(standing.plan) },
    { step: 'conflicts', text: words.openItem.conflicts(standing.conflicts) },
    { step: 'people', text: words.openItem.people },
    { step: 'options', text: words.openItem.options },
  ] as const
  return (
    <section className={styles.open}>
      <h2>{words.open}</h2>
      <ul>
        {items
          .filter(({ step }) => standing[step] > 0)
          .map(({ step, text }) => (
            <li key={step}>
              <Link to="/plans/$id/$step" params={{ id: stored.id, step }}>
                {text}
              </Link>
            </li>
          ))}
      </ul>
    </section>
  )
}

function Minds() {
  const { t } = useWords()
  const { stored } = usePlan()
  const warnings = stored.plan.findings.filter(({ severity }) => severity === 'warning')
  if (warnings.length === 0) return null
  return (
    <details className={styles.minds}>
      <summary>
        <IconAlertTriangle size={17} aria-hidden="true" /> {t.wizard.review.minds(warnings.length)}
      </summary>
      <ul>
        {warnings.map((finding, index) => (
          <Mind key={`${finding.code} ${String(index)}`} finding={finding} />
        ))}
      </ul>
    </details>
  )
}

function Mind({ finding }: { readonly finding: Parameters<typeof useFindingWords>[0] }) {
  const { title, remedy, lang } = useFindingWords(finding)
  return (
    <li lang={lang}>
      <IconCheck size={15} aria-hidden="true" />
      <span>
        <strong>{title}.</strong> {remedy}
      </span>
    </li>
  )
}
