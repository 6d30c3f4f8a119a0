import { sql } from 'kysely'
import type { Blueprint } from '../../blueprint/blueprint.ts'
import { type Facts, type Finding, SAMPLES } from '../../blueprint/finding.ts'
import { ResettleError } from '../../errors.ts'
import { type Context, countOf, holds, idOf, type Party } from '../context.ts'
import type { ConflictItem, PlanOptions } from '../documents.ts'
import type { AccessPlan } from './access.ts'
import type { RefusedName } from './resolve-conflicts.ts'
import type { Settled } from './settle.ts'
import type { TableWork } from './work.ts'

/** A finding with the fields that are often the same. */
function finding(
  code: string,
  severity: Finding['severity'],
  about: {
    message: string
    count: number
    samples?: readonly string[]
    context?: Facts
    remedy: string
    acceptable?: boolean
  },
): Finding {
  const { acceptable, ...rest } = about
  return {
    code,
    severity,
    ...rest,
    samples: (about.samples ?? []).slice(0, SAMPLES),
    ...(acceptable === true ? { acceptable: true } : {}),
  }
}

/** What the decisions leave open, or forbid. */
export function conflictFindings(
  conflicts: Readonly<Record<string, readonly ConflictItem[]>>,
  settled: readonly Settled[],
  refusedNames: readonly RefusedName[],
): Finding[] {
  const findings: Finding[] = []
  const refused = settled.filter(({ isRefused }) => isRefused)
  if (refused.length > 0) {
    findings.push(
      finding('conflict.fail', 'blocker', {
        message: 'There are conflicts, and the strategy is to stop at any.',
        count: refused.length,
        samples: refused.map(({ clash }) => `${clash.move.resource} ${nameOrId(clash)}`),
        remedy: 'Settle them in the app, decide them one by one, or choose another --conflict-strategy.',
      }),
    )
  }
  findings.push(...refusedNames.map(nameFinding))
  for (const [resource, items] of Object.entries(conflicts)) {
    const open = items.filter(({ proposed, decided_by: by }) => proposed === null && by === null)
    if (open.length === 0 || refused.some(({ clash }) => clash.move.resource === resource)) continue
    const choices = [...new Set(open.flatMap((item) => item.choices))]
    findings.push(
      finding('conflict.undecided', 'decision', {
        message: `${open.length} of the conflicts of ${resource} must be decided by a person${open[0]?.advice ? `: ${open[0].advice}` : '.'}`,
        count: open.length,
        samples: open.map(
          (item) => `${resource} ${String(item.id)}${item.name === null ? '' : ` (${item.name})`}`,
        ),
        context: { resource, advice: open[0]?.advice ?? null, choices },
        remedy: `Add --decide ${resource}:ID=CHOICE for each, or --on ${resource}=CHOICE for all; choices: ${choices.join(', ')}.`,
      }),
    )
  }
  for (const { clash, choice } of settled) {
    if (choice !== 'keep-target' || clash.rule.advice === null) continue
    findings.push(
      finding('conflict.kept-target', 'warning', {
        message: `${clash.move.resource}: ${clash.rule.advice}`,
        count: 1,
        samples: [nameOrId(clash)],
        context: { resource: clash.move.resource, advice: clash.rule.advice },
        remedy: 'Do this after the migration.',
      }),
    )
  }
  return findings
}

function nameOrId({ name, row, move }: Settled['clash']): string {
  return name ?? `#${String(idOf(row, move.table))}`
}

/** The name itself is the person's own; the row is named by its id alone, since errors carry this sentence. */
function nameFinding({ clash, wantedName, isTaken }: RefusedName): Finding {
  const { resource, table } = clash.move
  const id = String(idOf(clash.row, table))
  const row = `${resource} ${id}`
  const context = { resource, id, name: wantedName }
  const about = { count: 1, samples: [row], context, remedy: 'Choose another name.' }
  const name = `The name "${wantedName ?? ''}" for ${row}`
  return isTaken
    ? finding('decision.name-taken', 'blocker', { message: `${name} is taken.`, ...about })
    : finding('decision.name-not-allowed', 'blocker', {
        message: `${name} is not allowed: a check or the length of the column forbids it.`,
        ...about,
      })
}

