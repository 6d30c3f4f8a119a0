import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

interface Props {
  readonly icon?: ReactNode
  readonly title: string
  readonly text: string
  readonly level?: 1 | 2
  readonly children?: ReactNode
}

export function EmptyState({ icon, title, text, level = 2, children }: Props) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className={styles.empty} data-page={level === 1 || undefined}>
      {icon !== undefined && <div className={styles.icon}>{icon}</div>}
      <Heading className={styles.title}>{title}</Heading>
      <p className={styles.text}>{text}</p>
      {children}
    </div>
  )
}
