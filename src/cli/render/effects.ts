import { countOpen, type EffectList } from '../../effects/documents.ts'
import type { WorkerEvent, WorkerRun } from '../../worker/options.ts'
import type { Cell } from '../terminal/grid.ts'
import { type Format, type Look, tone } from '../terminal/look.ts'
import { count, plural, visible } from '../terminal/text.ts'
import { countLine, listed, nextSteps, page, paragraph, section } from './parts.ts'

/** Changes of outside systems, those that wait for a person with what to do. */
export function renderEffects({ effects }: EffectList, look: Look): string {
  const rows = effects.map((one): Cell[] => [
    { text: symbols[one.state] ?? '·', as: tones[one.state] ?? tone.quiet },
    one.effect_id,
    `${one.system} ${one.kind}`,
    visible(one.target),
    one.state,
    count(one.attempts),
  ])
  const stuck = effects.filter(({ state }) => state === 'needs-attention')
  return page(
    section(
      look,
      'Outside',
      listed(look, rows, {
        head: ['', 'effect', 'what', 'target', 'state', 'attempts'],
        right: [5],
        // An id is there to be copied into `--retry`.
        flexible: [3],
      }),
      effects.length,
    ),
    section(
      look,
      'Waiting for a person',
      stuck
        .slice(0, 20)
        .flatMap(({ effect_id: id, problem }) => [
          ...paragraph(look, `${id}: ${problem?.message ?? 'no reason is known'}`, 2, '! '),
          ...(problem?.remedy ? paragraph(look, problem.remedy, 4, '→ ') : []),
        ]),
      stuck.length,
    ),
    effects.length === 0 ? ['Nothing outside was asked for, or nothing that fits.'] : [],
    nextSteps(
      look,
      stuck.length > 0
        ? [
            [look.command('effects', '--retry', 'EFFECT', '--run'), 'let one try again'],
            [look.command('effects', '--retry', 'all', '--run'), 'let all of them try again'],
          ]
        : [],
    ),
  )
}

const symbols: Readonly<Record<string, string>> = {
  done: '✓',
  compensated: '↶',
  'needs-attention': '✗',
  unknown: '?',
}
const tones: Readonly<Record<string, Format>> = {
  done: tone.good,
  'needs-attention': tone.bad,
  unknown: tone.ask,
}

/** One line of a worker. */
export function renderWorkerEvent(event: WorkerEvent, look: Look): string {
  return `${look.paint(tone.quiet, new Date().toISOString())}  ${describeEvent(event)}\n`
}

function describeEvent(event: WorkerEvent): string {
  switch (event.what) {
    case 'started':
      return `worker ${event.worker} is at work`
    case 'batch':
      return [
        `${plural(event.promoted, 'person', 'people')} promoted`,
        ...(event.already > 0 ? [`${count(event.already)} before`] : []),
        ...(event.completed ? [`${count(event.completed)} of them completed`] : []),
        ...(event.left > 0 ? [`${count(event.left)} left`] : []),
      ].join(', ')
    case 'took-over':
      return `took over ${plural(event.workflows, 'workflow')} of a dead worker`
    case 'trouble':
      return visible(event.message)
    case 'ended':
      return `worker ${event.worker} ended`
  }
}

/** What a worker did. */
export function renderWorkerRun(run: WorkerRun, look: Look): string {
  const open = countOpen(run.effects)
  const isFine = !run.refused && (run.effects['needs-attention'] ?? 0) === 0
  return page(
    countLine(look, isFine ? look.paint(tone.good, '✓') : look.paint(tone.bad, '✗'), [
      `${plural(run.promoted, 'person', 'people')} promoted by this worker`,
      run.completed > 0 ? `${plural(run.completed, 'person', 'people')} completed` : '',
      run.taken_over > 0 ? `${plural(run.taken_over, 'workflow')} taken over` : '',
      run.left === null || run.left === 0 ? '' : `${count(run.left)} left`,
      open > 0 ? `${plural(open, 'change')} outside open` : '',
    ]),
    nextSteps(look, [
      [look.command('promote', '--status'), 'who is left, and why'],
      ...(open > 0 ? ([[look.command('effects'), 'what is open outside']] as const) : []),
    ]),
  )
}
