import type { english } from './en/index.ts'

/** Everything the page says. A language that leaves something out does not compile. */
export type Words = ReturnType<typeof english>
