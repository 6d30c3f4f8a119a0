import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { Choice, ConflictItem } from '../../../api/contract.ts'

interface Actions {
  readonly items: readonly ConflictItem[]
  readonly onChoose: (item: ConflictItem, choice: Choice | null) => void
  readonly onToggle: (item: ConflictItem) => void
  readonly onEdit: (item: ConflictItem) => void
  readonly onPage: (by: 1 | -1) => void
  readonly onSearch: () => void
}

export interface RowKeys {
  readonly body: RefObject<HTMLTableSectionElement | null>
  readonly active: number
  readonly setActive: (index: number) => void
  readonly focusRow: (index: number) => void
  readonly focusFirst: () => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/** One row of the grid can be reached with Tab; from there every row, choice and name with single keys. */
export function useRowKeys({ items, onChoose, onToggle, onEdit, onPage, onSearch }: Actions): RowKeys {
  const body = useRef<HTMLTableSectionElement>(null)
  const [wanted, setActive] = useState(0)
  const refocus = useRef(false)
  const active = Math.min(wanted, Math.max(items.length - 1, 0))

  const focusRow = (index: number): void => {
    setActive(index)
    body.current?.querySelectorAll<HTMLElement>('[data-row]')[index]?.focus()
  }
  // A new page begins at its first row; only whoever turned it with a key is taken there.
  const firstItem = items[0]
  // biome-ignore lint/correctness/useExhaustiveDependencies: another first row is another page
  useEffect(() => {
    if (!refocus.current) return
    refocus.current = false
    body.current?.querySelector<HTMLElement>('[data-row]')?.focus()
  }, [firstItem])

  const turn = (by: 1 | -1): void => {
    refocus.current = true
    setActive(0)
    onPage(by)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const item = items[active]
    const onRow = event.target instanceof HTMLElement && event.target.dataset.row !== undefined
    if (event.key === 'Escape' && !onRow) focusRow(active)
    if (!onRow || item === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const work = actionFor(event.key)
    if (work === null) return
    event.preventDefault()
    work(item)
  }

  const actionFor = (key: string): ((item: ConflictItem) => void) | null => {
    switch (key) {
      case 'ArrowDown':
        return () => (active < items.length - 1 ? focusRow(active + 1) : turn(1))
      case 'ArrowUp':
        return () => focusRow(Math.max(active - 1, 0))
      case 'Home':
        return () => focusRow(0)
      case 'End':
        return () => focusRow(items.length - 1)
      case 'PageDown':
        return () => turn(1)
      case 'PageUp':
        return () => turn(-1)
      case ' ':
        return onToggle
      case 'Enter':
        return onEdit
      case '0':
        return (item) => onChoose(item, null)
      case '/':
        return onSearch
      default:
        return /^[1-9]$/.test(key) ? (item) => chooseNth(item, Number(key)) : null
    }
  }

  const chooseNth = (item: ConflictItem, number: number): void => {
    const choice = item.choices[number - 1]
    if (choice !== undefined) onChoose(item, choice)
  }

  return { body, active, setActive, focusRow, focusFirst: () => focusRow(0), onKeyDown }
}
