import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { catalan } from '../../web/words/ca/index.ts'
import { english } from '../../web/words/en/index.ts'
import { spanish } from '../../web/words/es/index.ts'
import { basque } from '../../web/words/eu/index.ts'
import { createFormat } from '../../web/words/format.ts'
import { speakerOf } from '../../web/words/names.ts'
import { type Sentence, speakOf } from '../../web/words/sentence.ts'

const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8')
const findings = Array.from(page.matchAll(/^### `(.+?)`/gm), ([, code]) => code ?? '')
const checks = Array.from(page.matchAll(/^\| `([a-z-]+\.[a-z-]+)` \|/gm), ([, code]) => code ?? '')
/** Names of facts that the page promises anywhere. */
const facts = Array.from(page.matchAll(/`([a-z_]+)`/g), ([, name]) => name ?? '')

/** Errors, phases, states and outcomes are left to the compiler: a language without one of them is not of its type. */
describe.each([
  ['en', english],
  ['es', spanish],
  ['ca', catalan],
  ['eu', basque],
] as const)('the page in %s', (language, catalogue) => {
  const f = createFormat(language)
  const t = catalogue(f)
  const say = (sentence: Sentence): string | null => {
    const context = Object.fromEntries([
      ...facts.map((name) => [name, `«${name}»`]),
      ['found', 2],
      ['by', ['a', 'b']],
    ])
    return speakOf(sentence, { count: 2, context }, speakerOf(t, f))
  }

  it('has words for every finding, and for no other', () => {
    expect(Object.keys(t.findings).sort()).toEqual(findings.toSorted())
    for (const [code, { title, remedy }] of Object.entries(t.findings)) {
      // In English alone the service's own remedy will do.
      const told = remedy === null && language === 'en' ? 'as the service says it' : remedy && say(remedy)
      expect([code, title, told]).toEqual([code, expect.stringMatching(/\S/), expect.stringMatching(/\S/)])
    }
  })

  it('says what a finding holds, and knows no other', () => {
    expect(Object.keys(t.details).filter((code) => !findings.includes(code))).toEqual([])
    for (const detail of Object.values(t.details)) expect(say(detail)).not.toMatch(/undefined|NaN|\{n\}/)
  })

  it.skipIf(language === 'en')('has words for every check and note of a proof, and for no other', () => {
    expect(Object.keys(t.proofs).sort()).toEqual(checks.toSorted())
    for (const [code, sentence] of Object.entries(t.proofs)) {
      expect([code, say(sentence)]).toEqual([code, expect.stringMatching(/^(?!.*(undefined|NaN|\{n\})).+$/)])
    }
    // A proof of an earlier version holds no facts: then the service's own sentence stands.
    expect(speakOf((about) => about.text('found'), {}, speakerOf(t, f))).toBeNull()
  })
})
