import type { ReactNode } from 'react'
import styles from './table.module.css'

/** A table that scrolls sideways where it must, by keyboard too; its name is for who cannot see it. */
export function ScrollTable({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} aria-label={label} tabIndex={0}>
        <table className={styles.table} aria-label={label}>
          {children}
        </table>
      </section>
    </div>
  )
}
