/**
 * The second tour: flat users become organizations of one, in the database, at LiteLLM and at Stripe. A run is killed in
 * the middle, for real, and the next one goes on. Every command below is the one that a person would type.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { isDeepStrictEqual, styleText } from 'node:util'
import { openResettle } from '../../src/resettle.ts'
import type { Fact } from '../openhands/facts.ts'
import { say, show, title, type } from '../stage.ts'
import { compareStandings, standingOf } from './person.ts'
import { build } from './world.ts'

const USERS = 120
/** The killed run has done about so many requests by then. */
const KILL_AFTER = 400
/** As fast as the real ones never may: this is for somebody who watches. */
const RATES = ['--rate', 'litellm=1000,stripe=1000']
const started = performance.now()

title('A flat app, and everybody in it an organization of one')
say(
  'Starting PostgreSQL, a LiteLLM proxy and a Stripe account, all on this machine, and inventing an OpenHands.',
)
const { made, litellm, stripe, settings, close } = await build(USERS)
const person = choosePerson(made.facts)
const first = standingOf(person, litellm)
say(
  `${made.facts.length} people: most of them ordinary, and one of every kind that scripts stumble over: ids in capitals, ` +
    'two rows of settings, dead keys, more keys than a page holds, deleted customers …',
)
title('1 · What would happen?')
say('A plan reads only: the database, not yet the outside.')
await run(['promote', '--all', '--plan'])

title('2 · Do it, and kill it')
say('The real thing, as a process of its own. In the middle of it: kill -9.')
show(['promote', '--all', ...RATES])
await runAndKill()
say('\nWhat is there now? People who were committed are whole inside; outside, some are on their way.')
await run(['promote', '--status'])
tryKey()

title('3 · Run it again')
say(
  'The same command. What the dead process held is free after 15 seconds, and is read before anything is written.',
)
await run(['promote', '--all', ...RATES], 7)
say('Status 7: nothing is wrong inside, and outside some cases wait for a person, each with what to do:')
await run(['effects', '--state', 'needs-attention'])

title('4 · Is it true?')
say('Every change outside is read again and compared. Nothing is written.')
await run(['reconcile'])
say(`\nOne person, ${person.user_id}, whose keys take more than one page:\n`)
say(compareStandings(first, standingOf(person, litellm)))
tryKey()
const charges = stripe.violations().length
say(`Requests to Stripe that could have charged somebody: ${charges}.`)

title('5 · Take one back')
const id = await promotionOf(person)
await run(['rollback', id, '--preview'])
await run(['rollback', id, '--yes'])
const last = standingOf(person, litellm)
say(compareStandings(first, last))
const isSame = isDeepStrictEqual(first, last)
say(
  isSame
    ? styleText('green', '\nAs it was: the keys, and the budget to the cent.')
    : styleText('red', '\nThat is not as it was.'),
)
await close()
say(`\ndocs/promotion.md goes on from here. (${((performance.now() - started) / 1000).toFixed(1)} s)`)
process.exit(isSame && charges === 0 ? 0 : 1)

function run(words: readonly string[], expected = 0): Promise<void> {
  return type(words, settings, expected)
}

/** Somebody ordinary inside, with several keys and something to spend outside. */
function choosePerson(facts: readonly Fact[]): Fact {
  const able = facts.filter(
    ({ expected }) =>
      expected.outcome === 'promote' && expected.reason === null && Number(expected.litellm.credit) > 1,
  )
  const [most] = able.toSorted((a, b) => b.expected.litellm.keys.length - a.expected.litellm.keys.length)
  if (most === undefined) throw new Error('nobody has keys')
  return most
}

async function runAndKill(): Promise<void> {
  const program = resolve('src/cli/main.ts')
  const child = spawn(process.execPath, [program, 'promote', '--all', ...RATES], {
    // On a terminal the progress is seen; the result is never reached.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...settings },
  })
  const exit = once(child, 'exit')
  while (child.exitCode === null && litellm.calls.count() < KILL_AFTER) {
    await new Promise((done) => setTimeout(done, 20))
  }
  child.kill('SIGKILL')
  await exit
  // It had no time to take its progress line away.
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K')
  say(styleText(['bold', 'red'], `Killed, after ${litellm.calls.count()} requests to LiteLLM.`))
}

/** The person goes on working meanwhile. */
function tryKey(): void {
  const [key] = made.outside.litellm.keys.filter(
    ({ user_id, expires }) => user_id === person.user_id && expires === null,
  )
  const answer = key === undefined ? undefined : litellm.spendWith(key.key, 0)
  say(
    `\nThe person's key meanwhile: ${answer?.allowed === true ? styleText('green', 'works') : styleText('red', 'refused')}.`,
  )
}

async function promotionOf({ user_id }: Fact): Promise<string> {
  await using resettle = await openResettle({ db: settings.RESETTLE_DB ?? '', blueprint: 'openhands' })
  const [id] = await resettle.promotionsOf([user_id])
  if (id === undefined) throw new Error('the person was not promoted')
  return id
}
