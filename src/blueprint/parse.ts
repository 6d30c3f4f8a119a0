import { ResettleError } from '../errors.ts'
import { type Blueprint, blueprintSchema } from './blueprint.ts'

/** One wrong place: a JSON pointer and what is wrong there. */
export interface WrongPlace {
  readonly pointer: string
  readonly message: string
}

/** A blueprint out of anything. Throws `blueprint.invalid`, whose context lists every wrong place at once. */
export function parseBlueprint(input: unknown): Blueprint {
  const parsed = blueprintSchema.safeParse(input)
  if (!parsed.success) {
    throw toError(
      parsed.error.issues.map((issue) => ({ pointer: toPointer(issue.path), message: issue.message })),
    )
  }
  const wrong = listContradictions(parsed.data)
  if (wrong.length > 0) throw toError(wrong)
  return parsed.data
}

function toError(errors: readonly WrongPlace[]): ResettleError {
  const places = errors.map(({ pointer, message }) => `${pointer}: ${message}`)
  return new ResettleError('blueprint.invalid', places.join('; '), { context: { errors } })
}

function toPointer(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
  return steps.join('') || '/'
}

/** What the shape alone cannot say: names that must agree with one another. */
function listContradictions(blueprint: Blueprint): WrongPlace[] {
  const wrong: WrongPlace[] = []
  const say = (message: string, ...path: PropertyKey[]) => wrong.push({ pointer: toPointer(path), message })
  checkTables(blueprint, say)
  checkUsers(blueprint, say)
  checkMemberships(blueprint, say)
  for (const name of Object.keys(blueprint.resources)) checkResource(blueprint, name, say)
  checkEdges(blueprint, say)
  checkChecks(blueprint, say)
  const customers = blueprint.merges?.stripe?.resource
  if (customers !== undefined && blueprint.resources[customers] === undefined) {
    say(`there is no resource ${customers}`, 'merges', 'stripe', 'resource')
  }
  if (blueprint.organizations.config === undefined) {
    for (const setting of ['retire', 'mark'] as const) {
      if (blueprint.organizations[setting] !== undefined) say('needs "config"', 'organizations', setting)
    }
  }
  return wrong
}

type Say = (message: string, ...path: PropertyKey[]) => void

function checkTables(blueprint: Blueprint, say: Say): void {
  const seen = new Set<string>()
  const visit = (table: string, ...path: PropertyKey[]) => {
    if (seen.has(table)) say(`table ${table} has a verdict already`, ...path, 'table')
    seen.add(table)
  }
  if (blueprint.memberships) visit(blueprint.memberships.table, 'memberships')
  for (const [name, { table }] of Object.entries(blueprint.resources)) visit(table, 'resources', name)
  for (const [index, { table }] of blueprint.others.entries()) visit(table, 'others', index)
}

function checkUsers({ users, resources }: Blueprint, say: Say): void {
  if (users === undefined) return
  if (users.no_mail !== undefined && !isPattern(users.no_mail)) {
    say('is not a regular expression', 'users', 'no_mail')
  }
  const resource = users.resource === undefined ? undefined : resources[users.resource]
  if (users.resource !== undefined && resource === undefined) {
    say(`there is no resource ${users.resource}`, 'users', 'resource')
  }
  if (resource !== undefined && resource.table !== users.table) {
    say(`resource ${users.resource} is table ${resource.table}`, 'users', 'table')
  }
  if (users.organization !== undefined && users.resource === undefined) {
    say('people who hold an organization are a resource too: name it in "resource"', 'users', 'organization')
  }
}

function checkMemberships({ memberships, resources, users }: Blueprint, say: Say): void {
  if (memberships === undefined) return
  if (resources[memberships.resource] !== undefined) {
    say(`${memberships.resource} is a resource already`, 'memberships', 'resource')
  }
  if (users === undefined) say('memberships need "users"', 'memberships')
  const ranks = new Set((memberships.ranks ?? []).flat())
  if (memberships.member !== undefined && !ranks.has(memberships.member)) {
    say(`${memberships.member} is not among the ranks`, 'memberships', 'member')
  }
  if (memberships.roles !== undefined && memberships.role === undefined) {
    say('needs "role"', 'memberships', 'roles')
  }
  for (const [index, admin] of (memberships.admins ?? []).entries()) {
    if (!ranks.has(admin)) say(`${admin} is not among the ranks`, 'memberships', 'admins', index)
  }
}

function checkResource({ resources }: Blueprint, name: string, say: Say): void {
  const resource = resources[name]
  const leading = resource?.rename?.keep_leading
  if (leading !== undefined && !isPattern(leading)) {
    say('is not a regular expression', 'resources', name, 'rename', 'keep_leading')
  }
  for (const [index, rule] of (resource?.keys ?? []).entries()) {
    const here = ['resources', name, 'keys', index] as const
    if (rule.default !== undefined && !rule.choices.includes(rule.default)) {
      say('is not among the choices', ...here, 'default')
    }
    if (rule.clear !== undefined && !rule.choices.includes('clear')) {
      say('"clear" is not among the choices', ...here, 'clear')
    }
    if (rule.disable !== undefined && !rule.choices.includes('keep-target')) {
      say('"keep-target" is not among the choices', ...here, 'disable')
    }
    if (rule.choices.some((choice) => choice.startsWith('rename')) && resource?.rename === undefined) {
      say('the resource has no "rename"', ...here, 'choices')
    }
  }
}

function checkEdges(blueprint: Blueprint, say: Say): void {
  const { organizations, users, memberships, resources, others } = blueprint
  const named = [organizations, users, memberships, ...Object.values(resources), ...others]
  const tables = new Set(named.flatMap((entry) => entry?.table ?? []))
  const visit = (edges: readonly { table: string }[] | undefined, ...path: PropertyKey[]) => {
    for (const [index, { table }] of (edges ?? []).entries()) {
      if (!tables.has(table)) say(`the blueprint has no table ${table}`, ...path, index, 'table')
    }
  }
  for (const [name, resource] of Object.entries(resources)) {
    visit(resource.belongs_to, 'resources', name, 'belongs_to')
    visit(resource.links, 'resources', name, 'links')
  }
  for (const [index, other] of others.entries()) {
    if (other.verdict === 'follow') visit(other.through, 'others', index, 'through')
  }
}

function checkChecks({ checks, resources, memberships }: Blueprint, say: Say): void {
  const isResource = (name: string) => resources[name] !== undefined || memberships?.resource === name
  for (const [index, check] of checks.entries()) {
    const named = 'resource' in check ? check.resource : undefined
    if (named !== undefined && !isResource(named))
      say(`there is no resource ${named}`, 'checks', index, 'resource')
    if (check.when !== undefined && !isResource(check.when))
      say(`there is no resource ${check.when}`, 'checks', index, 'when')
    if (check.kind === 'config-offers' && check.values.length !== check.offered.length) {
      say('needs one path for each of "values"', 'checks', index, 'offered')
    }
    if (check.kind === 'config-value' && (check.equals === undefined) === (check.not === undefined)) {
      say('needs either "equals" or "not"', 'checks', index)
    }
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp
  } catch {
    return false
  }
}
