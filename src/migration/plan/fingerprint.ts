import { createHash } from 'node:crypto'
import type { Finding } from '../../blueprint/finding.ts'
import type { Context, Party } from '../context.ts'
import type { AccessChange, ConflictItem, Plan, PlanOptions } from '../documents.ts'
import type { AccessPlan } from './access.ts'
import { digest, digestAll } from './digest.ts'
import type { TableWork } from './work.ts'

/** What a plan stands on, as short readable values: where two differ, the plan is stale, and the names say why. */
export async function basisOf(
  context: Context,
  parts: {
    readonly source: Party
    readonly target: Party
    readonly options: PlanOptions
    readonly tables: readonly TableWork[]
    readonly conflicts: Readonly<Record<string, readonly ConflictItem[]>>
    readonly access: readonly AccessChange[]
    readonly outsiders: AccessPlan['outsiders']
    readonly findings: readonly Finding[]
  },
): Promise<Record<string, string>> {
  const basis: Record<string, string> = {
    schema: digest(context.model.catalog),
    blueprint: digest(context.model.blueprint),
    options: digest(parts.options),
    organizations: digest([parts.source.id, parts.target.id]),
    'settings.source': digest([parts.source.slug, parts.source.name, parts.source.config]),
    'settings.target': digest([parts.target.slug, parts.target.name, parts.target.config]),
    access: `${parts.access.length} people (${await digestAll(parts.access)})`,
    outsiders: `${parts.outsiders.length} (${await digestAll(parts.outsiders)})`,
    findings: parts.findings
      .filter(({ severity }) => severity !== 'info')
      .map(({ code, count }) => `${code} ${count}`)
      .join(', '),
  }
  for (const { move, count, stays, unpointed } of parts.tables) {
    basis[`rows.${move.resource}.source`] = String(count.source)
    basis[`keys.${move.resource}.source`] = count.sourceMark
    for (const { column, source } of count.pointers)
      basis[`rows.${move.resource}.${column.name}`] = String(source)
    // What the target logs meanwhile has no bearing on the plan.
    if (!move.history) basis[`rows.${move.resource}.target`] = String(count.target)
    const held = [...stays, ...unpointed]
    if (held.length > 0) basis[`stays.${move.resource}`] = `${held.length} (${await digestAll(held.sort())})`
    const conflicts = parts.conflicts[move.resource] ?? []
    if (conflicts.length > 0)
      basis[`conflicts.${move.resource}`] = `${conflicts.length} (${await digestAll(conflicts)})`
  }
  return basis
}

export function fingerprintOf(basis: Readonly<Record<string, string>>): string {
  const sorted = Object.keys(basis)
    .sort()
    .map((name) => [name, basis[name]])
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex')
}

/** The plan holds what its basis says: nobody put other options or organizations into it. */
export function isGenuine({ basis, fingerprint, options, source, target }: Plan): boolean {
  return (
    fingerprintOf(basis) === fingerprint &&
    basis.options === digest(options) &&
    basis.organizations === digest([source.id, target.id])
  )
}

/** Two plans on the same basis promise the same to whoever reads them. */
export function isSamePromise(one: Plan, other: Plan): boolean {
  const promised = (plan: Plan): string =>
    digest([
      ...[plan.resources, plan.conflicts, plan.access, plan.removals, plan.source_changes, plan.outside],
      // Names of rows that stay may change; what stays, and why, may not.
      plan.skipped.map(({ resource, id, reason }) => [resource, id, reason]),
    ])
  return promised(one) === promised(other)
}

/**
 * What changed between two plans, a sentence each; empty when nothing did. Resources in `mayGrow` may have got more
 * rows: logs that a live app writes all the time, and on which no decision rests.
 */
export function findChanges(
  before: Pick<Plan, 'basis'>,
  now: Pick<Plan, 'basis'>,
  mayGrow: readonly string[] = [],
): string[] {
  const names = [...new Set([...Object.keys(before.basis), ...Object.keys(now.basis)])].sort()
  const changed = names.filter(
    (name) => before.basis[name] !== now.basis[name] && !hasGrown(name, before, now, mayGrow),
  )
  const counted = new Set(
    changed.filter((name) => name.startsWith('rows.')).map((name) => name.split('.')[1]),
  )
  return (
    changed
      // The same rows counted twice would say one change twice.
      .filter((name) => !(name.startsWith('keys.') && counted.has(name.split('.')[1])))
      .map((name) => sentence(name, before.basis[name], now.basis[name]))
  )
}

function hasGrown(
  name: string,
  before: Pick<Plan, 'basis'>,
  now: Pick<Plan, 'basis'>,
  mayGrow: readonly string[],
): boolean {
  const [kind, resource] = name.split('.')
  if (resource === undefined || !mayGrow.includes(resource)) return false
  const rows = (plan: Pick<Plan, 'basis'>): number => Number(plan.basis[`rows.${resource}.source`] ?? 0)
  return (kind === 'rows' || kind === 'keys') && rows(now) > rows(before)
}

function sentence(name: string, before: string | undefined, now: string | undefined): string {
  const [kind, resource, side] = name.split('.')
  // Behind a number stands the mark of what was counted, which tells a person nothing.
  const [was, is] = [before, now].map((value) => (value ?? 'none').replace(/ \([0-9a-f]{16}\)$/, ''))
  const change = was === is ? `${is} as before, but not the same` : `${was} → ${is}`
  if (kind === 'rows') return `${resource}: rows in the ${side} ${change}`
  if (kind === 'keys') return `${resource}: other rows in the ${side}, though as many`
  if (kind === 'stays') return `${resource}: rows that stay: ${change}`
  if (kind === 'conflicts') return `${resource}: conflicts: ${change}`
  if (kind === 'outsiders') return `roles of people who do not move: ${change}`
  if (kind === 'settings') return `the settings of the ${resource} organization changed`
  if (kind === 'findings') return `findings: ${differing(before, now)}`
  if (kind === 'schema') return 'the database schema changed'
  if (kind === 'blueprint') return 'the blueprint changed'
  return `${name}: ${change}`
}

/** Only what differs between two lists of findings, each as `code count`. */
function differing(before = '', now = ''): string {
  const [old, fresh] = [before, now].map((list) => new Set(list.split(', ').filter((one) => one !== '')))
  const gone = [...(old ?? [])].filter((one) => !fresh?.has(one)).map((one) => `no more ${one}`)
  const come = [...(fresh ?? [])].filter((one) => !old?.has(one)).map((one) => `now ${one}`)
  return [...gone, ...come].join(', ')
}
