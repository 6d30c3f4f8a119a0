import { IconCheck, IconX } from '@tabler/icons-react'
import type { Verification } from '../../api/contract.ts'
import { useSaid } from '../../parts/use-said.ts'
import { useWords } from '../../words/words.ts'
import styles from './report.module.css'

type Check = Verification['checks'][number]

/** What was proven, claim by claim; those that do not hold stand first and open. */
export function Proof({ verification: { checks, notes, noted } }: { readonly verification: Verification }) {
  const { t } = useWords()
  const kinds = [...Map.groupBy(checks, ({ check }) => check)]
  const failed = checks.filter(({ ok }) => !ok).length
  const holds = ([, those]: readonly [string, readonly Check[]]): number =>
    Number(those.every(({ ok }) => ok))
  return (
    <div className={styles.proof}>
      <p className={styles.note} data-bad={failed > 0 || undefined}>
        {failed > 0 ? t.report.failedChecks(failed) : t.report.checks(checks.length)}
      </p>
      <ul className={styles.kinds}>
        {kinds
          .toSorted((one, other) => holds(one) - holds(other))
          .map(([kind, those]) => (
            <li key={kind}>
              <Kind kind={kind} checks={those} />
            </li>
          ))}
      </ul>
      <Notes notes={noted ?? notes.map((message) => ({ message }))} />
    </div>
  )
}

function Kind({ kind, checks }: { readonly kind: string; readonly checks: readonly Check[] }) {
  const { t, f } = useWords()
  const said = useSaid()
  const claims: Readonly<Record<string, string>> = t.checks
  const ok = checks.every((check) => check.ok)
  const Icon = ok ? IconCheck : IconX
  return (
    <details className={styles.kind} data-ok={ok} open={!ok}>
      <summary>
        <Icon size={17} stroke={2.4} aria-hidden="true" />
        <span>
          {claims[kind] ?? kind}
          {checks.length > 1 && <span className={styles.checkCount}> · {f.number(checks.length)}</span>}
        </span>
      </summary>
      <ul className={styles.checks}>
        {checks.map((check) => (
          <li key={`${check.table ?? ''} ${check.message}`} data-ok={check.ok}>
            {check.table !== null && <code>{check.table}</code>} <span {...said(check)} />
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What people changed since: of no harm to the proof. */
function Notes({
  notes,
}: {
  readonly notes: readonly { readonly code?: string; readonly message: string }[]
}) {
  const { t } = useWords()
  const said = useSaid()
  if (notes.length === 0) return null
  return (
    <>
      <p className={styles.note}>{t.report.since}</p>
      <ul className={styles.checks}>
        {notes.map((note) => (
          <li key={note.message} {...said(note)} />
        ))}
      </ul>
    </>
  )
}
