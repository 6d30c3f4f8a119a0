import { IconCheck, IconX } from '@tabler/icons-react'
import type { Verification } from '../../api/contract.ts'
import { useWords } from '../../words/words.ts'
import styles from './report.module.css'

/** Every check, those that do not hold first and open. */
export function Proof({ verification: { checks } }: { readonly verification: Verification }) {
  const { t } = useWords()
  const failed = checks.filter(({ ok }) => !ok)
  const held = checks.filter(({ ok }) => ok)
  return (
    <div className={styles.proof}>
      {failed.length > 0 && (
        <>
          <p className={styles.failed}>{t.report.failedChecks(failed.length)}</p>
          <CheckList checks={failed} />
        </>
      )}
      <details>
        <summary>{t.report.checks(held.length)}</summary>
        <CheckList checks={held} />
      </details>
    </div>
  )
}

function CheckList({ checks }: Pick<Verification, 'checks'>) {
  return (
    <ul className={styles.checks} lang="en">
      {checks.map(({ check, table, ok, message }) => (
        <li key={`${check} ${table ?? ''} ${message}`} data-ok={ok}>
          {ok ? (
            <IconCheck size={15} stroke={2.4} aria-hidden="true" />
          ) : (
            <IconX size={15} aria-hidden="true" />
          )}
          <span className={styles.checkName}>{check}</span>
          <span>
            {table !== null && <code>{table}</code>} {message}
          </span>
        </li>
      ))}
    </ul>
  )
}
