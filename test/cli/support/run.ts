import { PassThrough, Writable } from 'node:stream'
import { type Io, main } from '../../../src/cli/run.ts'
import type { Option, Prompter } from '../../../src/cli/terminal/prompter.ts'
import { cancelled } from '../../../src/cli/terminal/prompter.ts'
import type { Decision, Plan } from '../../../src/migration/documents.ts'
import type { PlanInput } from '../../../src/migration/plan/options.ts'
import type { Resettle, ResettleOptions } from '../../../src/resettle.ts'
import * as documents from './documents.ts'
import * as notices from './notices.ts'
import * as promotions from './promotions.ts'
import * as reports from './reports.ts'

/** Calls that reached the engine, in order. */
export type Calls = [verb: string, ...words: unknown[]][]

export interface Run {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  readonly calls: Calls
  /** Questions that were asked. */
  readonly asked: readonly string[]
  /** stdout, which must be exactly one document. */
  json(): Record<string, unknown>
}

export interface Scene {
  readonly env?: Record<string, string>
  readonly isTTY?: boolean
  readonly engine?: Partial<Resettle>
  /** Answers in order: an option's label (or its beginning), a text, or true and false. */
  readonly answers?: readonly (string | boolean)[]
  readonly columns?: number
}

/** One command line in this process, against an engine that only answers with documents. */
export async function run(argv: readonly string[], scene: Scene = {}): Promise<Run> {
  const calls: Calls = []
  const asked: string[] = []
  const stdout = sink(scene)
  const stderr = sink(scene)
  const io: Io = {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: { RESETTLE_DB: 'sqlite:app.db', RESETTLE_BLUEPRINT: 'lamb', NO_COLOR: '1', ...scene.env },
    isTTY: scene.isTTY ?? false,
  }
  const open = async (options: ResettleOptions) => {
    calls.push(['open', options.db, options.blueprint])
    return { ...engine(calls), ...scene.engine }
  }
  const exit = await main(argv, io, {
    open,
    prompter: script(scene.answers ?? [], asked),
    untilStopped: async () => undefined,
  })
  return {
    exit,
    stdout: stdout.text(),
    stderr: stderr.text(),
    calls,
    asked,
    json: () => JSON.parse(stdout.text()) as Record<string, unknown>,
  }
}

/** Every document that each verb answers with. */
function engine(calls: Calls): Resettle {
  const answer =
    <Result>(verb: string, result: Result) =>
    async (...words: unknown[]): Promise<Result> => {
      calls.push([verb, ...words.filter((word) => !isWatcher(word))])
      return result
    }
  return {
    check: answer('check', documents.check),
    organizations: answer('organizations', documents.organizations),
    plan: answer('plan', documents.plan()),
    async migrate(source, target, input, watcher) {
      calls.push(['migrate', source, target, input])
      watcher?.onProgress?.({ phase: 'planning', table: null, done: 0, total: 0 })
      if ((await watcher?.onPlan?.(documents.plan())) === false) throw new Error('The engine was told no.')
      watcher?.onProgress?.({ phase: 'moving', table: 'LAMB_assistants', done: 60, total: 120 })
      return documents.migration
    },
    migratePlan: answer('migratePlan', documents.migration),
    verify: answer('verify', documents.verification),
    async rollback(id, input) {
      calls.push(['rollback', id, input])
      return input?.preview ? documents.preview : documents.rollback
    },
    promoteUser: answer('promoteUser', promotions.promotion),
    async promote(who, { onProgress: _, ...options } = {}) {
      calls.push(['promote', who, options])
      return promotions.promotionRun
    },
    planPromotions: answer('planPromotions', promotions.promotionPlan),
    promotionStatus: answer('promotionStatus', promotions.promotionStatus),
    showPromotion: answer('showPromotion', promotions.promotionRecord),
    rollbackPromotion: answer('rollbackPromotion', promotions.promotionRollback),
    openUsers: answer('openUsers', []),
    promotionsOf: answer('promotionsOf', ['prm_1']),
    promotions: answer('promotions', promotions.promotionList),
    verifyPromotion: answer('verifyPromotion', promotions.promotionVerification),
    reconcile: answer('reconcile', promotions.reconciliation),
    assertReachable: () => undefined,
    outside: {
      run: answer('outside.run', promotions.effectCounts),
      list: answer('outside.list', promotions.effectList),
      count: answer('outside.count', promotions.effectCounts),
      retry: answer('outside.retry', promotions.effect),
      retryAll: answer('outside.retryAll', 1),
      compensate: answer('outside.compensate', promotions.effect),
      reconcile: answer('outside.reconcile', promotions.reconciliation),
    },
    fleet: {
      canShare: true,
      beat: answer('fleet.beat', undefined),
      leave: answer('fleet.leave', undefined),
      alone: async (_what, work) => work(),
      living: answer('fleet.living', []),
    },
    migrations: answer('migrations', {
      kind: 'migrations' as const,
      version: 1 as const,
      migrations: [documents.summary],
    }),
    show: answer('show', documents.record),
    people: answer('people', reports.people),
    report: async (id, input) => {
      calls.push(['report', id, input])
      return reports.reportFile(input)
    },
    verifyReport: answer('verifyReport', reports.reportVerification),
    notices: {
      canSend: true,
      preview: answer('notices.preview', notices.previews),
      schedule: answer('notices.schedule', notices.list()),
      prepare: answer('notices.prepare', notices.list()),
      list: answer('notices.list', notices.list()),
      release: answer('notices.release', notices.list()),
      cancel: answer('notices.cancel', notices.list()),
      retry: answer('notices.retry', notices.notice()),
      send: answer('notices.send', notices.list().counts),
    },
    close: answer('close', undefined),
    [Symbol.asyncDispose]: answer('close', undefined),
  }
}

