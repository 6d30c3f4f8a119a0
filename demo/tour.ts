/**
 * The tour: a real migration on an invented university, from the first plan to the proof that it can be taken back.
 * Every command below is the one that a person would type; the tour types it.
 */
import { mkdir, rm } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { styleText } from 'node:util'
import { openDatabase } from '../src/database/open.ts'
import { checksums } from './checksums.ts'
import { servePage } from './page.ts'
import { say, title, type } from './stage.ts'
import { buildUniversity, hazardNames, type University } from './university/university.ts'

const folder = resolve('demo-data')
const file = resolve(folder, 'university.db')
const shown = relative(process.cwd(), file)
const url = `sqlite:${shown}`
const started = performance.now()

await mkdir(folder, { recursive: true })
for (const ending of ['', '-wal', '-shm']) await rm(`${file}${ending}`, { force: true })

title('A university, and two departments that become one')
say(`Building the database of an invented university in LAMB's schema: ${shown}`)
const university = await build()
say(
  `${university.organizations.source.slug} is to become part of ${university.organizations.target.slug}. ` +
    `Both have assistants, templates and libraries of the same names; ${university.facts.length} traps are laid ` +
    'on which a plain UPDATE would stumble.',
)
const before = await readChecksums()
const { source, target } = university.organizations

title('1 · What would happen?')
say('A plan reads only. It finds every conflict on every unique key, and says what it would do about each.')
await run(['plan', source.slug, target.slug, '--preserve-admin-roles'], 3)
say('Two things nobody may guess: the same person of the LMS has an account on both sides. So we decide.')

title('2 · Do it')
const decisions = university.mustDecide.flatMap(({ id }) => ['--decide', `users:${id}=clear`])
say(
  'The same plan, with the two decisions; it is made again under the lock, done, proven, and only then committed.',
)
await run(['migrate', source.slug, target.slug, '--preserve-admin-roles', ...decisions, '--yes'])
const id = await latest()

title('3 · Is it true?')
say('The proof was made before the commit. It can be made again at any time, from the journal.')
await run(['verify', id])

title('4 · Take it back')
say('Weeks later somebody has second thoughts. First the preview, then the rollback.')
await run(['rollback', id, '--preview'])
await run(['rollback', id, '--yes'])

title('5 · As if nothing had happened?')
await prove()

title('Your turn')
say(`The database stays in ${shown}. In a terminal of its own, conflicts can be decided one by one:\n`)
const prefix = `npm run --silent resettle -- --db ${url} --blueprint lamb`
for (const command of [
  `organizations`,
  `migrate ${source.slug} ${target.slug} --conflict-strategy interactive`,
  `migrations`,
]) {
  process.stdout.write(`  ${styleText('bold', `${prefix} ${command}`)}\n`)
}
process.stdout.write(
  `\nREADME.md goes on from here. (${((performance.now() - started) / 1000).toFixed(1)} s)\n`,
)
await servePage(url)

async function build(): Promise<University> {
  await using database = await openDatabase(`sqlite:${file}`, { create: true })
  // Names of 400 characters or with a script in them belong into the tests; here somebody reads along.
  const hazards = hazardNames.filter((name) => !/wild|400|empty-name|in-turn/.test(name))
  return await buildUniversity(database, { hazards })
}

function run(words: readonly string[], expected = 0): Promise<void> {
  return type(words, { RESETTLE_DB: url, RESETTLE_BLUEPRINT: 'lamb' }, expected)
}

async function latest(): Promise<string> {
  const { openResettle } = await import('../src/resettle.ts')
  await using resettle = await openResettle({ db: url, blueprint: 'lamb' })
  const { migrations } = await resettle.migrations()
  return migrations[0]?.migration_id ?? ''
}

async function readChecksums(): Promise<Map<string, string>> {
  await using database = await openDatabase(`sqlite:${file}`)
  return await checksums(database)
}

async function prove(): Promise<void> {
  const after = await readChecksums()
  const differing = [...before].filter(([table, sum]) => after.get(table) !== sum)
  for (const [table, sum] of [...before].slice(0, 6)) {
    process.stdout.write(`  ${table.padEnd(32)} before ${sum}   after ${after.get(table) ?? 'nothing'}\n`)
  }
  process.stdout.write(`  … ${before.size} tables in all\n\n`)
  if (differing.length === 0 && after.size === before.size) {
    process.stdout.write(
      styleText('green', `Every row of all ${before.size} tables is as it was before, byte for byte.\n`),
    )
    return
  }
  process.stderr.write(`These tables differ: ${differing.map(([table]) => table).join(', ')}\n`)
  process.exit(1)
}
