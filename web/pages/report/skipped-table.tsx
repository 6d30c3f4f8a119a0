import type { Migration } from '../../api/contract.ts'
import { Pager, usePaged } from '../../parts/pager.tsx'
import { ScrollTable } from '../../parts/scroll-table.tsx'
import table from '../../parts/table.module.css'
import { resourceName } from '../../words/names.ts'
import { useWords } from '../../words/words.ts'

/** What stayed, and why: because of a decision about it, or because it is tied to something that stays. */
export function SkippedTable({ skipped, decisions }: Pick<Migration, 'skipped' | 'decisions'>) {
  const { t } = useWords()
  const actions = new Map(
    decisions.map(({ resource, id, proposed }) => [`${resource} ${String(id)}`, proposed?.action]),
  )
  const words = t.report.stayed
  const why = (key: string): string => {
    const action = actions.get(key)
    return action === 'skip' || action === 'keep-target' ? words[action] : words.tied
  }
  const paged = usePaged(skipped, 25)
  return (
    <>
      <ScrollTable label={t.report.sections.skipped} stacks>
        <thead>
          <tr>
            <th>{t.report.resource}</th>
            <th>{t.report.name}</th>
            <th>{t.report.reason}</th>
          </tr>
        </thead>
        <tbody>
          {paged.shown.map(({ resource, id, name }) => (
            <tr key={`${resource} ${String(id)}`}>
              <td data-label={t.report.resource} className={`${table.fit} ${table.soft}`}>
                {resourceName(t, resource)}
              </td>
              <td data-label={t.report.name} className={table.mono}>
                {name ?? `#${String(id)}`}
              </td>
              <td data-label={t.report.reason}>{why(`${resource} ${String(id)}`)}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      <Pager paged={paged} />
    </>
  )
}
