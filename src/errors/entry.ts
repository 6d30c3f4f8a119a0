/** What is fixed about an error. */
export interface CatalogueEntry {
  /** Short, fixed sentence without variables. */
  readonly title: string
  /** HTTP status. */
  readonly status: number
  /** Exit status of the process. */
  readonly exit: number
  /** What a person should do next, one sentence. */
  readonly remedy: string
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
}

export function entry(
  title: string,
  status: number,
  exit: number,
  remedy: string,
  retryable = false,
): CatalogueEntry {
  return { title, status, exit, remedy, retryable }
}
