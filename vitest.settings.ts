import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Workers, database threads and commands that tests start take their code from here once it was compiled: without it each
 * of the thousands takes the types out of the sources anew.
 */
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'resettle-compile-cache')

/** What both test commands share. */
export const settings = {
  globalSetup: 'test/support/global-setup.ts',
  // Processes, not threads: databases run in worker threads of their own.
  pool: 'forks',
  maxWorkers: 2,
  // A machine that others keep busy is slow, not wrong.
  testTimeout: 120_000,
  hookTimeout: 120_000,
} as const

/** Tests that try a part of their cases each time, and all of them in the long run. */
export const sampledTests: readonly string[] = [
  'test/crash/lost-connection.test.ts',
  'test/crash/nth-statement-fails.test.ts',
  'test/crash/nth-statement-of-rollback-fails.test.ts',
  'test/promotion/crash.test.ts',
  'test/http/fuzz.test.ts',
  'test/migration/properties/rows.test.ts',
  'test/report/seal.test.ts',
  'test/web/accessibility.test.ts',
]

/** Every kill at every place, every lost answer of every call, reports in every form of browser: for `npm run test:long`. */
export const longTests: readonly string[] = [
  'test/worker/fleet.test.ts',
  'test/crash/killed-on-postgres.test.ts',
  'test/crash/killed-on-sqlite.test.ts',
  'test/effects/killed.test.ts',
  'test/effects/litellm-faults.test.ts',
  'test/effects/litellm-merge.test.ts',
  'test/effects/notices/killed.test.ts',
  'test/promotion/openhands/some-calls.test.ts',
  'test/report/browser.test.ts',
  'test/web/many-conflicts.test.ts',
  'test/promotion/openhands/every-call.test.ts',
]
