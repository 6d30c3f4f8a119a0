import type { ReactNode } from 'react'
import styles from './table.module.css'

interface Props {
  readonly label: string
  /** On a phone each row becomes a block; cells then need a `data-label`. */
  readonly stacks?: boolean
  readonly children: ReactNode
}

/** A table that scrolls sideways where it must, by keyboard too; its name is for who cannot see it. */
export function ScrollTable({ label, stacks = false, children }: Props) {
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} aria-label={label} tabIndex={0}>
        <table className={styles.table} data-stacks={stacks || undefined} aria-label={label}>
          {children}
        </table>
      </section>
    </div>
  )
}
