import { StepHeading } from '../../../parts/step-heading.tsx'
import { useWords } from '../../../words/words.ts'
import { usePlan } from '../use-plan.ts'
import { Findings } from './findings.tsx'
import { Headline } from './headline.tsx'
import { Inventory } from './inventory.tsx'
import styles from './plan.module.css'

export function PlanStep() {
  const { t, f } = useWords()
  const { stored } = usePlan()
  const { plan } = stored
  return (
    <>
      <StepHeading title={t.wizard.plan.title} />
      <Headline plan={plan} />
      <div className={styles.columns}>
        <section>
          <h2 className={styles.heading}>{t.wizard.plan.findings}</h2>
          <Findings />
        </section>
        <section>
          <h2 className={styles.heading}>{t.wizard.plan.inventory}</h2>
          <Inventory plan={plan} />
          <p className={styles.fingerprint}>
            {t.wizard.plan.fingerprint} <code>{plan.fingerprint.slice(0, 16)}</code> ·{' '}
            {f.dateTime(plan.created_at)}
            <br />
            {t.wizard.plan.fingerprintWhy}
          </p>
        </section>
      </div>
    </>
  )
}
