import { createContext, useContext } from 'react'
import { catalan } from './ca/index.ts'
import type { Words } from './catalogue.ts'
import { english } from './en/index.ts'
import { spanish } from './es/index.ts'
import { basqueFormat } from './eu/format.ts'
import { basque } from './eu/index.ts'
import { createFormat, type Format } from './format.ts'

export type Language = 'en' | 'es' | 'ca' | 'eu'

/** Each language by its own name. */
export const languages: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'Español',
  ca: 'Català',
  eu: 'Euskara',
}

const catalogues: Readonly<Record<Language, (f: Format) => Words>> = {
  en: english,
  es: spanish,
  ca: catalan,
  eu: basque,
}

export interface Spoken {
  readonly language: Language
  readonly t: Words
  readonly f: Format
}

export function speak(language: Language): Spoken {
  const f = formatOf(language)
  return { language, t: catalogues[language](f), f }
}

function formatOf(language: Language): Format {
  const format = createFormat(localeOf(language))
  const known = Intl.DateTimeFormat.supportedLocalesOf(language).length > 0
  return language === 'eu' && !known ? basqueFormat(format) : format
}

/** Numbers and dates as they are written where the browser is at home, if it speaks the language there. */
function localeOf(language: Language): string {
  return navigator.languages.find((one) => one.toLowerCase().startsWith(`${language}-`)) ?? language
}

export const SpokenContext = createContext<Spoken | null>(null)

/** The words of the language in use, and how it writes numbers and dates. */
export function useWords(): Spoken {
  const spoken = useContext(SpokenContext)
  if (spoken === null) throw new Error('There is no language around this part')
  return spoken
}

const KEY = 'resettle-language'

/** What was chosen here before; otherwise what the browser asks for. */
export function initialLanguage(): Language {
  const wanted = [readStored(), ...navigator.languages]
  const known = wanted
    .map((one) => one?.slice(0, 2).toLowerCase())
    .find((one) => one !== undefined && one in languages)
  return (known as Language | undefined) ?? 'en'
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // Storage may be forbidden: then the choice lasts until the page is closed.
  }
}

function readStored(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined
  } catch {
    return undefined
  }
}
