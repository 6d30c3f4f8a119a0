import type { Readable, Writable } from 'node:stream'
import type { Command } from 'commander'
import type { AppSettings, MailSettings, ReportSettings } from '../config.ts'
import type { Outside } from '../effects/outside.ts'
import { ResettleError } from '../errors.ts'
import type { ReportVerification } from '../report/verify.ts'
import type { Resettle, ResettleOptions } from '../resettle.ts'
import { toJson } from './input/files.ts'
import { follow, type RunState } from './interrupt.ts'
import { createLook, type Environment, type Look } from './terminal/look.ts'
import { createProgressLine, createWaitingNote, type ProgressLine } from './terminal/progress.ts'
import type { Prompter } from './terminal/prompter.ts'

/** The world outside the command: streams, environment, and whether a person sits in front of it. */
export interface Io {
  readonly stdin: Readable
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly env: Environment
  /** Somebody can be asked. */
  readonly isTTY: boolean
  /** Calls back at a signal that asks the process to end. */
  onSignal?(listener: (signal: string) => void): void
}

/** What the command line works with; tests bring their own. */
export interface Tools {
  open(options: ResettleOptions, tuning: Tuning): Promise<Resettle>
  readonly prompter: Prompter
  /** Resolves when somebody asks the process to end. Default: a signal. */
  untilStopped?(): Promise<void>
}

/** How hard outside systems are asked. */
export interface Tuning {
  /** Requests a second by system. */
  readonly rates?: Readonly<Record<string, number>> | undefined
  /** Effects at a time. */
  readonly concurrency?: number | undefined
}

export interface Globals {
  readonly db?: string
  readonly blueprint?: string
  readonly json?: true
  readonly yes?: true
}

/** Runs a command's work, which resolves to the exit status. */
export type Run = (command: Command, work: (session: Session) => Promise<number>) => Promise<void>

/**
 * One run of one command. The result goes to stdout: a page, or with `--json` exactly one document. Everything said on
 * the way there (plans to confirm, questions, progress, problems) goes to stderr.
 */
export class Session {
  readonly prompter: Prompter
  readonly isJson: boolean
  readonly isYes: boolean
  readonly #io: Io
  readonly #run: RunState
  readonly #open: Tools['open']
  readonly #untilStopped: Tools['untilStopped']
  readonly #globals: Globals

  constructor(io: Io, tools: Tools, globals: Globals, run: RunState = { exit: 0 }) {
    this.#io = io
    this.#run = run
    this.#open = tools.open
    this.#untilStopped = tools.untilStopped
    this.prompter = tools.prompter
    this.#globals = globals
    this.isJson = globals.json === true
    this.isYes = globals.yes === true
  }

  get env(): Environment {
    return this.#io.env
  }

  /** Where a log goes: beside the result. */
  get logStream(): Io['stderr'] {
    return this.#io.stderr
  }

  /** For work that commits piece by piece: aborted by the first signal, with its name as the reason. */
  stoppable(): AbortSignal {
    this.#run.stop ??= new AbortController()
    return this.#run.stop.signal
  }

