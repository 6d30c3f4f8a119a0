import type { Language } from '../../../report/words/language.ts'
import { ca } from './ca.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { eu } from './eu.ts'
import type { NoticeWords } from './words.ts'

const all: Readonly<Record<Language, NoticeWords>> = { en, es, ca, eu }

export function noticeWordsOf(language: Language): NoticeWords {
  return all[language]
}
