import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { queries } from '../../../api/queries.ts'
import { StepHeading } from '../../../parts/step-heading.tsx'
import { useWords } from '../../../words/words.ts'
import { useDraft } from '../draft.ts'
import { usePlan } from '../use-plan.ts'
import styles from './notices.module.css'
import { NoticePreviews } from './previews.tsx'

export function NoticesStep() {
  const { t } = useWords()
  const words = t.wizard.notices
  const { stored } = usePlan()
  const [{ notices, runAt }, setDraft] = useDraft(stored.id)
  const { data: session } = useQuery(queries.session())
  const later = runAt !== null
  const set = (part: Partial<typeof notices>): void => setDraft({ notices: { ...notices, ...part } })
  return (
    <>
      <StepHeading title={words.title} lead={words.lead} />
      <div className={styles.columns}>
        <section className={styles.switches}>
          <Switch
            label={words.before}
            description={later ? words.beforeText : words.beforeLater}
            checked={later && notices.before}
            disabled={!later}
            onChange={({ currentTarget }) => set({ before: currentTarget.checked })}
          />
          <Switch
            label={words.after}
            description={words.afterText}
            checked={notices.after}
            onChange={({ currentTarget }) => set({ after: currentTarget.checked })}
          />
          <Switch
            label={words.send}
            description={words.sendText}
            checked={notices.send}
            disabled={!notices.before && !notices.after}
            onChange={({ currentTarget }) => set({ send: currentTarget.checked })}
          />
          {!notices.before && !notices.after && <p className={styles.none}>{words.none}</p>}
          {session?.can_send === false && <p className={styles.none}>{t.report.notices.noMail}</p>}
        </section>
        <NoticePreviews planId={stored.id} />
      </div>
    </>
  )
}