/** What the plan means for people. */
export function accessFindings(access: AccessPlan, options: PlanOptions, hasRoles: boolean): Finding[] {
  const findings: Finding[] = severalFinding(access)
  const without = access.members.filter(
    ({ sourceRow, sourceRole, targetRole }) =>
      sourceRole === null && targetRole === null && (hasRoles || sourceRow === null),
  )
  if (without.length > 0) {
    findings.push(
      finding('access.no-role', 'warning', {
        message: 'Some people have no role in the source; they become ordinary members of the target.',
        count: without.length,
        samples: without.map(({ email, user }) => email ?? user),
        remedy: 'Look at whether they should have access at all.',
      }),
    )
  }
  if (access.outsiders.length > 0) {
    findings.push(
      finding('access.outsiders', 'warning', {
        message:
          'Some people hold a role in the source without moving; they gain nothing in the target and keep that role.',
        count: access.outsiders.length,
        samples: access.outsiders.map(({ shown }) => shown),
        remedy: 'Give them a role in the target by hand if they need one.',
      }),
    )
  }
  const gains = access.members.filter(
    ({ targetRole, roleAfter }) => targetRole !== null && roleAfter !== targetRole,
  )
  if (gains.length > 0) {
    findings.push(
      finding('access.gains', 'warning', {
        message: 'Some members of the target get a higher role there, because they hold it in the source.',
        count: gains.length,
        samples: gains.map(({ email, user, roleAfter }) => `${email ?? user}: ${roleAfter ?? ''}`),
        context: { preserve_admin_roles: options.preserve_admin_roles },
        remedy: options.preserve_admin_roles
          ? 'Leave out --preserve-admin-roles to prevent it.'
          : 'Look at the list of access changes.',
      }),
    )
  }
  return findings
}

/** People whose memberships nobody can tell apart: which of them survives would be a guess. */
function severalFinding({ members }: AccessPlan): Finding[] {
  const people = Map.groupBy(members, ({ user }) => user)
  const several = [...people.values()].filter((rows) => rows.length > 1)
  if (several.length === 0) return []
  return [
    finding('access.several-memberships', 'blocker', {
      message: 'Some people are members of one organization more than once.',
      count: several.length,
      samples: several.map(([first]) => first?.email ?? first?.user ?? ''),
      remedy: 'Leave each of them one membership in the source and one in the target.',
    }),
  ]
}

/** Who will see more than today. */
export function audienceFinding(
  tables: readonly TableWork[],
  access: AccessPlan,
  residents: number,
): Finding[] {
  const moving = tables.reduce((sum, { count, stays }) => sum + count.source - stays.size, 0)
  if (moving === 0 || access.members.length === 0) return []
  return [
    finding('access.audience', 'info', {
      message: `${access.members.length} people who move and ${residents} members of the target will see what both organizations share.`,
      count: access.members.length + residents,
      context: { people: access.members.length, members: residents },
      remedy: 'Un-share what is not meant for both.',
    }),
  ]
}

/** Rows of anybody that point to the source besides belonging to somebody. */
export function pointerFindings(tables: readonly TableWork[]): Finding[] {
  const pointers = tables.flatMap(({ move, count }) =>
    count.pointers
      .filter(({ source }) => source > 0)
      .map(({ column, source }) => ({ source, name: `${move.table.id}.${column.name} ${source}` })),
  )
  if (pointers.length === 0) return []
  return [
    finding('pointers.anew', 'info', {
      message: 'Rows that point to the source, of other organizations too, point to the target afterwards.',
      count: pointers.reduce((sum, { source }) => sum + source, 0),
      samples: pointers.map(({ name }) => name),
      remedy: 'Nothing needs to be done; what was shared with the source is shared with the target.',
    }),
  ]
}

/** An organization without anything. */
export function emptyFinding(tables: readonly TableWork[], access: AccessPlan, source: Party): Finding[] {
  const rows = tables.reduce((sum, { count }) => sum + count.source, 0)
  if (rows > 0 || access.members.length > 0) return []
  return [
    finding('source.empty', 'info', {
      message: `"${source.slug ?? source.key}" has nothing that could move.`,
      count: 0,
      context: { source: source.slug ?? source.key },
      remedy: 'Add --delete-source to remove it.',
    }),
  ]
}

