import type { About, Sentence } from './sentence.ts'

/** How a finding is told here. */
export interface FindingText {
  readonly title: string
  /** What to do, on this page where that is possible. Null, in English alone: as the service says it. */
  readonly remedy: Sentence | null
}

/** The lines of which one belongs into the blueprint, each with the part that it belongs to. */
export function lines(about: About): string {
  return ['resources', 'others', 'not_organizations', 'stamps', 'stays']
    .filter(about.has)
    .map((part) => `"${part}": ${about.text(part)}`)
    .join(' · ')
}
