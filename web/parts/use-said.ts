import { speakerOf } from '../words/names.ts'
import { type Said, speakOf } from '../words/sentence.ts'
import { useWords } from '../words/words.ts'

interface Shown {
  readonly children: string
  readonly lang?: 'en'
}

/** A sentence of the service in the language in use, by its code; its own English where we have no words for it. */
export function useSaid(): (said: Said & { readonly code?: string; readonly message: string }) => Shown {
  const { t, f, language } = useWords()
  const speaker = speakerOf(t, f)
  return (said) => {
    const sentence = t.proofs[said.code ?? '']
    const told = sentence === undefined ? null : speakOf(sentence, said, speaker)
    if (told !== null) return { children: told }
    return language === 'en' ? { children: said.message } : { children: said.message, lang: 'en' }
  }
}
