import { NativeSelect } from '@mantine/core'
import { IconShieldQuestion } from '@tabler/icons-react'
import { ChoiceCards } from '../../../parts/choice-cards.tsx'
import { organizationName, roleName } from '../../../words/names.ts'
import { useWords } from '../../../words/words.ts'
import { useDraft } from '../draft.ts'
import { movingAdmins } from '../standing.ts'
import { usePlan } from '../use-plan.ts'
import styles from './people.module.css'

/** Whether the administrators of the source stay administrators: asked of a person, never assumed. */
export function AdminQuestion() {
  const { t } = useWords()
  const words = t.wizard.people
  const { stored, options, change, changing } = usePlan()
  const [draft, setDraft] = useDraft(stored.id)
  const { plan } = stored
  const admins = movingAdmins(plan)
  if (admins.length === 0) return <p className={styles.noQuestion}>{words.noAdmins}</p>
  const target = organizationName(plan.target)
  const gaining = admins.filter(
    ({ role_in_target }) => role_in_target === null || role_in_target === 'member',
  )
  const stay = options.preserve_admin_roles
  const answer = (value: string): void => {
    const preserve = value === 'yes'
    const noteAnswer = (): void => setDraft({ answered: true })
    if (preserve === stay) noteAnswer()
    else change({ preserve_admin_roles: preserve }, noteAnswer)
  }
  return (
    <section className={styles.question} data-open={!draft.answered || undefined}>
      <IconShieldQuestion className={styles.icon} size={28} stroke={1.5} aria-hidden="true" />
      <div className={styles.body}>
        <h2 id="admin-question" className={styles.title}>
          {words.question(admins.length, organizationName(plan.source), target)}
        </h2>
        <p className={styles.lead}>{words.asked}</p>
        <ChoiceCards
          labelledBy="admin-question"
          columns={2}
          value={draft.answered || changing ? (stay ? 'yes' : 'no') : null}
          choices={[
            { value: 'yes', title: words.yes, text: words.yesText(gaining.length, target) },
            { value: 'no', title: words.no, text: words.noText },
          ]}
          onChoose={answer}
          busy={changing}
        />
        {!draft.answered && <p className={styles.must}>{words.mustAnswer(stay)}</p>}
        {draft.answered && stay && admins.some(({ role_in_source }) => role_in_source === 'owner') && (
          <Owners />
        )}
      </div>
    </section>
  )
}

function Owners() {
  const { t } = useWords()
  const { options, change, changing } = usePlan()
  return (
    <NativeSelect
      className={styles.owners ?? ''}
      label={t.wizard.people.owners}
      value={options.owner_becomes ?? ''}
      disabled={changing}
      onChange={({ currentTarget }) =>
        change({ owner_becomes: currentTarget.value === '' ? null : currentTarget.value })
      }
      data={[
        { value: '', label: t.wizard.people.ownersSame },
        ...(['owner', 'admin', 'member'] as const).map((role) => ({ value: role, label: roleName(t, role) })),
      ]}
    />
  )
}
