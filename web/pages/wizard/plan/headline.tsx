import type { Plan } from '../../../api/contract.ts'
import { Figure, Figures } from '../../../parts/figures.tsx'
import { useWords } from '../../../words/words.ts'
import { figuresOf } from './figures.ts'

/** The plan at a glance: five numbers, each with what it means. */
export function Headline({ plan }: { readonly plan: Plan }) {
  const { t, f } = useWords()
  const words = t.wizard.plan
  const { moves, follow, renamed, stays, undecided } = figuresOf(plan)
  const seconds = plan.estimated_time_seconds
  return (
    <Figures>
      <Figure label={words.moves} why={words.follow(follow)}>
        {f.number(moves)}
      </Figure>
      <Figure label={words.renamed} why={words.renamedWhy}>
        {f.number(renamed)}
      </Figure>
      <Figure label={words.stay} why={words.stayWhy}>
        {f.number(stays)}
      </Figure>
      <Figure label={words.undecided} why={words.undecidedWhy} tone={undecided > 0 ? 'warn' : undefined}>
        {f.number(undecided)}
      </Figure>
      <Figure label={words.time} why={words.timeWhy}>
        {seconds < 1 ? t.common.lessThanASecond : f.duration(seconds)}
      </Figure>
    </Figures>
  )
}
