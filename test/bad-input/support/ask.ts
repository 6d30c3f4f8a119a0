import { PassThrough, Writable } from 'node:stream'
import { expect } from 'vitest'
import { main } from '../../../src/cli/run.ts'
import { catalogue, type ErrorCode, type Problem } from '../../../src/errors.ts'

/** What must never show up in a problem: secrets of the app, passwords of databases. */
const SECRETS = ['secret', 'pass-word']
/** What rows hold; it may stand in the samples of a plan's findings and nowhere else. */
const VALUES = ['drafts', 'only 1', 'a1@x']

export interface Answer {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line in this process, with a real database behind it and nobody in front. */
export async function ask(argv: readonly string[]): Promise<Answer> {
  const [stdout, stderr] = [collect(), collect()]
  const io = { stdin: new PassThrough(), stdout, stderr, env: {}, isTTY: false }
  const exit = await main(argv, io)
  return { exit, stdout: stdout.text(), stderr: stderr.text() }
}

/**
 * Runs a command line that must be refused, as words and with --json: exactly one problem with its code, its exit
 * status and a remedy, and no secret in any of it. Answers the problem.
 */
export async function expectRefusal(argv: readonly string[], code: ErrorCode): Promise<Problem> {
  const inWords = await ask(argv)
  expect([inWords.exit, inWords.stdout], inWords.stderr).toEqual([catalogue[code].exit, ''])
  expect(inWords.stderr.split(catalogue[code].title)).toHaveLength(2)
  const asDocument = await ask([...argv, '--json'])
  return expectProblem(asDocument, code)
}

/** Exactly one document, which is this problem. */
export function expectProblem({ exit, stdout, stderr }: Answer, code: ErrorCode): Problem {
  const problem = JSON.parse(stdout) as Problem
  expect(stderr).toBe('')
  expect(problem, stdout).toMatchObject({
    code,
    title: catalogue[code].title,
    status: catalogue[code].status,
  })
  expect(exit).toBe(catalogue[code].exit)
  expect(problem.detail).toMatch(/^\S.*\S$/)
  expect(problem.remedy).toMatch(/\S.*\.$/s)
  for (const secret of SECRETS) expect(stdout).not.toContain(secret)
  for (const value of VALUES) expect(problem.detail + problem.remedy).not.toContain(value)
  return problem
}

function collect(): Writable & { text(): string } {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk: Buffer | string, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  return Object.assign(stream, { text: () => chunks.join('') })
}
