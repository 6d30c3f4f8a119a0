import { parseArgs } from 'node:util'
import type { Engine } from '../demo/university/schema.ts'

/** What is measured. */
export interface Settings {
  readonly engines: readonly Engine[]
  /** Usage logs of the whole university; about half of them belong to the source. */
  readonly logs: readonly number[]
  /** The same for the service: half a million rows and more move. */
  readonly serviceLogs: number
  /** Conflicts that the service has to show besides. */
  readonly clashes: number
  /** Size of the university: 37 is about ten thousand assistants. */
  readonly scale: number
  readonly runs: number
  /** People to promote. */
  readonly users: number
  readonly parts: readonly Part[]
  readonly isQuick: boolean
}

export type Part = (typeof parts)[number]

const parts = ['migration', 'promotion', 'service'] as const

const usage =
  'npm run bench [-- --logs 100000,1000000 --engines sqlite,postgres --runs 3 --scale 37 --users 10000 --clashes 1000 --only promotion|service | --quick]'

/** Reads the options of the command line; `--quick` is a smoke run of seconds. Throws with the usage in the message. */
export function readSettings(words: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...words],
    options: {
      engines: { type: 'string', default: 'sqlite,postgres' },
      logs: { type: 'string' },
      scale: { type: 'string' },
      runs: { type: 'string' },
      users: { type: 'string' },
      clashes: { type: 'string' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const { quick } = values
  return {
    engines: values.engines.split(',').map(toEngine),
    logs: (values.logs ?? (quick ? '5000' : '100000,1000000')).split(',').map(toCount),
    serviceLogs: toCount(values.logs?.split(',').at(-1) ?? (quick ? '5000' : '1100000')),
    clashes: toCount(values.clashes ?? (quick ? '100' : '1000')),
    scale: toCount(values.scale ?? (quick ? '1' : '37')),
    runs: toCount(values.runs ?? (quick ? '1' : '3')),
    users: toCount(values.users ?? (quick ? '300' : '10000')),
    parts: values.only === undefined ? parts : [toPart(values.only)],
    isQuick: quick,
  }
}

function toPart(word: string): Part {
  const part = parts.find((one) => one === word)
  if (part !== undefined) return part
  throw new Error(`"${word}" is no part. ${usage}`)
}

function toEngine(word: string): Engine {
  if (word === 'sqlite' || word === 'postgres') return word
  throw new Error(`"${word}" is no engine. ${usage}`)
}

function toCount(word: string): number {
  const count = Number(word)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new Error(`"${word}" is no count. ${usage}`)
}
