import { type CatalogueEntry, entry } from './errors/entry.ts'
import { reportErrors } from './errors/reports.ts'
import { serviceErrors } from './errors/service.ts'

export type { CatalogueEntry } from './errors/entry.ts'

/**
 * The error catalogue and its one class.
 *
 * A finding (a conflict, a refused decision, a blueprint that does not fit) is a value and is returned. What is thrown
 * is a `ResettleError`, told apart by `code`: a stored error comes back as data and classes do not survive that.
 * Codes are permanent; a retired one stays listed and is never reused.
 */
export const catalogue = {
  'usage.invalid': entry(
    'The command was not understood.',
    422,
    2,
    'Run the command with --help to see its options.',
  ),
  'command.declined': entry(
    'It was not confirmed, so nothing was changed.',
    409,
    2,
    'Run the command again when you are ready.',
  ),
  'command.interrupted': entry(
    'It was interrupted, so nothing was changed.',
    409,
    5,
    'Run the command again when you are ready.',
    true,
  ),
  'command.stopped': entry(
    'It was stopped; what was committed stays.',
    409,
    5,
    'Run the same command again: it goes on where this ended.',
    true,
  ),
  'config.invalid': entry('The configuration cannot be used.', 500, 2, 'Correct the setting that is named.'),
  'blueprint.not-found': entry(
    'There is no such blueprint.',
    404,
    2,
    'Name a preset (lamb, openhands) or the path of a blueprint file.',
  ),
  'blueprint.invalid': entry(
    'The blueprint contradicts itself.',
    422,
    2,
    'Correct the places that are named.',
  ),
  'blueprint.mismatch': entry(
    'The database does not fit the blueprint.',
    409,
    3,
    'Run `check` to see every difference; then add the missing verdicts to the blueprint.',
  ),
  'organization.not-found': entry(
    'There is no such organization.',
    404,
    2,
    'Run `organizations` to see slugs and ids.',
  ),
  'organization.same': entry(
    'Source and target are the same organization.',
    422,
    2,
    'Name two different organizations.',
  ),
  'organization.system': entry(
    'The system organization cannot take part.',
    422,
    2,
    'Name two ordinary organizations.',
  ),
  'organization.ambiguous': entry(
    'More than one organization answers to this name.',
    409,
    2,
    'Use the id instead.',
  ),
  'decision.invalid': entry(
    'A decision cannot be applied.',
    422,
    2,
    'Run `plan` to see each conflict and its choices.',
  ),
  'plan.invalid': entry(
    'The plan file cannot be used.',
    422,
    2,
    'Write a new one with `plan SOURCE TARGET -o FILE`.',
  ),
  'plan.blocked': entry(
    'The plan has blockers.',
    409,
    3,
    'Settle each blocker that is listed, or accept it with --accept CODE where that is offered.',
  ),
  'plan.undecided': entry(
    'Some conflicts are not decided.',
    409,
    3,
    'Decide them with --decide, --decisions or --on; `plan` lists the choices.',
  ),
  'plan.conflicts': entry(
    'There are conflicts and the strategy is to fail.',
    409,
    3,
    'Choose another --conflict-strategy, or settle the conflicts first.',
  ),
  'plan.stale': entry(
    'The data changed after the plan was made.',
    409,
    3,
    'Look at what changed and make a new plan.',
  ),
  'migration.not-found': entry('There is no such migration.', 404, 2, 'Run `migrations` to see their ids.'),
  'migration.locked': entry(
    'Another migration holds one of these organizations.',
    409,
    4,
    'Wait until it ends, then make a new plan.',
    true,
  ),
  'migration.failed': entry(
    'The migration failed and was taken back; nothing changed.',
    500,
    5,
    'Read the reason; after mending it, run the same command again.',
  ),
  'migration.refused': entry(
    'The database refused a change; nothing changed.',
    409,
    5,
    'A trigger or a constraint of the app forbids it; its message is above.',
  ),
  'verification.failed': entry('The proof did not hold.', 409, 6, 'Read the checks that failed.'),
  'rollback.done': entry('This migration was rolled back already.', 409, 6, 'Nothing is left to take back.'),
  'rollback.superseded': entry(
    'A later migration moved the same rows on.',
    409,
    6,
    'Roll back the later migration first.',
  ),
  'rollback.conflicts': entry(
    'Later changes stand in the way of the rollback.',
    409,
    6,
    'Look at them with --preview, then choose a --conflict-strategy.',
  ),
  'promotion.none': entry(
    'There is nothing to promote here.',
    409,
    3,
    'Name a blueprint with a promotion, such as openhands, and the database of that app.',
  ),
  'promotion.not-found': entry('There is no such promotion.', 404, 2, 'Run `promotions` to see their ids.'),
  'promotion.unknown': entry(
    'Nobody has this id.',
    404,
    2,
    'Run `promote --status` to see who is left; ids are as the app writes them.',
  ),
  'promotion.unfit': entry(
    'This id can be no organization.',
    422,
    3,
    'Give the person a proper id in the app first.',
  ),
  'promotion.refused': entry(
    'The database refused a promotion; nothing changed.',
    409,
    5,
    'A trigger or a constraint of the app forbids it; its message is above.',
  ),
  'promotion.stale': entry(
    'Others kept writing the rows of these people; nothing changed.',
    409,
    4,
    'Run the same command again.',
    true,
  ),
  'promotion.blocked': entry(
    "The app could not read people's secrets afterwards; nothing changed.",
    422,
    3,
    'Give what the app encrypts with in RESETTLE_APP_SECRET, or accept it with --accept promotion.secret-unreadable.',
  ),
  'promotion.conflicts': entry(
    'Later changes stand in the way of taking the promotion back.',
    409,
    6,
    'Look at them with --preview and settle them first.',
  ),
  'effect.not-found': entry('There is no such effect.', 404, 2, 'Run `effects` to see which there are.'),
  'effects.unfinished': entry(
    'Changes in outside systems are not all done.',
    502,
    7,
    'Look at the problem of each of them; after mending it, run the same command again.',
    true,
  ),
  ...reportErrors,
  ...serviceErrors,
  'outside.unconfigured': entry(
    'An outside system cannot be reached.',
    422,
    2,
    'Set its address and key, leave it to others with --later, or out with --without.',
  ),
  'store.newer': entry('This database was used by a newer version of Resettle.', 500, 8, 'Update Resettle.'),
  'database.url': entry(
    'The database address cannot be used.',
    422,
    2,
    'Use sqlite:PATH or postgres://user:password@host/database.',
  ),
  'database.missing': entry(
    'There is no database at this address.',
    404,
    8,
    'Check the path or the database name.',
  ),
  'database.not-a-database': entry(
    'The file is not a database.',
    422,
    8,
    'Check the path; a copy must be made with the backup command, not by copying a live file.',
  ),
  'database.read-only': entry(
    'The database cannot be written.',
    403,
    8,
    'Give the user that runs Resettle the right to write the file and its folder.',
  ),
  'database.denied': entry('The database refused access.', 403, 8, 'Check user, password and rights.'),
  'database.unavailable': entry(
    'The database cannot be reached.',
    503,
    8,
    'Check that it runs and that the address is right.',
    true,
  ),
  'database.busy': entry(
    'The database was locked by another program for too long.',
    503,
    4,
    'Try again when the app is less busy, or stop it for the time of the migration.',
    true,
  ),
  'database.version': entry(
    'This database version is too old.',
    500,
    8,
    'Resettle needs PostgreSQL 13 or newer.',
  ),
  'file.unreadable': entry('A file cannot be read.', 422, 2, 'Check its path and rights.'),
  'file.unwritable': entry('A file cannot be written.', 422, 2, 'Check its path and rights.'),
  'internal.unexpected': entry(
    'Something happened that should not: a bug.',
    500,
    1,
    'Please report it, with the command and this text.',
  ),
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof catalogue

/** A problem as a document (RFC 9457 members, plus ours). Never holds row values or secrets. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly remedy: string
  readonly context?: Readonly<Record<string, unknown>>
}

/** A broken promise: thrown, told apart by `code`. */
export class ResettleError extends Error {
  override readonly name = 'ResettleError'
  readonly code: ErrorCode
  readonly context: Readonly<Record<string, unknown>>
  readonly #remedy: string | undefined

  /** `detail` says what happened this time; `context` holds ids, tables and counts, never row values. */
  constructor(
    code: ErrorCode,
    detail: string,
    options: { context?: Record<string, unknown>; cause?: unknown; remedy?: string } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.context = Object.freeze({ ...options.context })
    this.#remedy = options.remedy
  }

  get exit(): number {
    return catalogue[this.code].exit
  }

  toProblem(): Problem {
    const { title, status, remedy, retryable } = catalogue[this.code]
    return {
      type: `https://resettle.dev/errors#${this.code}`,
      title,
      status,
      detail: this.message,
      code: this.code,
      retryable,
      remedy: this.#remedy ?? remedy,
      ...(Object.keys(this.context).length > 0 ? { context: this.context } : {}),
    }
  }

  /** Turns anything that was thrown into a `ResettleError`; what we do not know is a bug of ours. */
  static from(thrown: unknown): ResettleError {
    if (thrown instanceof ResettleError) return thrown
    const detail = thrown instanceof Error ? thrown.message : String(thrown)
    return new ResettleError('internal.unexpected', detail, { cause: thrown })
  }
}
