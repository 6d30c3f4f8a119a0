import styles from './meter.module.css'

interface Props {
  /** Between 0 and 1; null while nobody knows. */
  readonly share: number | null
  readonly label: string
  readonly tone?: 'going' | 'good' | 'bad'
}

/** How far something is. */
export function Meter({ share, label, tone = 'going' }: Props) {
  const percent = share === null ? null : Math.round(Math.min(Math.max(share, 0), 1) * 100)
  return (
    <div
      className={styles.meter}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
      data-tone={tone}
      data-unknown={percent === null || undefined}
    >
      <span style={{ width: `${String(percent ?? 30)}%` }} />
    </div>
  )
}
