import { Checkbox, SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useMemo, useRef, useState } from 'react'
import type { Choice, ConflictItem } from '../../../api/contract.ts'
import { useAdvice } from '../../../parts/finding-words.ts'
import { Pager, usePaged } from '../../../parts/pager.tsx'
import { resourceName } from '../../../words/names.ts'
import { useWords } from '../../../words/words.ts'
import { ChoiceSelect } from './choice-select.tsx'
import { ConflictRow, type RowActions } from './conflict-row.tsx'
import styles from './conflicts.module.css'
import { type ConflictGroup, commonChoice, itemKey, type Wanted } from './groups.ts'
import { type Decisions, waitingKey } from './use-decisions.ts'
import { useRowKeys } from './use-row-keys.ts'
import { useStable } from './use-stable.ts'

/** Rows on a page: enough to see much, few enough to stay quick with thousands. */
const PAGE = 50

type Filter = 'all' | 'undecided' | 'own'

interface Props {
  readonly group: ConflictGroup
  readonly planId: string
  readonly decisions: Decisions
}

export function GroupPanel({ group, planId, decisions }: Props) {
  const { t, f } = useWords()
  const words = t.wizard.conflicts
  const advice = useAdvice(group.resource, group.items[0]?.advice ?? null)
  const [search, setSearch] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [editing, setEditing] = useState<string | null>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const shown = useMemo(() => filterItems(group.items, search, filter), [group.items, search, filter])
  const paged = usePaged(shown, PAGE)

  const wanted = (item: ConflictItem | null, choice: Choice | null, name?: string): Wanted => ({
    resource: group.resource,
    ...(group.shared ? { key: group.key } : {}),
    ...(item === null ? {} : { id: item.id }),
    choice,
    ...(name === undefined ? {} : { name }),
  })
  const toggle = (item: ConflictItem): void => {
    const next = new Set(selected)
    if (!next.delete(itemKey(item.id))) next.add(itemKey(item.id))
    setSelected(next)
  }
  const rows = useRowKeys({
    items: paged.shown,
    onChoose: (item, choice) => decisions.decide([wanted(item, choice)]),
    onToggle: toggle,
    onEdit: (item) => setEditing(itemKey(item.id)),
    onPage: (by) => paged.go(Math.min(Math.max(paged.page + by, 0), paged.pages - 1)),
    onSearch: () => searchField.current?.focus(),
  })
  const actions = useStable<RowActions>({
    toggle,
    choose: (item, choice, name) => decisions.decide([wanted(item, choice, name)]),
    edit: ({ id }) => setEditing(itemKey(id)),
    endEdit: (item) => {
      setEditing(null)
      rows.focusRow(paged.shown.indexOf(item))
    },
    focus: (item) => rows.setActive(paged.shown.indexOf(item)),
  })
  const chosen = group.items.filter(({ id }) => selected.has(itemKey(id)))
  const allShown = shown.length > 0 && shown.every(({ id }) => selected.has(itemKey(id)))
  return (
    <section className={styles.panel} aria-label={resourceName(t, group.resource)}>
      <header className={styles.panelHead}>
        <div>
          <h2 className={styles.panelTitle}>{resourceName(t, group.resource)}</h2>
          <p className={styles.why}>
            {group.columns.length === 0 ? words.onlyOne : words.same(f.list(group.columns))}
            {advice !== null && <span lang={advice.lang}> {advice.text}</span>}
          </p>
        </div>
        <ChoiceSelect
          label={chosen.length > 0 ? `${words.forSelected} (${words.selected(chosen.length)})` : words.forAll}
          choices={group.choices}
          value={chosen.length > 0 ? null : commonChoice(group)}
          onChoose={(choice) =>
            decisions.decide(
              chosen.length > 0 ? chosen.map((item) => wanted(item, choice)) : [wanted(null, choice)],
            )
          }
        />
      </header>
      <div className={styles.filters}>
        <TextInput
          ref={searchField}
          className={styles.search ?? ''}
          leftSection={<IconSearch size={16} />}
          placeholder={words.search}
          aria-label={t.common.actions.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'Enter') rows.focusFirst()
          }}
        />
        <SegmentedControl
          aria-label={words.filter}
          value={filter}
          onChange={(value) => setFilter(value as Filter)}
          data={(['all', 'undecided', 'own'] as const).map((value) => ({
            value,
            label: words.filters[value],
          }))}
        />
        <span className={styles.replanning} role="status">
          {decisions.busy ? t.wizard.changing : ''}
        </span>
      </div>
      {shown.length === 0 ? (
        <p className={styles.nothing}>{t.common.nothingFound}</p>
      ) : (
        <table
          className={styles.table}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows that take keys make it a grid
          role="grid"
          aria-label={resourceName(t, group.resource)}
          aria-multiselectable
        >
          <thead>
            <tr>
              <th className={styles.pick}>
                <Checkbox
                  size="xs"
                  aria-label={words.selectAll}
                  checked={allShown}
                  indeterminate={!allShown && chosen.length > 0}
                  onChange={() =>
                    setSelected(allShown ? new Set() : new Set(shown.map(({ id }) => itemKey(id))))
                  }
                />
              </th>
              <th>{words.item}</th>
              <th>{words.choice}</th>
            </tr>
          </thead>
          <tbody ref={rows.body} onKeyDown={rows.onKeyDown}>
            {paged.shown.map((item, index) => {
              const key = itemKey(item.id)
              return (
                <ConflictRow
                  key={key}
                  planId={planId}
                  resource={group.resource}
                  item={item}
                  waiting={decisions.waiting.get(waitingKey(group.resource, item.id)) ?? null}
                  active={index === rows.active}
                  selected={selected.has(key)}
                  editing={editing === key}
                  actions={actions}
                />
              )
            })}
          </tbody>
        </table>
      )}
      <Pager paged={paged} />
    </section>
  )
}

function filterItems(
  items: readonly ConflictItem[],
  search: string,
  filter: Filter,
): readonly ConflictItem[] {
  const wanted = search.trim().toLowerCase()
  if (wanted === '' && filter === 'all') return items
  return items.filter(
    ({ name, owner, proposed, decided_by }) =>
      `${name ?? ''} ${owner ?? ''} ${proposed?.name ?? ''}`.toLowerCase().includes(wanted) &&
      (filter === 'all' || (filter === 'undecided' ? proposed === null : decided_by === 'decision')),
  )
}
