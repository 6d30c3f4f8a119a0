import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { Renamed } from '../../api/contract.ts'
import { Pager, usePaged } from '../../parts/pager.tsx'
import { ScrollTable } from '../../parts/scroll-table.tsx'
import table from '../../parts/table.module.css'
import { resourceName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import styles from './report.module.css'

const PAGE = 25

export function RenamedTable({ renamed }: { readonly renamed: readonly Renamed[] }) {
  const { t } = useWords()
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const shown = renamed.filter(({ from, to }) => `${from ?? ''} ${to ?? ''}`.toLowerCase().includes(wanted))
  const paged = usePaged(shown, PAGE)
  if (renamed.length === 0) return <p className={styles.note}>{t.report.noRenames}</p>
  return (
    <>
      <div className={styles.bar}>
        <p className={styles.note}>{t.report.renamedLead(renamed.length)}</p>
        <TextInput
          className={styles.search ?? ''}
          wrapperProps={{ 'data-no-print': search === '' || undefined }}
          leftSection={<IconSearch size={16} />}
          placeholder={t.report.search}
          aria-label={t.common.actions.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      {shown.length === 0 ? (
        <p className={styles.note}>{t.common.nothingFound}</p>
      ) : (
        <ScrollTable label={t.report.sections.renamed} stacks>
          <thead>
            <tr>
              <th>{t.report.resource}</th>
              <th>{t.report.before}</th>
              <th>{t.report.after}</th>
            </tr>
          </thead>
          <tbody>
            {paged.shown.map(({ resource, id, from, to }) => (
              <tr key={`${resource} ${String(id)}`}>
                <td data-label={t.report.resource} className={`${table.fit} ${table.soft}`}>
                  {resourceName(t, resource)}
                </td>
                <td data-label={t.report.before} className={table.mono}>
                  <bdi>{from}</bdi>
                </td>
                <td data-label={t.report.after} className={table.mono}>
                  <bdi>{to}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
      <Pager paged={paged} />
    </>
  )
}
