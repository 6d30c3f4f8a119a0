import { IconArrowLeft, IconArrowRight, IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { Route } from '../../parts/route.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { organizationAddress, organizationName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import { useDraft } from './draft.ts'
import styles from './frame.module.css'
import { type Standing, type Step, standingOf, steps } from './standing.ts'
import { PlanContext, usePlan, usePlanInHand } from './use-plan.ts'

/** Around every step of a plan: from where to where, how far, and the way on. */
export function PlanFrame() {
  const { id } = useParams({ from: '/shell/plans/$id' })
  const query = useQuery(queries.plan(id))
  return (
    <Loaded query={query} page>
      {() => <PlanInFrame key={id} id={id} />}
    </Loaded>
  )
}

function PlanInFrame({ id }: { readonly id: string }) {
  return (
    <PlanContext.Provider value={usePlanInHand(id)}>
      <Frame />
    </PlanContext.Provider>
  )
}

function Frame() {
  const { t } = useWords()
  const { stored, error } = usePlan()
  const [draft] = useDraft(stored.id)
  const { step } = useParams({ strict: false }) as { step: Step }
  const standing = standingOf(stored.plan, draft)
  useTitle(`${t.wizard.steps[step]} · ${organizationName(stored.plan.source)}`)
  useFocusOnStep(step)
  return (
    <div className={styles.frame}>
      <div className={styles.head}>
        <Route source={stored.plan.source} target={stored.plan.target} size="large" />
      </div>
      <StepList id={stored.id} current={step} standing={standing} />
      <PlanState />
      {error !== null && <ProblemCard problem={toProblem(error)} focus />}
      <div className={styles.step}>
        <Outlet />
      </div>
      <Foot id={stored.id} current={step} standing={standing} />
    </div>
  )
}

/** With every step the keyboard starts at its heading. */
function useFocusOnStep(step: Step): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what the page has gone to
  useEffect(() => {
    window.scrollTo(0, 0)
    document.getElementById('step-title')?.focus({ preventScroll: true })
  }, [step])
}

interface ListProps {
  readonly id: string
  readonly current: Step
  readonly standing: Standing
}

function StepList({ id, current, standing }: ListProps) {
  const { t } = useWords()
  return (
    <nav aria-label={t.wizard.steps.label}>
      <p className={styles.compact}>
        {t.wizard.steps.of(steps.indexOf(current) + 1, steps.length)} ·{' '}
        <strong>{t.wizard.steps[current]}</strong>
      </p>
      <ol className={styles.list}>
        {steps.map((step, index) => (
          <li key={step}>
            <Link
              to="/plans/$id/$step"
              params={{ id, step }}
              className={styles.link}
              data-current={step === current || undefined}
              aria-current={step === current ? 'step' : undefined}
            >
              <StepMark number={index + 1} open={standing[step]} passed={index < steps.indexOf(current)} />
              <span className={styles.label}>{t.wizard.steps[step]}</span>
              {standing[step] > 0 && step !== 'review' && <Open count={standing[step]} />}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}

interface MarkProps {
  readonly number: number
  readonly open: number
  readonly passed: boolean
}

function StepMark({ number, open, passed }: MarkProps) {
  const { f } = useWords()
  const state = open > 0 && number < steps.length ? 'open' : passed ? 'passed' : 'plain'
  return (
    <span className={styles.mark} data-state={state} aria-hidden="true">
      {state === 'passed' ? <IconCheck size={14} stroke={2.6} /> : f.number(number)}
    </span>
  )
}

/** How many things wait there, in a number and in words. */
function Open({ count }: { readonly count: number }) {
  const { t, f } = useWords()
  return (
    <>
      <span className={styles.count} aria-hidden="true" title={t.wizard.steps.open(count)}>
        {f.number(count)}
      </span>
      <span className={styles.hidden}>, {t.wizard.steps.open(count)}</span>
    </>
  )
}

/** A plan that can no longer be changed says so, and where to go. */
function PlanState() {
  const { t } = useWords()
  const { stored } = usePlan()
  if (stored.status === 'used' && stored.run_id !== null) {
    return (
      <div className={styles.state} role="status">
        {t.wizard.used}{' '}
        <Link to="/runs/$id" params={{ id: stored.run_id }}>
          {t.wizard.usedRun}
        </Link>
      </div>
    )
  }
  if (stored.status !== 'expired') return null
  return (
    <div className={styles.state} role="status">
      {t.wizard.expired}{' '}
      <LinkButton
        size="xs"
        variant="default"
        to="/migrate/$source"
        params={{ source: organizationAddress(stored.plan.source) }}
      >
        {t.wizard.again}
      </LinkButton>
    </div>
  )
}

function Foot({ id, current, standing }: ListProps) {
  const { t } = useWords()
  const { changing } = usePlan()
  const index = steps.indexOf(current)
  const before = steps[index - 1]
  const after = steps[index + 1]
  return (
    <div className={styles.foot} data-no-print>
      {before === undefined ? (
        <LinkButton to="/organizations" variant="default">
          {t.common.actions.cancel}
        </LinkButton>
      ) : (
        <LinkButton
          to="/plans/$id/$step"
          params={{ id, step: before }}
          variant="default"
          leftSection={<IconArrowLeft size={16} />}
        >
          {t.common.actions.back}
        </LinkButton>
      )}
      <span className={styles.footNote} role="status">
        {changing ? t.wizard.changing : standing[current] > 0 ? t.wizard.steps.open(standing[current]) : ''}
      </span>
      {after !== undefined && (
        <LinkButton
          to="/plans/$id/$step"
          params={{ id, step: after }}
          rightSection={<IconArrowRight size={16} />}
          variant={standing[current] > 0 ? 'default' : 'filled'}
        >
          {t.common.actions.next}
        </LinkButton>
      )}
    </div>
  )
}
