/** How a finding is told here. `remedy` is null where only the service knows what exactly to do. */
export interface FindingText {
  readonly title: string
  readonly remedy: string | null
}
