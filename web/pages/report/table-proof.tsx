import { IconEqual, IconEqualNot } from '@tabler/icons-react'
import type { TableReport } from '../../api/contract.ts'
import { ScrollTable } from '../../parts/scroll-table.tsx'
import table from '../../parts/table.module.css'
import { resourceName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'
import styles from './report.module.css'

/** Three numbers that were counted apart from each other, and whether they agree. */
export function TableProof({ tables }: { readonly tables: readonly TableReport[] }) {
  const { t, f } = useWords()
  const words = t.report
  return (
    <ScrollTable label={words.sections.tables}>
      <thead>
        <tr>
          <th>{words.resource}</th>
          <th className={table.number}>{words.planned}</th>
          <th className={table.number}>{words.done}</th>
          <th className={table.number}>{words.verifiedColumn}</th>
          <th className={styles.mark}>
            <span className={styles.hidden}>{words.equal}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tables.map(({ resource, table: name, planned, done, verified }) => {
          const equal = planned === done && done === verified
          return (
            <tr key={name} data-differs={!equal || undefined} className={styles.proofRow}>
              <th scope="row">
                {resourceName(t, resource)}{' '}
                <span className={`${styles.tableName} ${table.mono} ${table.soft}`}>{name}</span>
              </th>
              <td className={table.number}>{f.number(planned)}</td>
              <td className={table.number}>{f.number(done)}</td>
              <td className={table.number}>{f.number(verified)}</td>
              <td className={`${table.fit} ${styles.mark}`}>
                <span className={styles.equal} data-equal={equal}>
                  {equal ? (
                    <IconEqual size={16} aria-hidden="true" />
                  ) : (
                    <IconEqualNot size={16} aria-hidden="true" />
                  )}
                  {equal ? words.equal : words.differs}
                </span>
              </td>
            </tr>
          )
        })}
      </tbody>
    </ScrollTable>
  )
}
