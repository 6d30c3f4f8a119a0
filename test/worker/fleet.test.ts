import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openResettle } from '../../src/resettle.ts'
import { differences, type Picture } from '../promotion/openhands/calls/picture.ts'
import { type Command, start } from './support/command.ts'
import { type Fakes, startFakes } from './support/fakes.ts'
import { createModel, type Model, type Scene } from './support/world.ts'

/**
 * Every kind of OpenHands user, with LiteLLM and Stripe, promoted by processes that are killed. `RESETTLE_FLEET_USERS`
 * sets how many; 10,000 take minutes.
 */
const USERS = Number(process.env.RESETTLE_FLEET_USERS ?? 152)
/** Requests a second of all processes together, and what the fakes allow: what comes sooner is answered with 429. */
const RATES = { litellm: 2000, stripe: 600 } as const
const FAST = ['--rate', `litellm=${RATES.litellm},stripe=${RATES.stripe}`]
const BATCH = ['--batch', String(Math.max(25, Math.round(USERS / 100)))]
const WORKER = ['worker', '--all', '--until-done', ...BATCH, ...FAST]
const ALL = ['promote', '--all', '--json', ...BATCH, ...FAST]
/** One is killed so often. */
const KILL_MS = 4000
const MINUTES = 60_000
/** On a machine of two cores that has other things to do. */
const PATIENCE = Math.max(30, USERS / 150) * MINUTES

describe('promotions by processes that are killed', { timeout: PATIENCE }, () => {
  let fakes: Fakes
  let model: Model
  /** What one process makes of it that nobody disturbs. */
  let undisturbed: Picture
  let everybody: number
  let scene: Scene
  const running = new Set<Command>()

  beforeAll(async () => {
    fakes = await startFakes()
    await fakes.litellm.set({ calls_per_second: RATES.litellm })
    await fakes.stripe.set({ calls_per_second: RATES.stripe })
    model = await createModel(fakes, USERS)
    const calm = await model.copy()
    const { exit, stdout } = await begin(calm, ...ALL).ended
    const run = JSON.parse(stdout)
    expect([exit, run]).toMatchObject([7, { success: true }])
    expect(run.promoted).toBeGreaterThan(USERS * 0.8)
    everybody = run.promoted
    undisturbed = await calm.look()
    await calm.fresh.drop()
  }, PATIENCE)
  afterAll(async () => {
    await model.drop()
    await fakes.stop()
  })
  beforeEach(async () => {
    scene = await model.copy()
  })
  afterEach(async () => {
    for (const command of running) command.kill('SIGKILL')
    await scene.fresh.drop()
  })

  function begin({ place }: Scene, ...words: readonly string[]): Command {
    const command = start(place, ...words)
    running.add(command)
    command.ended.then(() => running.delete(command))
    return command
  }
  const ledger = () =>
    scene.database.read((connection) =>
      connection.query<{ promotions: number; people: number; organizations: number }>(sql`
        select count(*)::int as promotions, count(distinct user_key)::int as people,
          count(distinct organization_key)::int as organizations
        from resettle.promotions where status = 'done'`),
    )
  /** Whether everybody who can be is in the ledger. */
  const isEverybodyIn = async () => {
    const open = await scene.database.read((connection) =>
      connection.query<{ is: boolean }>(sql`select to_regclass('resettle.promotions') is null as is`),
    )
    return open[0]?.is === false && (await ledger())[0]?.promotions === everybody
  }
  const proveTheSame = async () => {
    expect(differences(undisturbed, await scene.look())).toEqual([])
    const [{ promotions, people, organizations } = { promotions: 0, people: 0, organizations: 0 }] =
      await ledger()
    expect([promotions, people, organizations]).toEqual([everybody, everybody, everybody])
  }

  it('three workers, one killed every few seconds, do each user once', async () => {
    const fleet: Command[] = []
    /** Since when each is at work: on a busy machine it takes a while to get there, and none would if all were killed before. */
    const atWork = new Map<Command, number>()
    const hire = () => {
      const worker = begin(scene, ...WORKER)
      fleet.push(worker)
      worker.says('is at work').then(
        () => atWork.set(worker, performance.now()),
        () => undefined,
      )
    }
    for (let n = 0; n < 3; n += 1) hire()
    const since = performance.now()
    let killed = 0
    while (running.size > 0) {
      await Promise.race([sleep(KILL_MS), Promise.all([...running].map(({ ended }) => ended))])
      const oldest = [...running].find((one) => performance.now() - (atWork.get(one) ?? Infinity) > KILL_MS)
      // Once everybody is in the ledger nobody is replaced, and the last one is left alone.
      const isOver = await isEverybodyIn()
      if (oldest === undefined || (running.size === 1 && isOver)) continue
      oldest.kill('SIGKILL')
      await oldest.ended
      killed += 1
      if (!isOver) hire()
    }
    const ends = await Promise.all(fleet.map(({ ended }) => ended))
    console.info(`${USERS} users, ${killed} kills, ${Math.round((performance.now() - since) / 1000)} s`)
    expect(ends.filter(({ exit }) => exit === null)).toHaveLength(killed)
    expect(ends.filter(({ exit }) => exit === 7)).toHaveLength(fleet.length - killed)
    expect(killed).toBeGreaterThan(1)
    await proveTheSame()
  })

  it('promote --all, killed again and again and run again until it is done', async () => {
    let killed = 0
    for (;;) {
      const command = begin(scene, ...ALL)
      const patience = 1500 + Math.random() * 4000 + killed * 500
      const end = await Promise.race([command.ended, sleep(patience)])
      if (end !== undefined) {
        expect(end.exit).toBe(7)
        break
      }
      command.kill('SIGKILL')
      await command.ended
      killed += 1
    }
    expect(killed).toBeGreaterThan(1)
    await proveTheSame()
  })

  it('two runs over everybody and logins beside them', async () => {
    const both = [begin(scene, ...ALL), begin(scene, ...ALL)]
    await using resettle = await openResettle({
      db: scene.fresh.url,
      blueprint: 'openhands',
      secret: () => model.made.secret,
      setting: (name) => (name === 'litellm-url' ? model.made.managedProxy : null),
    })
    const people = model.made.facts.filter(({ expected }) => expected.outcome === 'promote')
    const statuses = new Set<string>()
    for (const { user_id } of people.toSorted(() => Math.random() - 0.5).slice(0, 80)) {
      statuses.add((await resettle.promoteUser(user_id)).status)
    }
    expect((await Promise.all(both.map(({ ended }) => ended))).map(({ exit }) => exit)).toEqual([7, 7])
    // A login after the last look of both runs leaves its outside to others.
    await begin(scene, ...ALL).ended
    expect(statuses).toContain('done')
    const compared = await begin(scene, 'reconcile', '--json').ended
    expect(JSON.parse(compared.stdout)).toMatchObject({ differences: [], problems: [] })
    await proveTheSame()
  })
})