  untilStopped(): Promise<void> {
    const signal = this.stoppable()
    const signalled = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    )
    return this.#untilStopped?.() ?? signalled
  }

  /** A question can be asked and its answer matters. */
  get canAsk(): boolean {
    return this.#io.isTTY && !this.isJson && !this.isYes
  }

  get databaseUrl(): string {
    const db = this.#globals.db ?? nonEmpty(this.#io.env.RESETTLE_DB)
    if (!db) throw missing('--db URL', 'RESETTLE_DB', 'database', 'sqlite:PATH or postgres://…')
    return db
  }

  /** Opens the database for as long as `work` takes. */
  async use<Result>(work: (resettle: Resettle) => Promise<Result>, tuning: Tuning = {}): Promise<Result> {
    const db = this.databaseUrl
    const blueprint = this.#globals.blueprint ?? nonEmpty(this.#io.env.RESETTLE_BLUEPRINT)
    if (!blueprint)
      throw missing('--blueprint FILE|PRESET', 'RESETTLE_BLUEPRINT', 'blueprint', 'lamb, openhands or a file')
    this.#run.begin?.()
    const options = {
      db,
      blueprint,
      ...(await this.#reportSettings()),
      ...(await this.#appSettings()),
      outside: await this.#outside(tuning),
      mail: await this.#mailSettings(),
    }
    await using resettle = await this.#open(options, tuning)
    return await work(resettle)
  }

  /** Whether a database and a blueprint were named, for commands that can do without. */
  get hasDatabase(): boolean {
    const { db, blueprint } = this.#globals
    const { RESETTLE_DB, RESETTLE_BLUEPRINT } = this.#io.env
    return Boolean((db ?? RESETTLE_DB) && (blueprint ?? RESETTLE_BLUEPRINT))
  }

  /** Checks a report file against the keys at hand, without a database. */
  async verifyReport(file: Uint8Array, fingerprint?: string): Promise<ReportVerification> {
    // Loaded late: other commands start faster without it.
    const { checkReport } = await import('../report/desk.ts')
    const known = fingerprint === undefined ? {} : { fingerprint }
    return checkReport(file, known, await this.#reportSettings())
  }

  /** A page for stdout. */
  outputLook(): Look {
    return this.look(this.#io.stdout)
  }

  /** The result: the document itself, or the page that shows it. */
  print(document: object, page: (look: Look) => string): void {
    this.#io.stdout.write(this.isJson ? toJson(document) : page(this.look(this.#io.stdout)))
  }

  /** The result as it was written, byte for byte. */
  write(text: string): void {
    this.#io.stdout.write(text)
  }

  /** Something for the person, beside the result. */
  say(page: (look: Look) => string): void {
    this.#io.stderr.write(page(this.look(this.#io.stderr)))
  }

  /** A page for a file: no colours, wide. */
  plainLook(): Look {
    return createLook({}, {}, this.#prefix())
  }

  progress(): ProgressLine {
    const { stderr } = this.#io
    const isShown = stderr.isTTY === true && !this.isJson
    return isShown ? createProgressLine(stderr, this.look(stderr)) : { show: () => {}, end: () => {} }
  }

  /** Work with a progress line above which nothing else is written. */
  async watch<Result>(work: (line: ProgressLine) => Promise<Result>): Promise<Result> {
    const line = this.progress()
    const waiting = createWaitingNote((text) => {
      line.end()
      this.#io.stderr.write(text)
    })
    const show: ProgressLine['show'] = (progress) => {
      follow(this.#run, progress)
      waiting.see(progress)
      line.show(progress)
    }
    try {
      return await work({ ...line, show })
    } finally {
      waiting.end()
      line.end()
    }
  }

  look(stream: Io['stdout']): Look {
    return createLook(stream, this.#io.env, this.#prefix())
  }

  async #reportSettings(): Promise<ReportSettings> {
    // Loaded late, as all that only commands with a database need.
    const { readReportSettings } = await import('../config.ts')
    return readReportSettings(this.#io.env)
  }

  async #mailSettings(): Promise<MailSettings> {
    const { readMailSettings } = await import('../config.ts')
    return readMailSettings(this.#io.env)
  }

  async #appSettings(): Promise<AppSettings> {
    const { readAppSettings } = await import('../config.ts')
    return readAppSettings(this.#io.env)
  }

  async #outside(tuning: Tuning): Promise<Outside | undefined> {
    const { readOutsideSettings } = await import('../config.ts')
    const settings = readOutsideSettings(this.#io.env)
    if (settings.litellm === null && settings.stripe === null) return undefined
    const { connectOutside } = await import('../effects/outside.ts')
    return connectOutside(settings, { rates: tuning.rates, concurrency: tuning.concurrency })
  }

  /** How this command was called, so that the next one can be pasted. */
  #prefix(): string[] {
    const { db, blueprint } = this.#globals
    const isScript = this.#io.env.npm_package_name === 'resettle'
    return [
      ...(isScript ? ['npm', 'run', '--silent', 'resettle', '--'] : ['resettle']),
      ...(db === undefined ? [] : ['--db', withoutPassword(db)]),
      ...(blueprint === undefined ? [] : ['--blueprint', blueprint]),
    ]
  }
}

/** Addresses end in logs; passwords must not. */
function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^/?#:@]*:)[^/?#]*@/, '$1***@').replace(/([?&]password=)[^&#]*/i, '$1***')
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}

function missing(option: string, variable: string, what: string, form: string): ResettleError {
  return new ResettleError('usage.invalid', `No ${what} was named.`, {
    remedy: `Add ${option} (${form}), or set ${variable}.`,
  })
}
