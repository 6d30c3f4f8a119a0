import { StepHeading } from '../../../parts/step-heading.tsx'
import { useWords } from '../../../words/words.ts'
import { usePlan } from '../use-plan.ts'
import { AccessTable } from './access-table.tsx'
import { AdminQuestion } from './admin-question.tsx'

export function PeopleStep() {
  const { t } = useWords()
  const { stored, changing } = usePlan()
  return (
    <>
      <StepHeading title={t.wizard.people.title} lead={t.wizard.people.lead} />
      <AdminQuestion />
      <AccessTable access={stored.plan.access} changing={changing} />
    </>
  )
}
