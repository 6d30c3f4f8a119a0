import { ResettleError } from '../../errors.ts'

/** Languages in which people are spoken to. */
export const languages = ['en', 'es', 'ca', 'eu'] as const
export type Language = (typeof languages)[number]

/** The language that a tag asks for (`es`, `pt-BR`, `CA_es`), as far as we speak it. */
export function findLanguage(tag: string | null | undefined): Language | null {
  const [first = ''] = (tag ?? '')
    .trim()
    .toLowerCase()
    .split(/[-_.@]/)
  return languages.find((one) => one === first || names[one].includes(first)) ?? null
}

/** Throws `usage.invalid` for a language that we do not speak. */
export function getLanguage(tag: string): Language {
  const found = findLanguage(tag)
  if (found !== null) return found
  throw new ResettleError('usage.invalid', `"${tag}" is no language of ours.`, {
    remedy: `Choose one of ${languages.join(', ')}.`,
  })
}

/** How apps write a language where they do not use its tag; the codes of three letters among them. */
const names: Readonly<Record<Language, readonly string[]>> = {
  en: ['eng', 'english'],
  es: ['spa', 'spanish', 'español', 'castellano'],
  ca: ['cat', 'catalan', 'català'],
  eu: ['eus', 'baq', 'basque', 'euskara'],
}