/** An engine that settles conflicts as a plan would: what is decided gets an outcome, a taken name is refused. */
export function settling(conflicts: Plan['conflicts'], taken: readonly string[] = []) {
  const seen: Decision[][] = []
  const plan = async (_source: string, _target: string, input: PlanInput = {}): Promise<Plan> => {
    const decisions = [...(input.decisions ?? [])]
    seen.push(decisions)
    const of = (resource: string, id: unknown) =>
      decisions.find((one) => one.resource === resource && one.id === id)
    const settled = Object.entries(conflicts).map(([resource, items]) => {
      const outcomes = items.map((item) => {
        const decision = of(resource, item.id) ?? byStrategy(input, resource, item)
        if (!decision || taken.includes(decision.name ?? ''))
          return { ...item, proposed: null, decided_by: null }
        const name = decision.choice === 'rename' ? (decision.name ?? `new_${String(item.name)}`) : null
        return { ...item, proposed: { action: decision.choice, name }, decided_by: 'decision' as const }
      })
      return [resource, outcomes] as const
    })
    const open = settled.flatMap(([, items]) => items).filter((item) => item.proposed === null)
    const refused = decisions.filter((one) => taken.includes(one.name ?? ''))
    return documents.plan({
      conflicts: Object.fromEntries(settled),
      can_migrate: open.length === 0,
      findings: refused.map((one) => ({
        code: 'decision.name-taken',
        severity: 'blocker',
        message: `The name "${one.name}" for ${one.resource} is taken.`,
        count: 1,
        samples: [],
        remedy: 'Choose another name.',
      })),
    })
  }
  return { plan, seen }
}

/** What `--conflict-strategy rename` decides. */
function byStrategy(
  { conflictStrategy }: PlanInput,
  resource: string,
  { id, choices }: Plan['conflicts'][string][number],
): Decision | undefined {
  return conflictStrategy === 'rename' && choices.includes('rename')
    ? { resource, id, choice: 'rename' }
    : undefined
}

function sink(scene: Scene) {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  return Object.assign(stream, {
    text: () => chunks.join(''),
    columns: scene.columns ?? 102,
    isTTY: scene.isTTY ?? false,
  })
}

/** A person who answers from a list, and leaves with Ctrl-C when it is used up. */
function script(answers: readonly (string | boolean)[], asked: string[]): Prompter {
  const left = [...answers]
  const next = (message: string): string | boolean => {
    asked.push(message)
    const answer = left.shift()
    if (answer === undefined) throw cancelled()
    return answer
  }
  return {
    confirm: async (message) => next(message) === true,
    async text(message, accept) {
      for (;;) {
        const answer = String(next(message))
        const refusal = accept(answer)
        if (refusal === undefined) return answer
        asked.push(refusal)
      }
    },
    async select<Value>(message: string, options: readonly Option<Value>[]) {
      const answer = String(next(message))
      const chosen =
        options.find(({ label }) => label === answer) ?? options.find(({ label }) => label.startsWith(answer))
      if (!chosen) throw new Error(`"${answer}" is no answer to "${message}"`)
      return chosen.value
    },
  }
}

function isWatcher(word: unknown): boolean {
  return typeof word === 'object' && word !== null && ('onProgress' in word || 'onPlan' in word)
}
