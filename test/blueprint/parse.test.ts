import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadBlueprint } from '../../src/blueprint/load.ts'
import { parseBlueprint } from '../../src/blueprint/parse.ts'
import { presets } from '../../src/blueprint/presets/index.ts'
import { ResettleError } from '../../src/errors.ts'
import { clubsBlueprint } from '../promotion/clubs.ts'

const small = {
  version: 1,
  name: 'small',
  organizations: { table: 'orgs', key: 'id' },
  resources: { docs: { table: 'docs', organization: 'org_id', rename: { column: 'title' } } },
}

describe('parseBlueprint', () => {
  it('takes a small blueprint and fills in what is empty', () => {
    expect(parseBlueprint(small)).toMatchObject({ ...small, others: [], checks: [], not_organizations: {} })
  })

  it.each(Object.keys(presets))('takes the preset %s', (name) => {
    expect(parseBlueprint(presets[name]).name).toBe(name)
  })

  it('names every wrong place of the shape at once', () => {
    const error = failing({ ...small, version: 2, organizations: { table: '', key: 'id' }, surplus: 1 })
    expect(error.code).toBe('blueprint.invalid')
    expect(pointers(error)).toEqual(['/version', '/organizations/table', '/'])
  })

  it.each([[null], [[]], ['text'], [7], [undefined]])('refuses %j without falling over', (input) => {
    expect(failing(input).code).toBe('blueprint.invalid')
  })

  it.each<[string, object, string]>([
    ['a table with two verdicts', { others: [keep('docs')] }, '/others/0/table'],
    [
      'an edge to an unknown table',
      docs({ belongs_to: [edge('folders')] }),
      '/resources/docs/belongs_to/0/table',
    ],
    [
      'a broken pattern',
      docs({ rename: { column: 't', keep_leading: '(' } }),
      '/resources/docs/rename/keep_leading',
    ],
    [
      'a default that is no choice',
      key({ choices: ['skip'], default: 'clear' }),
      '/resources/docs/keys/0/default',
    ],
    [
      'a column to clear without the choice',
      key({ choices: ['skip'], clear: 'x' }),
      '/resources/docs/keys/0/clear',
    ],
    ['a rename without a rule', key({ choices: ['rename'] }), '/resources/docs/keys/0/choices'],
    [
      'values to disable without the choice',
      key({ choices: ['skip'], disable: {} }),
      '/resources/docs/keys/0/disable',
    ],
    [
      'a mark without settings',
      { organizations: { table: 'orgs', key: 'id', mark: 'a.b' } },
      '/organizations/mark',
    ],
    ['memberships without users', { memberships: members({}) }, '/memberships'],
    ['users of another table', { users: { table: 'people', key: 'id', resource: 'docs' } }, '/users/table'],
    ['users of no resource', { users: { table: 'docs', key: 'id', resource: 'people' } }, '/users/resource'],
    [
      'a home that nobody moves',
      { users: { table: 'p', key: 'id', organization: 'o' } },
      '/users/organization',
    ],
    ['a check on no resource', { checks: [rows('folders')] }, '/checks/0/resource'],
  ])('refuses %s', (_, change, pointer) => {
    expect(pointers(failing({ ...small, ...change }))).toContain(pointer)
  })

  it('refuses ranks that do not hold the roles', () => {
    const memberships = members({ ranks: ['low'], member: 'mid', admins: ['low', 'high'] })
    const error = failing({ ...small, users: { table: 'people', key: 'id' }, memberships })
    expect(pointers(error)).toEqual(['/memberships/member', '/memberships/admins/1'])
  })
})

describe('loadBlueprint', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resettle-blueprint-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const write = async (name: string, content: unknown) => {
    const path = join(folder, name)
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }

  it('loads a preset by name and a file by path', async () => {
    expect((await loadBlueprint('lamb')).name).toBe('lamb')
    expect((await loadBlueprint(await write('small.json', small))).name).toBe('small')
  })

  it('adds a file to the preset that it extends', async () => {
    const extra = {
      extends: 'lamb',
      resources: { notes: { table: 'notes', organization: 'organization_id' } },
      others: [keep('assistant_usage_totals')],
      not_organizations: { 'notes.org_id': 'an outside number' },
    }
    const blueprint = await loadBlueprint(await write('extra.json', extra))
    expect(Object.keys(blueprint.resources).at(-1)).toBe('notes')
    expect(blueprint.others.filter((other) => other.table === 'assistant_usage_totals')).toEqual([
      keep('assistant_usage_totals'),
    ])
    expect(blueprint.not_organizations).toEqual({
      ...parseBlueprint(presets.lamb).not_organizations,
      'notes.org_id': 'an outside number',
    })
    expect(blueprint.checks.length).toBeGreaterThan(0)

    const stamp = { resource: 'notes', table: 'notes', user: 'user_id', organization: 'org_id' }
    const stay = { resource: 'pins', table: 'pins', user: 'user_id', reason: 'a pin is a person’s own' }
    const more = { extends: 'openhands', promotion: { stamps: [stamp], stays: [stay] } }
    const { promotion } = await loadBlueprint(await write('more.json', more))
    const preset = parseBlueprint(presets.openhands).promotion
    expect(promotion).toEqual({
      ...preset,
      stamps: [...(preset?.stamps ?? []), stamp],
      stays: [...(preset?.stays ?? []), stay],
    })
    const whole = { ...clubsBlueprint.promotion, stamps: [] }
    const own = await loadBlueprint(await write('own.json', { extends: 'openhands', promotion: whole }))
    expect(own.promotion).toMatchObject({ legacy: { table: 'profiles' }, stamps: [] })
  })

  it.each<[string, () => Promise<string>, string]>([
    ['an unknown name', async () => 'lamp', 'blueprint.not-found'],
    ['the name of an inherited property', async () => 'toString', 'blueprint.not-found'],
    ['a missing file', async () => join(folder, 'absent.json'), 'blueprint.not-found'],
    ['a folder', async () => folder, 'file.unreadable'],
    ['text that is not JSON', () => write('broken.json', '{"version": 1,'), 'blueprint.invalid'],
    ['JSON that is no blueprint', () => write('list.json', []), 'blueprint.invalid'],
    ['an extension of nothing', () => write('lost.json', { extends: 'lamp' }), 'blueprint.not-found'],
  ])('refuses %s', async (_, path, code) => {
    await expect(loadBlueprint(await path())).rejects.toMatchObject({ code })
  })
})

function keep(table: string) {
  return { verdict: 'keep', table, reason: 'for all' } as const
}

function edge(table: string) {
  return { column: 'x', table, to: 'id' }
}

function docs(more: object) {
  return { resources: { docs: { table: 'docs', organization: 'org_id', ...more } } }
}

function key(rule: object) {
  return docs({ keys: [{ columns: ['org_id'], ...rule }] })
}

function members(more: object) {
  return { resource: 'roles', table: 'members', organization: 'org_id', user: 'user_id', ...more }
}

function rows(resource: string) {
  return { kind: 'has-rows', resource, code: 'a.b', severity: 'info', message: 'm', remedy: 'r' }
}

function failing(input: unknown): ResettleError {
  try {
    parseBlueprint(input)
  } catch (error) {
    if (error instanceof ResettleError) return error
    throw error
  }
  throw new Error('expected a refusal')
}

function pointers(error: ResettleError): string[] {
  return (error.context.errors as { pointer: string }[]).map(({ pointer }) => pointer)
}
