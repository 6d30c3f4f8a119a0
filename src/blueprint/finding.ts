/** Something that was noticed: a value, shown together with all the others, never thrown one by one. */
export interface Finding {
  /** Permanent, `area.reason`; `--accept` takes it. */
  readonly code: string
  readonly severity: 'blocker' | 'decision' | 'warning' | 'info'
  /** One sentence for a person. */
  readonly message: string
  /** How many rows, tables or people it concerns. */
  readonly count: number
  /** A few of them: names, ids, table names. */
  readonly samples: readonly string[]
  readonly remedy: string
  /** A blocker that `--accept CODE` turns into a warning. */
  readonly acceptable?: boolean
}

/** A few samples are enough to recognise the matter; the count says how many there are. */
export const SAMPLES = 5
