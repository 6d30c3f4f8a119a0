import type { MigrationRecord } from '../../api/contract.ts'
import { useWords } from '../../words/words.ts'
import styles from './report.module.css'

export function Facts({ record }: { readonly record: MigrationRecord }) {
  const { t, f } = useWords()
  const { report } = record
  const words = t.report
  const rows = [
    [words.facts.id, record.migration_id],
    [words.facts.started, f.dateTime(report.started_at)],
    [words.facts.finished, f.dateTime(report.finished_at)],
    [words.facts.strategy, words.strategies[report.options.conflict_strategy]],
    [words.facts.admins, report.options.preserve_admin_roles ? words.yes : words.no],
    [words.facts.source, report.source_deleted ? words.sourceDeleted : words.sourceKept],
    [words.facts.fingerprint, report.fingerprint],
  ] as const
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
