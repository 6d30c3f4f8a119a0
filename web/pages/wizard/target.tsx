import { Button, TextInput } from '@mantine/core'
import { IconArrowRight, IconSearch } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import type { OrganizationSummary, StoredPlan } from '../../api/contract.ts'
import { pageProblem, toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { type CardChoice, ChoiceCards } from '../../parts/choice-cards.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Pager, usePaged } from '../../parts/pager.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { organizationAddress, organizationName, resourceName } from '../../words/names.ts'
import { type Spoken, useWords } from '../../words/words.ts'
import { totalRows } from '../organizations/sizes.ts'
import styles from './target.module.css'

const PAGE = 20

/** The first step: where does this organization go? */
export function TargetPage() {
  const { t } = useWords()
  useTitle(t.wizard.target.title)
  const { source } = useParams({ from: '/shell/migrate/$source' })
  const query = useQuery(queries.organizations())
  return (
    <Loaded query={query} page>
      {({ organizations }) => {
        const found = organizations.find((one) => organizationAddress(one) === source)
        if (found === undefined || found.is_system)
          return <ProblemCard problem={pageProblem('page.missing')} page />
        return <ChooseTarget source={found} organizations={organizations} />
      }}
    </Loaded>
  )
}

interface Props {
  readonly source: OrganizationSummary
  readonly organizations: readonly OrganizationSummary[]
}

function ChooseTarget({ source, organizations }: Props) {
  const spoken = useWords()
  const { t } = spoken
  const [chosen, setChosen] = useState<string | null>(null)
  const [missing, setMissing] = useState(false)
  const [search, setSearch] = useState('')
  const navigate = useNavigate()
  const client = useQueryClient()
  const make = useMutation({
    mutationFn: (target: string) =>
      call<StoredPlan>('/api/plans', {
        method: 'POST',
        body: { source: organizationAddress(source), target, options: {} },
      }),
    onSuccess: async (plan) => {
      client.setQueryData(queries.plan(plan.id).queryKey, plan)
      await navigate({ to: '/plans/$id/$step', params: { id: plan.id, step: 'plan' } })
    },
  })
  const wanted = search.trim().toLowerCase()
  const choices = organizations.filter((one) => !one.is_system && one.id !== source.id)
  const shown = choices.filter(({ name, slug }) =>
    `${name ?? ''} ${slug ?? ''}`.toLowerCase().includes(wanted),
  )
  const paged = usePaged(shown, PAGE)
  const submit = (): void => {
    setMissing(chosen === null)
    if (chosen !== null) make.mutate(chosen)
  }
  return (
    <div className={styles.page}>
      <PageHeader title={t.wizard.target.title} lead={t.wizard.target.lead(organizationName(source))} />
      {choices.length > 6 && (
        <TextInput
          leftSection={<IconSearch size={16} />}
          placeholder={t.wizard.target.filter}
          aria-label={t.common.actions.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          mb="md"
        />
      )}
      {choices.length === 0 && <p>{t.wizard.target.none}</p>}
      {choices.length > 0 && shown.length === 0 && <p>{t.common.nothingFound}</p>}
      <ChoiceCards
        label={t.wizard.target.label}
        value={chosen}
        choices={paged.shown.map((one) => toChoice(one, spoken))}
        onChoose={(value) => {
          setChosen(value)
          setMissing(false)
        }}
        error={missing ? t.wizard.target.choose : null}
      />
      <Pager paged={paged} />
      {make.isError && <ProblemCard problem={toProblem(make.error)} focus />}
      <div className={styles.foot}>
        <p className={styles.promise}>
          {make.isPending ? t.wizard.target.making : t.wizard.target.readsOnly}
        </p>
        <LinkButton to="/organizations" variant="default">
          {t.common.actions.cancel}
        </LinkButton>
        <Button onClick={submit} loading={make.isPending} rightSection={<IconArrowRight size={16} />}>
          {t.wizard.target.make}
        </Button>
      </div>
    </div>
  )
}

function toChoice(organization: OrganizationSummary, { t, f }: Spoken): CardChoice {
  const [people] = Object.entries(organization.resources)
  return {
    value: organizationAddress(organization),
    title: <bdi>{organizationName(organization)}</bdi>,
    text: <span className={styles.slug}>{organizationAddress(organization)}</span>,
    aside: (
      <>
        {people !== undefined && `${f.number(people[1])} ${resourceName(t, people[0]).toLowerCase()}`}
        <br />
        {t.common.rows(totalRows(organization))}
      </>
    ),
  }
}
