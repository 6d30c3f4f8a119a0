import { describe, expect, it } from 'vitest'
import { lamb } from '../../src/blueprint/presets/lamb.ts'
import { findLanguage, getLanguage, languages } from '../../src/report/words/language.ts'
import { formatDuration, formatMoment, resourceName, roleName } from '../../src/report/words/words.ts'
import { wordsOf } from '../../src/report/words/words-of.ts'

describe.each(languages)('the words in %s', (language) => {
  const words = wordsOf(language)

  it('name every resource and role of LAMB, one and many', () => {
    const roles = Object.keys(words.roles)
    expect(roles.sort()).toEqual([...(lamb.memberships?.ranks ?? [])].sort())
    expect(Object.keys(words.resources).sort()).toEqual(
      [...Object.keys(lamb.resources), lamb.memberships?.resource].sort(),
    )
    for (const [one, many] of Object.values(words.resources)) expect(one).not.toBe(many)
  })

  it('leave the names of other apps as they are', () => {
    expect(resourceName(words, 'meeting_rooms')).toBe('Meeting rooms')
    expect(roleName(words, 'janitor')).toBe('janitor')
  })

  it('say every text in this language', () => {
    const mine = textsOf(words)
    expect(mine.filter((text) => text.trim() === '')).toEqual([])
    if (language === 'en') return
    const english = new Map(textsOf(wordsOf('en')).map((text, index) => [index, text]))
    // Some words are the same in both languages; not many.
    const same = mine.filter((text, index) => english.get(index) === text)
    expect(same.length / mine.length).toBeLessThan(0.1)
  })
})

describe('a language', () => {
  it.each([
    ['es', 'es'],
    ['ES', 'es'],
    ['es-MX', 'es'],
    ['ca_ES.UTF-8', 'ca'],
    ['cat', 'ca'],
    ['Català', 'ca'],
    ['euskara', 'eu'],
    ['eus', 'eu'],
    ['English', 'en'],
    [' en-GB ', 'en'],
  ])('is found in %s', (tag, language) => {
    expect(findLanguage(tag)).toBe(language)
  })

  it.each(['fr', '', 'escargot', 'e', null, undefined])('is not found in %s', (tag) => {
    expect(findLanguage(tag)).toBe(null)
  })

  it('that we do not speak is refused where somebody asks for it', () => {
    expect(() => getLanguage('fr')).toThrow(expect.objectContaining({ code: 'usage.invalid' }))
  })
})

describe('numbers and times', () => {
  it('are written as the language writes them', () => {
    const at = '2026-01-20T14:03:05.000Z'
    expect(formatMoment(wordsOf('en'), at)).toBe('20 January 2026 at 14:03:05 UTC')
    expect(formatMoment(wordsOf('es'), at)).toContain('20 de enero de 2026')
    expect(formatMoment(wordsOf('ca'), at)).toContain('20 de gener del 2026')
    expect(formatMoment(wordsOf('eu'), at)).toContain('2026(e)ko urtarrilaren 20')
    expect([12, 450, 12_345, 600_000].map((ms) => formatDuration(wordsOf('es'), ms))).toEqual([
      '12ms',
      '0,5s',
      '12s',
      '10min',
    ])
  })
})

/** Every text of an object, in the order of its members; functions say theirs with marks for values. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'function') return [String(value('A', 'B', 'C'))]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, member]) => textsOf(member))
}
