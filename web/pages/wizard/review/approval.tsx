import { Button, CopyButton } from '@mantine/core'
import { IconCheck, IconUserCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../api/client.ts'
import type { StoredPlan } from '../../../api/contract.ts'
import { toProblem } from '../../../api/problem.ts'
import { queries } from '../../../api/queries.ts'
import { ProblemCard } from '../../../parts/problem-card.tsx'
import { actorName } from '../../../words/names.ts'
import { useWords } from '../../../words/words.ts'
import { lookAgain, planPath, usePlan } from '../use-plan.ts'
import styles from './review.module.css'

/** Where two must agree: who has approved, or the way to ask for it. */
export function Approval() {
  const { t } = useWords()
  const words = t.wizard.review.approval
  const { stored } = usePlan()
  const { data: session } = useQuery(queries.session())
  if (stored.approved_by !== null) {
    return (
      <p className={styles.approved}>
        <IconUserCheck size={19} aria-hidden="true" /> {words.given(actorName(stored.approved_by))}
      </p>
    )
  }
  if (!stored.approval_required) return null
  const maker = actorName(stored.created_by)
  const own = session !== undefined && maker === session.name
  return (
    <section className={styles.approval}>
      <h2>{words.needed}</h2>
      <p>{own ? words.neededText : words.approveText(maker)}</p>
      {own ? <CopyAddress /> : <Approve />}
    </section>
  )
}

function CopyAddress() {
  const { t } = useWords()
  return (
    <CopyButton value={window.location.href}>
      {({ copied, copy }) => (
        <Button variant="default" onClick={copy} leftSection={copied ? <IconCheck size={16} /> : null}>
          {copied ? t.common.actions.copied : t.wizard.review.approval.copy}
        </Button>
      )}
    </CopyButton>
  )
}

function Approve() {
  const { t } = useWords()
  const { stored } = usePlan()
  const client = useQueryClient()
  const approve = useMutation({
    // What is approved is what was read here, and nothing that came after it.
    mutationFn: () =>
      call<StoredPlan>(planPath(stored.id, '/approve'), {
        method: 'POST',
        body: { revision: stored.revision },
      }),
    onSuccess: (plan) => client.setQueryData(queries.plan(stored.id).queryKey, plan),
    onError: (thrown) => lookAgain(client, stored.id, thrown),
  })
  return (
    <>
      {approve.isError && <ProblemCard problem={toProblem(approve.error)} focus />}
      <Button loading={approve.isPending} onClick={() => approve.mutate()}>
        {t.wizard.review.approval.approve}
      </Button>
    </>
  )
}
