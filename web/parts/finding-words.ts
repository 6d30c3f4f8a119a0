import { useQuery } from '@tanstack/react-query'
import type { Finding } from '../api/contract.ts'
import { queries } from '../api/queries.ts'
import type { FindingText } from '../words/finding.ts'
import { speakerOf } from '../words/names.ts'
import { type Said, speakOf } from '../words/sentence.ts'
import { type Language, useWords } from '../words/words.ts'

export interface FindingWords {
  readonly title: string
  /** What the title does not say; null where it says all. */
  readonly text: string | null
  readonly remedy: string
  /** The language of all this, where it is not the one in use: what nobody has translated. */
  readonly lang: 'en' | undefined
}

/** A finding in the language in use: our words for a code we know, the service's for any other. */
export function useFindingWords(finding: Finding): FindingWords {
  const { t, f, language } = useWords()
  const speaker = speakerOf(t, f)
  const { code, message, remedy } = finding
  const known: Readonly<Record<string, FindingText>> = t.findings
  const words = known[code]
  if (words === undefined) return { title: message, text: null, remedy, lang: foreign(language) }
  const detail = t.details[code]
  const told = detail === undefined ? null : speakOf(detail, finding, speaker)
  return {
    title: words.title,
    text: language === 'en' ? message : told,
    remedy: (words.remedy === null ? null : speakOf(words.remedy, finding, speaker)) ?? remedy,
    lang: undefined,
  }
}

export interface Advice {
  readonly text: string
  readonly lang: 'en' | undefined
}

/** What the blueprint advises about a kind of row, in the language in use where we know the blueprint. */
export function useAdvice(resource: string, advice: string | null): Advice | null {
  const { t, language } = useWords()
  const { data: session } = useQuery(queries.session())
  if (advice === null) return null
  const words = t.advice[`${session?.app.blueprint ?? ''}.${resource}`]
  return words === undefined ? { text: advice, lang: foreign(language) } : { text: words, lang: undefined }
}

/** The advice that a finding holds; in English its message says it. */
export function useFindingAdvice({ context }: Said): Advice | null {
  const { language } = useWords()
  const advice = typeof context?.advice === 'string' && language !== 'en' ? context.advice : null
  return useAdvice(String(context?.resource ?? ''), advice)
}

function foreign(language: Language): 'en' | undefined {
  return language === 'en' ? undefined : 'en'
}
