import { styleText } from 'node:util'
import { checkArchitecture, printViolation } from './architecture/check.ts'
import { build } from './build.ts'
import { checkPackage } from './package.ts'
import { CommandFailed, root, run } from './shell.ts'

const steps: readonly (readonly [heading: string, work: () => void])[] = [
  ['Format and lint', () => run('biome', ['check', '--error-on-warnings', '.'])],
  ['Types', types],
  ['Import direction and the other rules of the house', architecture],
  ['Unused files, exports and dependencies', () => run('knip', ['--treat-config-hints-as-errors'])],
  ['Build', build],
  ['Package', checkPackage],
]

for (const [heading, work] of steps) {
  console.log(styleText('bold', `\n── ${heading}`))
  try {
    work()
  } catch (error) {
    const reason = error instanceof CommandFailed || !(error instanceof Error) ? error : error.stack
    console.error(reason instanceof Error ? reason.message : reason)
    console.error(styleText(['bold', 'red'], `\nFailed: ${heading}`))
    process.exit(1)
  }
}
console.log(styleText(['bold', 'green'], '\nAll checks passed'))

/** The page lives in a browser and has settings of its own. */
function types(): void {
  run('tsc', ['--noEmit'])
  run('tsc', ['--noEmit', '--project', 'web'])
}

function architecture(): void {
  const { read, followed, violations, remarks } = checkArchitecture(root)
  for (const remark of remarks) console.log(styleText('yellow', printViolation(remark)))
  if (violations.length > 0) throw new CommandFailed(violations.map(printViolation).join('\n'))
  console.log(`${read.length} files read, ${followed} imports followed`)
}
