import type { AccessChange } from '../../migration/documents.ts'
import { type Cell, grid } from '../terminal/grid.ts'
import { type Format, type Look, tone } from '../terminal/look.ts'
import { plural, visible } from '../terminal/text.ts'
import { dotted, mark, rest, section } from './parts.ts'

type Change = AccessChange['change']

/** What matters most comes first: rights that grow, rights that shrink, then who simply joins. */
const order: readonly Change[] = ['gains', 'loses', 'joins', 'stays', 'same']
const symbols: Readonly<Record<Change, { text: string; as: Format }>> = {
  gains: { text: '+', as: tone.gain },
  joins: { text: '+', as: tone.gain },
  loses: { text: '-', as: tone.loss },
  stays: { text: '=', as: tone.quiet },
  same: { text: '=', as: tone.quiet },
}

/** Every change of what a person may do. The limit counts per kind, so that many members hide no new admin. */
export function renderAccess(access: readonly AccessChange[], look: Look, limit: number): string[] {
  const groups = order.map((change) => [change, access.filter((one) => one.change === change)] as const)
  const summary = groups
    .filter(([, group]) => group.length > 0)
    .map(([change, group]) => plural(group.length, TOTAL[change][0], TOTAL[change][1]))
  const told = groups.filter(([change]) => change !== 'same').map(([, group]) => unusualFirst(group))
  const shown = told.flatMap((group) => group.slice(0, limit))
  const hidden = told.flat().length - shown.length
  const common = commonRole(access)
  const lines = grid(
    look,
    shown.map((change) => row(change, common)),
    { flexible: [1, 3] },
  )
  return section(look, 'Access', [
    ...(summary.length > 0 ? dotted(look, summary, 2).map((line) => look.paint(tone.quiet, line)) : []),
    ...lines,
    ...rest(look, hidden),
  ])
}

/** Whoever gets another role than most comes first. */
function unusualFirst(group: readonly AccessChange[]): AccessChange[] {
  const common = commonRole(group)
  return [
    ...group.filter((one) => one.role_after !== common),
    ...group.filter((one) => one.role_after === common),
  ]
}

function commonRole(access: readonly AccessChange[]): string | null {
  const joining = access.filter((one) => one.change === 'joins')
  const roles = [...Map.groupBy(joining.length > 0 ? joining : access, (one) => one.role_after)]
  const [most] = roles.sort(([, a], [, b]) => b.length - a.length)
  return most?.[0] ?? null
}

function row(change: AccessChange, common: string | null): Cell[] {
  const person = change.email === null ? mark(change.user) : visible(change.email)
  return [
    symbols[change.change],
    person,
    {
      text: sentence(change),
      as: isNotable(change, common) ? ['bold', 'green'] : tone[TONES[change.change]],
    },
    { text: background(change), as: tone.quiet },
  ]
}

function isNotable({ change, role_after }: AccessChange, common: string | null): boolean {
  return change === 'gains' || (change === 'joins' && role_after !== common)
}

function sentence(change: AccessChange): string {
  const { role_in_target: before, role_after: after } = change
  const role = after === null ? 'without a role' : `as ${visible(after)}`
  if (change.change === 'stays') return 'stays outside'
  if (before === null) return `${change.change === 'gains' ? 'GAINS, joins' : 'joins'} ${role}`
  const way = before === after ? `stays ${visible(before)}` : `${visible(before)} → ${visible(after)}`
  return change.change === 'gains' ? `GAINS ${way}` : way
}

function background({ role_in_source: role, note }: AccessChange): string {
  if (note !== null) return visible(note)
  return role === null ? 'no role in the source' : `${visible(role)} in the source`
}

/** For one, and for many. */
const TOTAL = {
  gains: ['gains a higher role', 'gain a higher role'],
  loses: ['loses rights', 'lose rights'],
  joins: ['joins', 'join'],
  stays: ['stays outside', 'stay outside'],
  same: ['as before', 'as before'],
} as const satisfies Record<Change, readonly [string, string]>

const TONES = { gains: 'gain', joins: 'gain', loses: 'loss', stays: 'quiet', same: 'quiet' } as const
