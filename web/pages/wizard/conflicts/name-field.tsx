import { ActionIcon, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Id, NameAnswer } from '../../../api/contract.ts'
import { useWords } from '../../../words/words.ts'
import { planPath } from '../use-plan.ts'
import styles from './conflicts.module.css'
import { itemKey } from './groups.ts'

/** Between the last key and the question whether the name is free, in milliseconds. */
const PAUSE = 250

interface Props {
  readonly planId: string
  readonly resource: string
  readonly id: Id
  readonly name: string
  readonly onSave: (name: string) => void
  readonly onCancel: () => void
}

/** A name of one's own: whether it is free is said while it is typed. */
export function NameField({ planId, resource, id, name: before, onSave, onCancel }: Props) {
  const { t } = useWords()
  const words = t.wizard.conflicts
  const field = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(before)
  const [asked] = useDebouncedValue(name, PAUSE)
  const { data, isFetching } = useQuery({
    queryKey: ['name', planId, resource, itemKey(id), asked],
    queryFn: ({ signal }) =>
      call<NameAnswer>(planPath(planId, '/names'), {
        method: 'POST',
        body: { resource, id, name: asked },
        signal,
      }),
    enabled: asked !== '' && asked !== before,
    staleTime: 10_000,
  })
  useEffect(() => field.current?.select(), [])
  const unchanged = name === before
  const known = asked === name && !isFetching ? data : undefined
  const mayBeSaved = !unchanged && known?.ok === true
  const finish = (): void => {
    if (unchanged) onCancel()
    else if (mayBeSaved) onSave(name)
  }
  const note = unchanged ? null : known === undefined ? words.checking : known.ok ? words.free : null
  return (
    <div className={styles.nameField}>
      <TextInput
        size="xs"
        ref={field}
        classNames={{ input: styles.nameInput ?? '' }}
        aria-label={words.newName}
        value={name}
        error={errorOf(name, known, words.reasons)}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish()
          if (event.key === 'Escape') onCancel()
          if (event.key === 'Enter' || event.key === 'Escape') event.stopPropagation()
        }}
        rightSection={
          <ActionIcon size="sm" aria-label={words.save} disabled={!mayBeSaved} onClick={finish}>
            <IconCheck size={15} />
          </ActionIcon>
        }
      />
      <span className={styles.nameNote} role="status" data-good={known?.ok === true || undefined}>
        {note}
      </span>
    </div>
  )
}

function errorOf(
  name: string,
  known: NameAnswer | undefined,
  reasons: Readonly<Record<NonNullable<NameAnswer['reason']>, string>>,
): string | null {
  if (name === '') return reasons['not-allowed']
  return known === undefined || known.ok ? null : reasons[known.reason ?? 'not-allowed']
}
