import type { ReactNode } from 'react'
import styles from './page-header.module.css'

interface Props {
  readonly title: ReactNode
  readonly lead?: ReactNode
  /** Above the title: where this page belongs. */
  readonly above?: ReactNode
  readonly children?: ReactNode
}

export function PageHeader({ title, lead, above, children }: Props) {
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        {above}
        <h1 className={styles.title}>{title}</h1>
        {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      </div>
      {children !== undefined && (
        <div className={styles.actions} data-no-print>
          {children}
        </div>
      )}
    </header>
  )
}
