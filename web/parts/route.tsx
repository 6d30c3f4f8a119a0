import { IconArrowRight } from '@tabler/icons-react'
import type { OrganizationRef, Run } from '../api/contract.ts'
import { organizationAddress, organizationName } from '../words/names.ts'
import { useWords } from '../words/words.ts'
import styles from './route.module.css'

interface Props {
  readonly source: OrganizationRef
  readonly target: OrganizationRef
  readonly size?: 'small' | 'large'
}

/** From where to where: plum to petrol, the same on every page. */
export function Route({ source, target, size = 'small' }: Props) {
  const { t } = useWords()
  return (
    <span className={styles.route} data-size={size}>
      <span className={styles.end} data-end="source">
        <span className={styles.hidden}>{t.common.from} </span>
        <bdi className={styles.name}>{organizationName(source)}</bdi>
        {size === 'large' && <span className={styles.slug}>{organizationAddress(source)}</span>}
      </span>
      <IconArrowRight className={styles.arrow} size={size === 'large' ? 22 : 16} aria-hidden="true" />
      <span className={styles.end} data-end="target">
        <span className={styles.hidden}>{t.common.to} </span>
        <bdi className={styles.name}>{organizationName(target)}</bdi>
        {size === 'large' && <span className={styles.slug}>{organizationAddress(target)}</span>}
      </span>
    </span>
  )
}

interface RunProps {
  readonly run: Pick<Run, 'work' | 'source' | 'target'>
  readonly size?: 'small' | 'large'
}

/** The way of a run: an undo goes back from where people had come to. Nothing where it is about no two organizations. */
export function RunRoute({ run: { work, source, target }, size = 'small' }: RunProps) {
  if (source === null || target === null) return null
  const [from, to] = work === 'rollback' ? [target, source] : [source, target]
  return <Route source={from} target={to} size={size} />
}
