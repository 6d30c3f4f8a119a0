import { expect } from 'vitest'
import { openHandsColumns } from '../../../../demo/openhands/schema.ts'
import { type ShapeName, shapeNames, userShapes } from '../../../../demo/openhands/shapes.ts'
import {
  type Counts,
  outages,
  type Planned,
  peopleFor,
  planFaults,
  type System,
  type Trial,
} from './faults.ts'
import { differences, type Picture } from './picture.ts'
import { type Place, type Scene, setScene } from './scene.ts'

type People = Readonly<Partial<Record<ShapeName, number>>>

/** What one run makes of a crowd that nobody disturbs, there and back. */
export interface Calm {
  readonly people: People
  readonly before: Picture
  readonly promoted: Picture
  readonly promotedLedger: Picture
  readonly backLedger: Picture
  readonly forward: Counts
  readonly back: Counts
}

/** At each call one of both, in turn. */
const outage: Trial = { faults: outages, atEach: 1 }

/** The most people that a shape is tried with, to see how many calls there may be about one. */
const TRIED = 4

/** How many people of each of these kinds are needed for every fault at every call. */
export async function peopleOf(place: Place, shapes: readonly ShapeName[], trial: Trial): Promise<People> {
  const tried = Object.fromEntries(shapes.map((shape) => [shape, TRIED]))
  const scene = await setScene(place, tried)
  const forward = await scene.count(() => scene.promote())
  const back = await scene.count(() => scene.rollback())
  const most = (shape: ShapeName, system: System) =>
    Math.max(
      ...[forward, back].flatMap((counts) =>
        counts[system].filter((_, index) => scene.made.facts[index]?.shape === shape),
      ),
    )
  const needed = Object.fromEntries(
    shapes.map((shape) => [
      shape,
      peopleFor({ litellm: most(shape, 'litellm'), stripe: most(shape, 'stripe') }, trial),
    ]),
  )
  await scene.close()
  return needed
}

export async function watchCalm(place: Place, people: People): Promise<Calm> {
  const scene = await setScene(place, people)
  const before = await scene.look()
  const forward = await scene.count(() => scene.promote())
  const [promoted, promotedLedger] = [await scene.look(), await scene.ledger()]
  const back = await scene.count(() => scene.rollback())
  expect(differences(before, await scene.look())).toEqual([])
  const backLedger = await scene.ledger()
  await scene.close()
  return { people, before, promoted, promotedLedger, backLedger, forward, back }
}

/** Every fault of these at every call, there and back: each ends as planned. Answers how many there were. */
export async function proveFaults(place: Place, calm: Calm, trial: Trial): Promise<number> {
  const scene = await setScene(place, calm.people)
  const { facts } = scene.made
  const there = planFaults(facts, calm.forward, trial)
  await scene.disturb(there, () => scene.promote())
  await provePromoted(scene, calm)
  const back = planFaults(facts, calm.back, trial)
  await scene.disturb(back, () => scene.rollback())
  await proveBack(scene, calm)
  await scene.close()
  return sizeOf(there) + sizeOf(back)
}

/** From any call on nobody answers until a person must look: run again, it ends as planned, and so it does when taken back. */
export async function proveOutages(place: Place, calm: Calm): Promise<number> {
  const scene = await setScene(place, calm.people)
  const { facts } = scene.made
  const there = planFaults(facts, calm.forward, outage)
  await scene.disturb(there, async () => proveWaiting(await scene.promote(), there))
  await scene.promote()
  await provePromoted(scene, calm)
  const back = planFaults(facts, calm.back, outage)
  await scene.disturb(back, async () => proveWaiting(await scene.rollback(), back))
  await scene.resettle.outside.retryAll()
  await scene.resettle.outside.run()
  await proveBack(scene, calm)
  await scene.close()
  return sizeOf(there) + sizeOf(back)
}

/** From any call on nobody answers, and then it is taken back half-done. */
export async function proveTurningBack(place: Place, calm: Calm): Promise<number> {
  const scene = await setScene(place, calm.people)
  const there = planFaults(scene.made.facts, calm.forward, outage)
  await scene.disturb(there, async () => proveWaiting(await scene.promote(), there))
  await scene.rollback()
  expect(differences(calm.before, await scene.look())).toEqual([])
  await scene.close()
  return sizeOf(there)
}

/** All kinds of people that this form of the database may hold. */
export function shapesOf({ shape }: Place): ShapeName[] {
  const columns = new Set(
    [...openHandsColumns(shape)].flatMap(([table, notes]) => [
      table,
      ...notes.map(({ name }) => `${table}.${name}`),
    ]),
  )
  return shapeNames.filter((name) => (userShapes[name].needs ?? []).every((path) => columns.has(path)))
}

async function provePromoted(scene: Scene, { promoted, promotedLedger }: Calm): Promise<void> {
  expect(differences(promoted, await scene.look())).toEqual([])
  expect(differences(promotedLedger, await scene.ledger())).toEqual([])
}

async function proveBack(scene: Scene, { before, backLedger }: Calm): Promise<void> {
  expect(differences(before, await scene.look())).toEqual([])
  expect(differences(backLedger, await scene.ledger())).toEqual([])
}

function proveWaiting(counts: Readonly<Record<string, number>>, faults: Planned): void {
  expect(counts['needs-attention'] ?? 0).toBeGreaterThanOrEqual(sizeOf(faults))
}

function sizeOf({ litellm, stripe }: Planned): number {
  return litellm.length + stripe.length
}
