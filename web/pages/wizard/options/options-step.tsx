import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { ChoiceCards } from '../../../parts/choice-cards.tsx'
import { StepHeading } from '../../../parts/step-heading.tsx'
import { organizationName } from '../../../words/names.ts'
import { useWords } from '../../../words/words.ts'
import { useDraft } from '../draft.ts'
import { FindingCard } from '../plan/findings.tsx'
import { timeProblem } from '../standing.ts'
import { usePlan } from '../use-plan.ts'
import styles from './options.module.css'

export function OptionsStep() {
  const { t } = useWords()
  return (
    <>
      <StepHeading title={t.wizard.options.title} lead={t.wizard.options.lead} />
      <div className={styles.columns}>
        <SourceOption />
        <TimeOption />
      </div>
    </>
  )
}

/** Does the source stay? Where something is left behind it must. */
function SourceOption() {
  const { t } = useWords()
  const words = t.wizard.options
  const { stored, options, change, changing } = usePlan()
  const { plan } = stored
  const against = plan.findings.filter(
    ({ code, severity }) => code.startsWith('source.') && severity !== 'info',
  )
  return (
    <section className={styles.option}>
      <h2 id="source-option">{words.source(organizationName(plan.source))}</h2>
      <ChoiceCards
        labelledBy="source-option"
        value={options.delete_source ? 'remove' : 'keep'}
        choices={[
          { value: 'keep', title: words.keep, text: words.keepText },
          { value: 'remove', title: words.remove, text: words.removeText },
        ]}
        onChoose={(value) => change({ delete_source: value === 'remove' })}
        busy={changing}
      />
      {against.length > 0 && (
        <ul className={styles.against}>
          {against.map((finding) => (
            <FindingCard key={finding.code} finding={finding} />
          ))}
        </ul>
      )}
      {plan.source_changes.length > 0 && !plan.options.delete_source && (
        <details className={styles.changes}>
          <summary>{words.sourceChanges}</summary>
          <ul lang="en">
            {plan.source_changes.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function TimeOption() {
  const { t } = useWords()
  const words = t.wizard.options
  const { stored } = usePlan()
  const [draft, setDraft] = useDraft(stored.id)
  const [touched, setTouched] = useState(draft.runAt !== null && draft.runAt !== '')
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const problem = draft.runAt === null || !touched ? null : timeProblem(draft.runAt)
  return (
    <section className={styles.option}>
      <h2 id="time-option">{words.when}</h2>
      <ChoiceCards
        labelledBy="time-option"
        value={draft.runAt === null ? 'now' : 'later'}
        choices={[
          { value: 'now', title: words.now },
          { value: 'later', title: words.later, text: words.laterText },
        ]}
        onChoose={(value) => setDraft({ runAt: value === 'now' ? null : '' })}
      />
      {draft.runAt !== null && (
        <TextInput
          type="datetime-local"
          className={styles.time ?? ''}
          label={words.date}
          description={words.zone(timeZone)}
          value={draft.runAt}
          error={problem === null ? null : words[problem]}
          onBlur={() => setTouched(true)}
          onChange={({ currentTarget }) => {
            setTouched(true)
            setDraft({ runAt: currentTarget.value })
          }}
        />
      )}
    </section>
  )
}
