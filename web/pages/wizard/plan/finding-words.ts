import type { Finding } from '../../../api/contract.ts'
import type { FindingText } from '../../../words/finding.ts'
import { useWords } from '../../../words/words.ts'

export interface FindingWords {
  readonly title: string
  /** The service's own sentence, in English; null where it is the title already. */
  readonly message: string | null
  readonly remedy: string
}

/** A finding in the language in use: our words for a code we know, the service's for any other. */
export function useFindingWords({ code, message, remedy }: Finding): FindingWords {
  const { t } = useWords()
  const known: Readonly<Record<string, FindingText>> = t.findings
  const words = known[code]
  if (words === undefined) return { title: message, message: null, remedy }
  return { title: words.title, message, remedy: words.remedy ?? remedy }
}
