import { Collapse } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import type { Plan, TablePlan } from '../../../api/contract.ts'
import { ScrollTable } from '../../../parts/scroll-table.tsx'
import table from '../../../parts/table.module.css'
import { resourceName } from '../../../words/names.ts'
import { useWords } from '../../../words/words.ts'
import styles from './plan.module.css'

export function Inventory({ plan: { tables } }: { readonly plan: Plan }) {
  const { t } = useWords()
  const [open, { toggle }] = useDisclosure(false)
  const own = tables.filter(({ verdict, rows }) => verdict !== 'follow' && rows > 0)
  const followers = tables.filter(({ verdict, rows }) => verdict === 'follow' && rows > 0)
  return (
    <>
      <ScrollTable label={t.wizard.plan.inventory}>
        <Head />
        <tbody>
          {own.map((one) => (
            <Row key={one.table} table={one} />
          ))}
        </tbody>
      </ScrollTable>
      {followers.length > 0 && (
        <div className={styles.followers}>
          <button type="button" className={styles.unfold} aria-expanded={open} onClick={toggle}>
            <IconChevronDown
              size={16}
              className={styles.chevron}
              data-open={open || undefined}
              aria-hidden="true"
            />
            {t.wizard.plan.followers(followers.length)}
          </button>
          <Collapse expanded={open}>
            <p className={styles.note}>{t.wizard.plan.followersWhy}</p>
            <ScrollTable label={t.wizard.plan.followers(followers.length)}>
              <Head />
              <tbody>
                {followers.map((one) => (
                  <Row key={one.table} table={one} />
                ))}
              </tbody>
            </ScrollTable>
          </Collapse>
        </div>
      )}
    </>
  )
}

function Head() {
  const { t } = useWords()
  return (
    <thead>
      <tr>
        <th>{t.wizard.plan.resource}</th>
        <th className={table.number}>{t.wizard.plan.moving}</th>
        <th className={table.number}>{t.wizard.plan.renames}</th>
        <th className={table.number}>{t.wizard.plan.staying}</th>
        <th className={table.number}>{t.wizard.plan.already}</th>
      </tr>
    </thead>
  )
}

function Row({
  table: { resource, table: name, moves, renames, stays, target_rows },
}: {
  readonly table: TablePlan
}) {
  const { t } = useWords()
  return (
    <tr>
      <th scope="row" title={name}>
        {resourceName(t, resource)}
      </th>
      <td className={table.number}>
        <Count value={moves} />
      </td>
      <td className={table.number}>
        <Count value={renames} />
      </td>
      <td className={table.number}>
        <Count value={stays} />
      </td>
      <td className={`${table.number} ${table.soft}`}>
        <Count value={target_rows} />
      </td>
    </tr>
  )
}

/** Nothing is shown quietly, so that the eye finds what there is. */
function Count({ value }: { readonly value: number }) {
  const { f } = useWords()
  return value === 0 ? <span className={table.soft}>0</span> : f.number(value)
}
