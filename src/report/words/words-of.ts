import { ca } from './ca.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { eu } from './eu.ts'
import type { Language } from './language.ts'
import type { Words } from './words.ts'

const all: Readonly<Record<Language, Words>> = { en, es, ca, eu }

export function wordsOf(language: Language): Words {
  return all[language]
}
