import type { Plan } from '../../api/contract.ts'
import { Pager, usePaged } from '../../parts/pager.tsx'
import { ScrollTable } from '../../parts/scroll-table.tsx'
import table from '../../parts/table.module.css'
import { resourceName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'

export function SkippedTable({ skipped }: { readonly skipped: Plan['skipped'] }) {
  const { t } = useWords()
  const paged = usePaged(skipped, 25)
  return (
    <>
      <ScrollTable label={t.report.sections.skipped}>
        <thead>
          <tr>
            <th>{t.report.resource}</th>
            <th>{t.report.name}</th>
            <th>{t.report.reason}</th>
          </tr>
        </thead>
        <tbody>
          {paged.shown.map(({ resource, id, name, reason }) => (
            <tr key={`${resource} ${String(id)}`}>
              <td className={`${table.fit} ${table.soft}`}>{resourceName(t, resource)}</td>
              <td className={table.mono}>{name ?? `#${String(id)}`}</td>
              <td lang="en">{reason}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      <Pager paged={paged} />
    </>
  )
}
