import { NativeSelect } from '@mantine/core'
import type { Choice } from '../../../api/contract.ts'
import { useWords } from '../../../words/words.ts'
import styles from './conflicts.module.css'

const REVOKE = '-'

interface Props {
  readonly label: string
  /** The label is shown, not only said. */
  readonly quiet?: boolean
  readonly choices: readonly Choice[]
  /** Null: nothing is chosen, or not the same for all. */
  readonly value: Choice | null
  readonly onChoose: (choice: Choice | null) => void
  /** It was decided by itself, and that can be taken back. */
  readonly revocable?: boolean
  readonly tabIndex?: number
}

export function ChoiceSelect({
  label,
  quiet = false,
  choices,
  value,
  onChoose,
  revocable = false,
  tabIndex,
}: Props) {
  const { t } = useWords()
  const names = t.wizard.conflicts.choices
  return (
    <NativeSelect
      className={styles.choice ?? ''}
      size={quiet ? 'xs' : 'sm'}
      {...(quiet ? { 'aria-label': label } : { label })}
      {...(tabIndex === undefined ? {} : { tabIndex })}
      data-open={value === null || undefined}
      value={value ?? ''}
      onChange={({ currentTarget }) => {
        if (currentTarget.value === REVOKE) onChoose(null)
        else if (currentTarget.value !== '') onChoose(currentTarget.value as Choice)
      }}
      data={[
        ...(value === null ? [{ value: '', label: t.wizard.conflicts.choose }] : []),
        ...choices.map((choice) => ({ value: choice, label: names[choice] })),
        ...(revocable ? [{ value: REVOKE, label: t.wizard.conflicts.asForAll }] : []),
      ]}
    />
  )
}
