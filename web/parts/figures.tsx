import type { ReactNode } from 'react'
import styles from './figures.module.css'

/** A few numbers beside each other, each with what it means. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.figures}>{children}</dl>
}

interface FigureProps {
  readonly label: string
  readonly why?: string
  readonly tone?: 'warn' | undefined
  readonly children: ReactNode
}

export function Figure({ label, why, tone, children }: FigureProps) {
  return (
    <div className={styles.figure} data-tone={tone}>
      <dd className={styles.value}>{children}</dd>
      <dt className={styles.label}>{label}</dt>
      {why !== undefined && <dd className={styles.why}>{why}</dd>}
    </div>
  )
}