/** What stands in the way of deleting the source: anything that would still point at it, by table. */
export async function leftoverFindings(
  context: Context,
  source: Party,
  tables: readonly TableWork[],
  access: AccessPlan,
): Promise<Finding[]> {
  const left = tables
    .filter(({ stays, unpointed }) => stays.size + unpointed.size > 0)
    .map(({ move, stays, unpointed }) => `${move.resource} ${stays.size + unpointed.size}`)
  const moved = new Set(tables.map(({ move }) => move.table.id))
  const { organizations, memberships, catalog } = context.model
  for (const table of catalog.tables) {
    if (moved.has(table.id) || table.id === memberships?.table.id) continue
    for (const reference of table.references) {
      const [column, ...more] = reference.columns
      if (reference.table !== organizations.table.id || column === undefined || more.length > 0) continue
      const scope = table.columns.find(({ name }) => name === column)
      if (scope === undefined) continue
      const rows = await countOf(
        context.connection,
        sql`select count(*) as n from ${context.dialect.table(table)} r where ${holds(context.dialect, 'r', scope, source.key)}`,
      )
      if (rows > 0) left.push(`${table.id} ${rows}`)
    }
  }
  const findings: Finding[] = []
  if (left.length > 0) {
    findings.push(
      finding('source.not-empty', 'blocker', {
        message: `The source cannot be deleted: something would stay behind in ${left.join(', ')}.`,
        count: left.length,
        samples: left,
        context: { left },
        remedy: 'Leave out --delete-source, or settle the conflicts so that everything moves.',
      }),
    )
  }
  return [...findings, ...outsiderFindings(access)]
}

/** Roles that go with the source. */
function outsiderFindings(access: AccessPlan): Finding[] {
  const findings: Finding[] = []
  if (access.outsiders.length > 0) {
    findings.push(
      finding('source.outsider-roles', 'blocker', {
        message: 'People who do not move hold roles in the source; with the source these roles go.',
        count: access.outsiders.length,
        samples: access.outsiders.map(({ shown }) => shown),
        remedy: 'Accept it with --accept source.outsider-roles, or keep the source.',
        acceptable: true,
      }),
    )
  }
  const orphans = access.outsiders.filter(({ isOrphan }) => isOrphan)
  if (orphans.length > 0) {
    findings.push(
      finding('source.orphan-roles', 'warning', {
        message:
          'Roles in the source belong to people who were deleted. They go with the source, and a rollback cannot ' +
          'bring them back: the database takes no role of nobody.',
        count: orphans.length,
        samples: orphans.map(({ shown }) => shown),
        remedy: 'Nobody can use such a role; keep the source if the rows must stay.',
      }),
    )
  }
  return findings
}

/** Blockers of ours that may be accepted; those of the app are in its blueprint. */
const ACCEPTABLE = ['source.outsider-roles', 'table.refers-to-memberships']

/** Throws `decision.invalid` for a code that no blocker has that may be accepted: a slip would go unnoticed. */
export function refuseIdleAccepts({ checks }: Blueprint, accept: readonly string[]): void {
  const known = [...ACCEPTABLE, ...checks.filter(({ acceptable }) => acceptable).map(({ code }) => code)]
  const unknown = accept.find((code) => !known.includes(code))
  if (unknown === undefined) return
  throw new ResettleError('decision.invalid', `No blocker that may be accepted has the code "${unknown}".`, {
    remedy: `Codes that can be accepted are ${known.join(', ')}.`,
  })
}

/** Blockers that somebody accepted become warnings. */
export function acceptFindings(findings: readonly Finding[], accept: readonly string[]): Finding[] {
  return findings.map((one) =>
    one.severity === 'blocker' && one.acceptable === true && accept.includes(one.code)
      ? {
          ...one,
          severity: 'warning',
          message: `${one.message} (accepted)`,
          context: { ...one.context, accepted: true },
        }
      : one,
  )
}
