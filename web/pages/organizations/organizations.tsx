import { TextInput } from '@mantine/core'
import { IconBuildingCommunity, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OrganizationList } from '../../api/contract.ts'
import { queries } from '../../api/queries.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Pager, usePaged } from '../../parts/pager.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { useWords } from '../../words/words.ts'
import { OrganizationCard } from './organization-card.tsx'
import styles from './organizations.module.css'
import { totalRows } from './sizes.ts'

/** Organizations on a page: an app may have thousands. */
const PAGE = 40

export function OrganizationsPage() {
  const { t } = useWords()
  useTitle(t.organizations.title)
  const query = useQuery(queries.organizations())
  return (
    <Loaded query={query} page>
      {(list) => <Organizations list={list} />}
    </Loaded>
  )
}

function Organizations({ list: { organizations } }: { readonly list: OrganizationList }) {
  const { t } = useWords()
  const [search, setSearch] = useState('')
  const { data: migrations } = useQuery(queries.migrations())
  const wanted = search.trim().toLowerCase()
  const shown = organizations
    .filter(({ name, slug }) => `${name ?? ''} ${slug ?? ''}`.toLowerCase().includes(wanted))
    .sort((one, other) => Number(one.is_system) - Number(other.is_system))
  const paged = usePaged(shown, PAGE)
  const largest = Math.max(1, ...organizations.map(totalRows))
  const movable = organizations.filter(({ is_system }) => !is_system).length > 1
  const running = migrations?.runs.filter(({ status }) => status === 'running') ?? []
  return (
    <>
      <PageHeader title={t.organizations.title} lead={t.organizations.lead(organizations.length)}>
        {organizations.length > 5 && (
          <TextInput
            className={styles.search ?? ''}
            leftSection={<IconSearch size={16} />}
            placeholder={t.organizations.filter}
            aria-label={t.common.actions.search}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )}
      </PageHeader>
      {organizations.length === 0 && (
        <EmptyState
          icon={<IconBuildingCommunity size={44} stroke={1.3} />}
          title={t.organizations.emptyTitle}
          text={t.organizations.emptyText}
        />
      )}
      {!movable && organizations.length > 0 && <p className={styles.note}>{t.organizations.onlyOne}</p>}
      {shown.length === 0 && organizations.length > 0 && <p>{t.common.nothingFound}</p>}
      <ul className={styles.list}>
        {paged.shown.map((organization) => (
          <li key={String(organization.id)}>
            <OrganizationCard
              organization={organization}
              share={totalRows(organization) / largest}
              run={running.find(({ source, target }) =>
                [source, target].some((side) => String(side?.id) === String(organization.id)),
              )}
              movable={movable}
            />
          </li>
        ))}
      </ul>
      <Pager paged={paged} />
    </>
  )
}
