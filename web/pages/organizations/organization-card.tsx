import { Button, Collapse, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowRight, IconChevronDown, IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import type { OrganizationSummary, Run } from '../../api/contract.ts'
import { queries } from '../../api/queries.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { Tag } from '../../parts/tag.tsx'
import { organizationAddress, organizationName, resourceName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import styles from './organizations.module.css'
import { totalRows } from './sizes.ts'

/** Counted among the people already. */
const MEMBERSHIPS = ['roles', 'memberships']

/** How many figures are shown before the inventory is opened. */
const FIGURES = 4

interface Props {
  readonly organization: OrganizationSummary
  /** Of the largest organization's rows. */
  readonly share: number
  readonly run: Run | undefined
  /** There is another organization to move to. */
  readonly movable: boolean
}

export function OrganizationCard({ organization, share, run, movable }: Props) {
  const { t, f } = useWords()
  const [open, { toggle }] = useDisclosure(false)
  const inventory = useId()
  const name = organizationName(organization)
  const figures = Object.entries(organization.resources)
  return (
    <article className={styles.card}>
      <div className={styles.head}>
        <div className={styles.identity}>
          <h2 className={styles.name}>
            <bdi>{name}</bdi>
            {organization.is_system && (
              <Tag icon={<IconLock size={12} aria-hidden="true" />}>{t.organizations.system}</Tag>
            )}
            {run !== undefined && (
              <Link to="/runs/$id" params={{ id: run.run_id }}>
                <Tag tone="target">{t.organizations.busy}</Tag>
              </Link>
            )}
          </h2>
          <p className={styles.slug}>{organizationAddress(organization)}</p>
        </div>
        <dl className={styles.figures}>
          {figures
            .filter(([resource]) => !MEMBERSHIPS.includes(resource))
            .slice(0, FIGURES)
            .map(([resource, count]) => (
              <div key={resource}>
                <dt>{resourceName(t, resource)}</dt>
                <dd data-none={count === 0 || undefined}>{f.number(count)}</dd>
              </div>
            ))}
        </dl>
        <MigrateButton organization={organization} name={name} movable={movable && run === undefined} />
      </div>
      <button
        type="button"
        className={styles.size}
        aria-expanded={open}
        aria-controls={inventory}
        aria-label={t.organizations.inventoryOf(name)}
        onClick={toggle}
      >
        <span className={styles.bar} aria-hidden="true">
          <span style={{ width: `${String(Math.max(share * 100, 0.5))}%` }} />
        </span>
        <span className={styles.rows}>{t.common.rows(totalRows(organization))}</span>
        <IconChevronDown
          size={16}
          className={styles.chevron}
          data-open={open || undefined}
          aria-hidden="true"
        />
      </button>
      <Collapse expanded={open} id={inventory}>
        <dl className={styles.inventory}>
          {figures.map(([resource, count]) => (
            <div key={resource}>
              <dt>{resourceName(t, resource)}</dt>
              <dd data-none={count === 0 || undefined}>{f.number(count)}</dd>
            </div>
          ))}
        </dl>
      </Collapse>
    </article>
  )
}

interface MigrateProps {
  readonly organization: OrganizationSummary
  readonly name: string
  readonly movable: boolean
}

function MigrateButton({ organization, name, movable }: MigrateProps) {
  const { t } = useWords()
  const { data: session } = useQuery(queries.session())
  if (organization.is_system) {
    return (
      <Tooltip label={t.organizations.systemWhy} multiline w={240}>
        <span className={styles.noAction}>—</span>
      </Tooltip>
    )
  }
  if (session?.can_write !== true || !movable) {
    return (
      <Button variant="default" disabled rightSection={<IconArrowRight size={16} />}>
        {t.organizations.migrate}
      </Button>
    )
  }
  return (
    <LinkButton
      to="/migrate/$source"
      params={{ source: organizationAddress(organization) }}
      variant="default"
      rightSection={<IconArrowRight size={16} />}
      aria-label={t.organizations.migrateOf(name)}
    >
      {t.organizations.migrate}
    </LinkButton>
  )
}
