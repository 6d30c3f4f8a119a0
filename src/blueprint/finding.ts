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
  /** What the message says besides, under permanent names, so that it can be said in any language. */
  readonly context?: Facts
  readonly remedy: string
  /** A blocker that `--accept CODE` turns into a warning. */
  readonly acceptable?: boolean
}

/** What a sentence of ours is about, by name: it depends on the code of the sentence which names there are. */
export type Facts = Readonly<Record<string, Fact>>
type Fact = string | number | boolean | null | readonly string[]

/** A few samples are enough to recognise the matter; the count says how many there are. */
export const SAMPLES = 5
