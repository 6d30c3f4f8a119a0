import { ActionIcon, Checkbox } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { memo } from 'react'
import type { Choice, ConflictItem } from '../../../api/contract.ts'
import { useWords } from '../../../words/words.ts'
import { ChoiceSelect } from './choice-select.tsx'
import styles from './conflicts.module.css'
import type { Wanted } from './groups.ts'
import { NameField } from './name-field.tsx'

interface Props {
  readonly planId: string
  readonly resource: string
  readonly item: ConflictItem
  /** Decided here and not in the plan yet. */
  readonly waiting: Wanted | null
  readonly active: boolean
  readonly selected: boolean
  readonly editing: boolean
  readonly actions: RowActions
}

/** What can be done to a row; the same functions as long as the table lives. */
export interface RowActions {
  readonly toggle: (item: ConflictItem) => void
  readonly choose: (item: ConflictItem, choice: Choice | null, name?: string) => void
  readonly edit: (item: ConflictItem) => void
  readonly endEdit: (item: ConflictItem) => void
  readonly focus: (item: ConflictItem) => void
}

/** Drawn again only when something about it changes: a key moves from row to row at once, however many there are. */
export const ConflictRow = memo(function ConflictRow(props: Props) {
  const { t } = useWords()
  const { item, waiting, active, selected, actions } = props
  const name = item.name ?? `#${String(item.id)}`
  const tabIndex = active ? 0 : -1
  return (
    <tr
      data-row
      tabIndex={tabIndex}
      aria-selected={selected}
      className={styles.row}
      data-undecided={(item.proposed === null && waiting === null) || undefined}
      onFocus={() => actions.focus(item)}
    >
      <td className={styles.pick}>
        <Checkbox
          size="xs"
          tabIndex={tabIndex}
          checked={selected}
          onChange={() => actions.toggle(item)}
          aria-label={t.wizard.conflicts.select(name)}
        />
      </td>
      <td className={styles.item}>
        <bdi className={styles.name}>{name}</bdi>
        {item.owner !== null && <span className={styles.owner}>{item.owner}</span>}
      </td>
      <td className={styles.what}>
        <div className={styles.decision}>
          <ChoiceSelect
            quiet
            label={t.wizard.conflicts.choiceFor(name)}
            choices={item.choices}
            value={waiting === null ? (item.proposed?.action ?? null) : waiting.choice}
            onChoose={(choice) => actions.choose(item, choice)}
            revocable={waiting === null && item.decided_by === 'decision'}
            tabIndex={tabIndex}
          />
          <DecidedBy item={item} waiting={waiting} />
        </div>
        <Outcome {...props} />
      </td>
    </tr>
  )
})

function DecidedBy({ item, waiting }: Pick<Props, 'item' | 'waiting'>) {
  const { t } = useWords()
  const by = waiting === null ? item.decided_by : waiting.choice === null ? null : 'decision'
  if (by === null) return null
  return <span className={styles.by}>{t.wizard.conflicts.decidedBy[by]}</span>
}

/** What there will be afterwards, as far as the plan knows it already. */
function Outcome(props: Props) {
  const { t, f } = useWords()
  const { planId, resource, item, waiting, editing, active, actions } = props
  const words = t.wizard.conflicts
  if (waiting?.choice === null) return <span className={styles.soft}>{words.working}</span>
  const action = waiting?.choice ?? item.proposed?.action ?? null
  if (action === null) return <span className={styles.open}>{words.notYet}</span>
  if (action === 'skip') return <span className={styles.soft}>{words.staysBehind}</span>
  if (action === 'keep-target') return <span className={styles.soft}>{words.keptTarget}</span>
  if (action === 'clear') return <span className={styles.soft}>{words.cleared(f.list(item.columns))}</span>
  const name = waiting === null ? item.proposed?.name : waiting.name
  if (editing) {
    return (
      <NameField
        planId={planId}
        resource={resource}
        id={item.id}
        name={name ?? item.name ?? ''}
        onSave={(chosen) => {
          actions.choose(item, action, chosen)
          actions.endEdit(item)
        }}
        onCancel={() => actions.endEdit(item)}
      />
    )
  }
  if (name === null || name === undefined) return <span className={styles.soft}>{words.working}</span>
  return (
    <span className={styles.becomes} data-end={action === 'rename' ? 'source' : 'target'}>
      <span className={styles.soft}>{action === 'rename' ? words.comes : words.there}</span>
      <span className={styles.newName}>
        <NewName before={item.name} after={name} />
      </span>
      <ActionIcon
        size="sm"
        className={styles.pencil ?? ''}
        tabIndex={active ? 0 : -1}
        aria-label={words.editName(name)}
        title={words.editName(name)}
        onClick={() => actions.edit(item)}
      >
        <IconPencil size={15} />
      </ActionIcon>
    </span>
  )
}

/** The new name, with what is new in it marked. */
function NewName({ before, after }: { readonly before: string | null; readonly after: string }) {
  if (before === null) return after
  let start = 0
  while (start < before.length && before[start] === after[start]) start += 1
  let end = 0
  while (end < before.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const middle = after.slice(start, after.length - end)
  if (middle === '') return after
  return (
    <>
      {after.slice(0, start)}
      <mark className={styles.new}>{middle}</mark>
      {after.slice(after.length - end)}
    </>
  )
}
