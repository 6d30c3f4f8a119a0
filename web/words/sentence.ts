import type { Format } from './format.ts'

/** What a sentence is about: its numbers, names and lists, written as the language in use writes them. */
export interface About {
  readonly count: number
  readonly number: (fact: string) => number
  /** Empty where there is no such fact. */
  readonly text: (fact: string) => string
  readonly has: (fact: string) => boolean
  /** What people call the kind of row that it is about. */
  readonly resource: string
}

/** The same every time, or made of facts. */
export type Sentence = string | ((about: About) => string)

/** Sentences by their codes. */
export type Sentences = Readonly<Record<string, Sentence>>

/** What the service says in words of its own, with the facts that it says. */
export interface Said {
  readonly count?: number
  readonly context?: Readonly<Record<string, unknown>>
}

/** How a language writes numbers, and what it calls a kind of row. */
export interface Speaker {
  readonly f: Format
  readonly nameOf: (resource: string) => string
}

/** A sentence of ours about what the service says; null where it needs facts that are not there. */
export function speakOf(sentence: Sentence, said: Said, speaker: Speaker): string | null {
  if (typeof sentence === 'string') return sentence
  return said.context === undefined ? null : sentence(aboutOf(said, said.context, speaker))
}

function aboutOf({ count }: Said, facts: NonNullable<Said['context']>, { f, nameOf }: Speaker): About {
  const number = (fact: string): number => Number(facts[fact] ?? 0)
  return {
    count: count ?? number('count'),
    number,
    text: (fact) => write(facts[fact], f),
    has: (fact) => facts[fact] !== undefined && facts[fact] !== null && facts[fact] !== false,
    resource: nameOf(String(facts.resource ?? '')),
  }
}

function write(fact: unknown, f: Format): string {
  if (fact === undefined || fact === null) return ''
  if (typeof fact === 'number') return f.number(fact)
  return Array.isArray(fact) ? f.list(fact.map(String)) : String(fact)
}
