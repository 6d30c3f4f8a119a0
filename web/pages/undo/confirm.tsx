import { Button, TextInput } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import type { Rollback, Run } from '../../api/contract.ts'
import { toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { organizationAddress } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import type { UndoStrategy } from './strategy.ts'
import styles from './undo.module.css'

interface Props {
  readonly id: string
  readonly preview: Rollback
  readonly strategy: UndoStrategy
}

export function UndoConfirm({ id, preview, strategy }: Props) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const [mismatch, setMismatch] = useState(false)
  const { data: session } = useQuery(queries.session())
  const client = useQueryClient()
  const navigate = useNavigate()
  const slug = organizationAddress(preview.source)
  const start = useMutation({
    mutationFn: () =>
      call<Run>(`/api/migrations/${encodeURIComponent(id)}/rollback`, {
        method: 'POST',
        body: { confirm: slug, conflict_strategy: strategy },
      }),
    onSuccess: async (run) => {
      client.setQueryData(queries.run(run.run_id).queryKey, run)
      await client.invalidateQueries({ queryKey: ['migration'] })
      await navigate({ to: '/runs/$id', params: { id: run.run_id } })
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    setMismatch(typed.trim() !== slug)
    if (typed.trim() === slug) start.mutate()
  }
  return (
    <form className={styles.confirm} onSubmit={submit} noValidate>
      <TextInput
        label={t.undo.confirm(slug)}
        classNames={{ input: styles.slug ?? '' }}
        placeholder={slug}
        value={typed}
        disabled={session?.can_write !== true}
        error={mismatch ? t.undo.mismatch(slug) : null}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          setMismatch(false)
        }}
      />
      {start.isError && <ProblemCard problem={toProblem(start.error)} focus />}
      <Button
        type="submit"
        size="md"
        leftSection={<IconArrowBackUp size={18} />}
        disabled={session?.can_write !== true}
        loading={start.isPending}
      >
        {t.undo.start}
      </Button>
    </form>
  )
}
