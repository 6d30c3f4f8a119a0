import { SegmentedControl, TextInput } from '@mantine/core'
import { IconArrowUp, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { AccessChange } from '../../../api/contract.ts'
import { Pager, usePaged } from '../../../parts/pager.tsx'
import { ScrollTable } from '../../../parts/scroll-table.tsx'
import table from '../../../parts/table.module.css'
import { Tag, type Tone } from '../../../parts/tag.tsx'
import { roleName } from '../../../words/names.ts'
import { useWords } from '../../../words/words.ts'
import { kindOf } from './kind.ts'
import styles from './people.module.css'

/** What most needs a look comes first. */
const order = ['gains', 'loses', 'joins', 'same', 'stays'] as const
const tones: Readonly<Record<AccessChange['change'], Tone>> = {
  gains: 'warn',
  loses: 'source',
  joins: 'target',
  same: 'plain',
  stays: 'plain',
}

interface Props {
  readonly access: readonly AccessChange[]
  readonly changing?: boolean
  /** People on a page. */
  readonly size?: number
}

/** Each person before and after. Who gains is marked and stands first. */
export function AccessTable({ access, changing = false, size = 50 }: Props) {
  const { t, f } = useWords()
  const words = t.wizard.people
  const [search, setSearch] = useState('')
  const [filter, setFilter] = useState<string>('all')
  const counted = order
    .map((change) => ({ change, count: access.filter((one) => kindOf(one) === change).length }))
    .filter(({ count }) => count > 0)
  const wanted = search.trim().toLowerCase()
  const kind = counted.some(({ change }) => change === filter) ? filter : 'all'
  const shown = order
    .flatMap((change) => access.filter((one) => kindOf(one) === change))
    .filter((one) => kind === 'all' || kindOf(one) === kind)
    .filter(({ email }) => (email ?? '').toLowerCase().includes(wanted))
  const paged = usePaged(shown, size)
  return (
    <div aria-busy={changing} className={styles.table}>
      <div className={styles.filters}>
        <SegmentedControl
          className={styles.kinds ?? ''}
          aria-label={words.change}
          value={kind}
          onChange={setFilter}
          data={[
            { value: 'all', label: words.all(access.length) },
            ...counted.map(({ change, count }) => ({
              value: change,
              label: words.changeCount[change](count),
            })),
          ]}
        />
        <TextInput
          className={styles.search ?? ''}
          wrapperProps={{ 'data-no-print': search === '' || undefined }}
          leftSection={<IconSearch size={16} />}
          placeholder={words.search}
          aria-label={t.common.actions.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      {shown.length === 0 && <p>{t.common.nothingFound}</p>}
      {shown.length > 0 && (
        <ScrollTable label={words.table} stacks>
          <thead>
            <tr>
              <th>{words.person}</th>
              <th>{words.before}</th>
              <th>{words.inTarget}</th>
              <th>{words.after}</th>
              <th>{words.change}</th>
            </tr>
          </thead>
          <tbody>
            {paged.shown.map((person) => (
              <PersonRow key={String(person.user)} person={person} />
            ))}
          </tbody>
        </ScrollTable>
      )}
      <Pager paged={paged} />
      <p className={styles.hidden} role="status">
        {f.number(shown.length)}
      </p>
    </div>
  )
}

function PersonRow({ person }: { readonly person: AccessChange }) {
  const { t } = useWords()
  const words = t.wizard.people
  const change = kindOf(person)
  return (
    <tr data-change={change} className={styles.person}>
      <th scope="row">
        <bdi>{person.email ?? `#${String(person.user)}`}</bdi>
        {person.note !== null && (
          <span className={styles.note}>
            {person.note === 'has no role in the source' ? words.noRole : person.note}
          </span>
        )}
      </th>
      <td data-label={words.before} className={person.role_in_source === null ? table.soft : undefined}>
        {roleName(t, person.role_in_source)}
      </td>
      <td data-label={words.inTarget} className={person.role_in_target === null ? table.soft : undefined}>
        {person.role_in_target === null ? '–' : roleName(t, person.role_in_target)}
      </td>
      <td data-label={words.after} className={styles.after}>
        {roleName(t, person.role_after)}
      </td>
      <td data-label={words.change} className={table.fit}>
        <Tag
          tone={tones[change]}
          icon={change === 'gains' ? <IconArrowUp size={13} aria-hidden="true" /> : undefined}
        >
          {words.changes[change]}
        </Tag>
      </td>
    </tr>
  )
}
