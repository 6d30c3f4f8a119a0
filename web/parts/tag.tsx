import type { ReactNode } from 'react'
import styles from './tag.module.css'

export type Tone = 'plain' | 'source' | 'target' | 'good' | 'warn' | 'bad'

/** A word that marks a row. Its colour only repeats what it says. */
export function Tag({
  tone = 'plain',
  icon,
  children,
}: {
  tone?: Tone
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {icon}
      {children}
    </span>
  )
}
