import { useParams } from '@tanstack/react-router'
import { ConflictsStep } from './conflicts/conflicts-step.tsx'
import { NoticesStep } from './notices/notices-step.tsx'
import { OptionsStep } from './options/options-step.tsx'
import { PeopleStep } from './people/people-step.tsx'
import { PlanStep } from './plan/plan-step.tsx'
import { ReviewStep } from './review/review-step.tsx'
import type { Step } from './standing.ts'

const pages: Readonly<Record<Step, () => React.ReactNode>> = {
  plan: PlanStep,
  conflicts: ConflictsStep,
  people: PeopleStep,
  options: OptionsStep,
  notices: NoticesStep,
  review: ReviewStep,
}

export function PlanStepPage() {
  const { step } = useParams({ from: '/shell/plans/$id/$step' })
  const Page = pages[step as Step]
  return <Page />
}
