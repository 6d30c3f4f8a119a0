/** How a problem is told here. */
export interface ProblemText {
  readonly title: string
  /** What to do next, on this page where that is possible. */
  readonly remedy: string
}
