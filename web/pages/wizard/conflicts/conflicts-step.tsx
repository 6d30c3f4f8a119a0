import { ActionIcon } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCircleCheck, IconKeyboard } from '@tabler/icons-react'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { toProblem } from '../../../api/problem.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ProblemCard } from '../../../parts/problem-card.tsx'
import { StepHeading } from '../../../parts/step-heading.tsx'
import { resourceName } from '../../../words/names.ts'
import { useWords } from '../../../words/words.ts'
import { usePlan } from '../use-plan.ts'
import styles from './conflicts.module.css'
import { GroupPanel } from './group-panel.tsx'
import { type ConflictGroup, groupConflicts } from './groups.ts'
import { KeysHelp } from './keys-help.tsx'
import { Naming } from './naming.tsx'
import { useDecisions } from './use-decisions.ts'

/** The workbench: kinds of conflict on the left, the conflicts of one kind on the right. */
export function ConflictsStep() {
  const { t } = useWords()
  const { stored } = usePlan()
  const groups = useMemo(() => groupConflicts(stored.plan), [stored.plan])
  const [chosen, setChosen] = useState<string | null>(null)
  const [help, { open, close }] = useDisclosure(false)
  const decisions = useDecisions(stored.id)
  const group =
    groups.find(({ id }) => id === chosen) ?? groups.find(({ undecided }) => undecided > 0) ?? groups[0]
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === '?') open()
    const step = event.key === ']' ? 1 : event.key === '[' ? -1 : 0
    const next = group === undefined ? undefined : groups[groups.indexOf(group) + step]
    if (step !== 0 && next !== undefined) setChosen(next.id)
  }
  if (group === undefined) {
    return (
      <>
        <StepHeading title={t.wizard.conflicts.title} />
        <EmptyState
          icon={<IconCircleCheck size={44} stroke={1.3} />}
          title={t.wizard.conflicts.none}
          text={t.wizard.conflicts.noneText}
        />
      </>
    )
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts for everything inside; each has a control of its own
    <div onKeyDown={onKeyDown}>
      <div className={styles.top}>
        <StepHeading title={t.wizard.conflicts.title} lead={t.wizard.conflicts.lead} />
        <div className={styles.tools}>
          <Naming />
          <ActionIcon
            variant="default"
            size={36}
            onClick={open}
            aria-label={t.wizard.conflicts.keysTitle}
            title={t.wizard.conflicts.keysTitle}
          >
            <IconKeyboard size={20} stroke={1.6} />
          </ActionIcon>
        </div>
      </div>
      {decisions.error !== null && <ProblemCard problem={toProblem(decisions.error)} />}
      <div className={styles.bench}>
        <GroupList groups={groups} current={group} onChoose={setChosen} />
        <GroupPanel key={group.id} group={group} planId={stored.id} decisions={decisions} />
      </div>
      <KeysHelp opened={help} onClose={close} />
    </div>
  )
}

interface ListProps {
  readonly groups: readonly ConflictGroup[]
  readonly current: ConflictGroup
  readonly onChoose: (id: string) => void
}

function GroupList({ groups, current, onChoose }: ListProps) {
  const { t, f } = useWords()
  return (
    <nav className={styles.groups} aria-label={t.wizard.conflicts.groups}>
      {groups.map((group) => (
        <button
          key={group.id}
          type="button"
          className={styles.group}
          aria-current={group.id === current.id}
          onClick={() => onChoose(group.id)}
        >
          <span className={styles.groupName}>{resourceName(t, group.resource)}</span>
          <span className={styles.groupCount}>{f.number(group.items.length)}</span>
          <span className={styles.groupState} data-open={group.undecided > 0 || undefined}>
            {group.undecided > 0 ? t.wizard.conflicts.undecided(group.undecided) : t.wizard.conflicts.settled}
          </span>
        </button>
      ))}
    </nav>
  )
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}
