import type { Readable, Writable } from 'node:stream'
import { ResettleError } from '../../errors.ts'

export interface Option<Value> {
  readonly value: Value
  readonly label: string
  readonly hint?: string
}

/** Asks a person. Every question may be left with Ctrl-C, which ends the command with nothing changed. */
export interface Prompter {
  confirm(message: string): Promise<boolean>
  text(message: string, accept: (answer: string) => string | undefined): Promise<string>
  select<Value>(message: string, options: readonly Option<Value>[]): Promise<Value>
}

/** Questions on a real terminal; loaded when the first one is asked, since most commands ask none. */
export function createPrompter(input: Readable, output: Writable): Prompter {
  const streams = { input, output }
  return {
    async confirm(message) {
      const { confirm } = await import('@clack/prompts')
      return answered(await confirm({ ...streams, message, initialValue: false }))
    },
    async text(message, accept) {
      const { text } = await import('@clack/prompts')
      return answered(await text({ ...streams, message, validate: (answer) => accept(answer ?? '') }))
    },
    async select<Value>(message: string, options: readonly Option<Value>[]) {
      const { select } = await import('@clack/prompts')
      const index = await select<number>({
        ...streams,
        message,
        maxItems: 12,
        showInstructions: false,
        options: options.map(({ label, hint }, value) => ({ value, label, ...(hint ? { hint } : {}) })),
      })
      const chosen = options[answered(index)]
      if (chosen === undefined) throw cancelled()
      return chosen.value
    },
  }
}

/** Not an accident and not a failure: the person said no. */
export function cancelled(): ResettleError {
  return new ResettleError('command.declined', 'Nobody said yes.')
}

function answered<Value>(answer: Value): Exclude<Value, symbol> {
  if (typeof answer === 'symbol') throw cancelled()
  return answer as Exclude<Value, symbol>
}
