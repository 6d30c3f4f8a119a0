import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/migration/documents.ts'
import { engines } from '../../support/databases.ts'
import { awkward, differences, type Lamb, quiet, source, target, useLamb } from '../../support/lamb.ts'

describe.each(engines)('skipped rows on %s', (engine) => {
  const open = useLamb(engine, { ...awkward, version: 'next' })

  test('keep all that hangs on them: no reference newly crosses, and nothing that stays is changed', async () => {
    const lamb = await open()
    const input = { conflictStrategy: 'skip' } as const
    const plan = await lamb.plan(input)
    expect(plan.findings.filter(({ code }) => code === 'reference.crosses')).toEqual([])
    const crossing = await crossings(lamb)
    const before = await lamb.snapshot()
    await lamb.migrateAndBack(input, async () => {
      expect((await crossings(lamb)).filter((one) => !crossing.includes(one))).toEqual([])
      const staying = rowsOf(await lamb.snapshot(), plan)
      expect(staying.length).toBeGreaterThan(60)
      const was = new Set(rowsOf(before, plan))
      const changed = staying.filter((line) => !was.has(line))
      // The LMS key that stays is switched off.
      expect(changed.map((line) => line.slice(0, 25))).toEqual(['lti_creator_keys: [1,2,"k'])
    })
  })

  test('are counted in the plan as they are found in the source afterwards, table by table', async () => {
    const lamb = await open()
    const { tables } = await lamb.plan({ conflictStrategy: 'skip' })
    await lamb.migrateAndBack({ conflictStrategy: 'skip' }, async () => {
      for (const { table, verdict, stays, moves, rows } of tables) {
        if (verdict === 'follow') continue
        const left = await lamb.count(
          `select count(*) as n from "${table}" where organization_id = ${source}`,
        )
        expect([table, left]).toEqual([table, stays])
        if (verdict === 'move') expect(rows).toBe(stays + moves)
      }
    })
  })

  test('keep a knowledge store whole: its links, the items they name, and the library of the items', async () => {
    const lamb = await open()
    const plan = await lamb.plan({ on: { users: 'clear', knowledge_stores: 'skip' } })
    const stays = (resource: string): number =>
      plan.tables.find((one) => one.resource === resource)?.stays ?? 0
    const sizes = ['knowledge_stores', 'kb_content_links', 'library_items', 'libraries'].map(stays)
    expect(sizes).toEqual([1, 3, 3, 1])
    const crossing = await crossings(lamb)
    await lamb.migrateAndBack({ on: { users: 'clear', knowledge_stores: 'skip' } }, async () => {
      expect((await crossings(lamb)).filter((one) => !crossing.includes(one))).toEqual([])
    })
  })

  test('and deleting the source exclude each other; so do the key that is kept and deleting', async () => {
    const lamb = await open()
    const deleting = { deleteSource: true, accept: ['source.outsider-roles'] }
    const clear = { users: 'clear', assistants: 'rename' }
    await expectLeftovers(lamb, { ...deleting, on: clear }, /lti_creator_keys 1\.$/)
    await expectLeftovers(
      lamb,
      { ...deleting, on: { ...clear, libraries: 'skip' } },
      /libraries \d+, library_items/,
    )
    await expectLeftovers(lamb, { ...deleting, on: { users: 'skip' } }, /in users 2, assistants 1,/)
  })
})

describe.each(engines)('what a skipped row keeps on %s', (engine) => {
  const open = useLamb(engine, quiet)

  test('is everything that a skipped person owns, by id or by e-mail', async () => {
    const lamb = await open()
    const email = `o'hara"@lti.local`
    const user = await lamb.add('Creator_users', {
      organization_id: source,
      user_email: email,
      lti_user_id: 'A',
    })
    await lamb.add('Creator_users', {
      organization_id: target,
      user_email: 'twin@lti.local',
      lti_user_id: 'A',
    })
    await lamb.add('organization_roles', { organization_id: source, user_id: user, role: 'admin' })
    const home = { organization_id: source }
    const assistant = await lamb.add('assistants', { ...home, owner: email, name: 'a' })
    await lamb.add('prompt_templates', { ...home, owner_email: email, name: 't' })
    await lamb.add('kb_registry', { ...home, owner_user_id: user, kb_name: 'k' })
    await lamb.add('rubrics', { ...home, owner_email: email, title: 'r' })
    const library = await lamb.add<string>('libraries', { ...home, owner_user_id: user, name: 'l' })
    // Put there by somebody who moves.
    await lamb.add('library_items', { ...home, library_id: library, title: 'i', uploader_user_id: 4 })
    await lamb.add('collections', { ...home, owner: email, collection_name: 'c' })
    await lamb.add('lti_activities', { ...home, owner_email: email })
    await lamb.add('aac_sessions', { ...home, user_email: email })
    await lamb.add('aac_sessions', { ...home, user_email: 'other@x', assistant_id: assistant })
    await lamb.add('usage_logs', { ...home, user_id: user })
    await lamb.add('usage_logs', { ...home, user_id: 4, assistant_id: assistant })
    const input = { on: { users: 'skip' } }
    const expected = {
      ...{
        users: 1,
        roles: 1,
        assistants: 1,
        templates: 1,
        kbs: 1,
        rubrics: 1,
        libraries: 1,
        library_items: 1,
      },
      ...{ collections: 1, lti_activities: 1, aac_sessions: 2, usage_logs: 2 },
    }
    expect(staysOf(await lamb.plan(input))).toEqual(expected)
    const before = await lamb.snapshot()
    await lamb.migrateAndBack(input, async ({ skipped }) => {
      expect(skipped.find(({ resource }) => resource === 'library_items')?.reason).toBe(
        'belongs to a library that stays',
      )
      const gone = differences(before, await lamb.snapshot()).filter(
        (line) => line.startsWith('-') && (line.includes(library) || line.includes("o'hara")),
      )
      expect(gone).toEqual([])
    })
  })

  test('is not the log of what a skipped person did: that goes, and plan and proof count what is parted', async () => {
    const lamb = await open()
    const home = { organization_id: source }
    const user = await lamb.add('Creator_users', { ...home, user_email: 's@lti.local', lti_user_id: 'A' })
    await lamb.add('Creator_users', { organization_id: target, user_email: 't@lti.local', lti_user_id: 'A' })
    const theirs = await lamb.add('assistants', { ...home, owner: 'nobody@x', name: 'theirs' })
    await lamb.add('usage_logs', { ...home, user_id: user, assistant_id: theirs })
    await lamb.add('usage_logs', { ...home, user_id: user })
    await lamb.add('audit_log', { ...home, actor_user_id: user })
    await lamb.add('audit_log', { ...home, actor_user_id: user })
    await lamb.add('audit_log', { ...home, actor_user_id: 4 })
    const input = { on: { users: 'skip' } }
    const parted = (await lamb.plan(input)).findings.find(({ code }) => code === 'reference.parts-people')
    expect(parted).toMatchObject({
      severity: 'warning',
      count: 3,
      samples: ['2 × audit_log.actor_user_id → users', '1 × usage_logs.user_id → users'],
    })
    await lamb.migrateAndBack(input, async ({ verification }) => {
      const proven = verification.checks.filter(({ check }) => check === 'references')
      expect(proven).toContainEqual(
        expect.objectContaining({ table: 'audit_log.actor_user_id → users', ok: true }),
      )
      const homes = `select organization_id from {audit_log} where actor_user_id = ${user}`
      expect(await lamb.list(homes)).toEqual([target, target])
    })
    const others = (await lamb.plan({ on: { users: 'clear' } })).findings.map(({ code }) => code)
    expect(others).not.toContain('reference.parts-people')
  })

  test('is every LMS activity with a skipped assistant in it, and the other assistants of that activity', async () => {
    const lamb = await open()
    const add = (organization: number, name: string): Promise<number> =>
      lamb.add('assistants', { organization_id: organization, owner: 'nobody@x', name })
    const [twin, beside, apart] = [
      await add(source, 'twin'),
      await add(source, 'beside'),
      await add(source, 'apart'),
    ]
    await add(target, 'twin')
    const activity = (): Promise<number> =>
      lamb.add('lti_activities', { organization_id: source, owner_email: 'nobody@x' })
    const [tied, free] = [await activity(), await activity()]
    const tie = (activity_id: number, assistant_id: number): Promise<number> =>
      lamb.add('lti_activity_assistants', { activity_id, assistant_id })
    await tie(tied, twin)
    await tie(tied, beside)
    await tie(free, apart)
    await lamb.add('usage_logs', { organization_id: source, assistant_id: beside })
    const input = { conflictStrategy: 'skip' } as const
    await lamb.migrateAndBack(input, async ({ skipped }) => {
      expect(skipped.map(({ resource, id, reason }) => [resource, id, reason])).toEqual([
        ['assistants', twin, 'skipped because of a conflict'],
        ['assistants', beside, 'is tied to an LTI activity that stays'],
        ['lti_activities', tied, 'is tied to an assistant that stays'],
      ])
      const homes = await lamb.list(
        `select organization_id from {assistants} where id in (${twin}, ${beside}, ${apart}) order by id`,
      )
      expect(homes).toEqual([source, source, target])
      expect(await lamb.list(`select organization_id from {lti_activities} where id = ${free}`)).toEqual([
        target,
      ])
    })
    expect(staysOf(await lamb.plan(input))).toEqual({ assistants: 2, lti_activities: 1, usage_logs: 1 })
  })
})

async function expectLeftovers(lamb: Lamb, input: Parameters<Lamb['plan']>[0], words: RegExp): Promise<void> {
  const { findings } = await lamb.plan(input)
  expect(findings.find(({ code }) => code === 'source.not-empty')?.message).toMatch(words)
  await lamb.refuses('plan.blocked', () => lamb.migrate(input))
}

function staysOf({ tables }: Plan): Record<string, number> {
  const own = tables.filter(({ verdict, stays }) => verdict !== 'follow' && stays > 0)
  return Object.fromEntries(own.map(({ resource, stays }) => [resource, stays]))
}

/** Rows of a snapshot that the plan leaves where they are. */
function rowsOf(snapshot: Readonly<Record<string, readonly string[]>>, plan: Plan): string[] {
  return plan.skipped.flatMap(({ resource, id }) => {
    const table = plan.tables.find((one) => one.resource === resource)?.table ?? ''
    const start = `[${JSON.stringify(id)},`
    return (snapshot[table] ?? [])
      .filter((line) => line.startsWith(start))
      .map((line) => `${table.slice('LAMB_'.length)}: ${line}`)
  })
}

/** Every pair of rows of different organizations that refer to each other; people may own things anywhere. */
async function crossings(lamb: Lamb): Promise<string[]> {
  const edges = [
    ['usage_logs', 'assistant_id', 'assistants', 'id'],
    ['aac_sessions', 'assistant_id', 'assistants', 'id'],
    ['library_items', 'library_id', 'libraries', 'id'],
    ['kb_content_links', 'knowledge_store_id', 'knowledge_stores', 'id'],
    ['kb_content_links', 'library_id', 'libraries', 'id'],
    ['kb_content_links', 'library_item_id', 'library_items', 'id'],
    ['rubrics', 'parent_rubric_id', 'rubrics', 'rubric_id'],
  ] as const
  const found: string[] = []
  for (const [child, column, parent, to] of edges) {
    found.push(
      ...(await lamb.list<string>(`select '${child}.${column} ' || c.id as pair from {${child}} c
        join {${parent}} p on p.${to} = c.${column} where p.organization_id <> c.organization_id`)),
    )
  }
  const ties = await lamb.list<string>(`select 'tie ' || l.id as pair from {lti_activity_assistants} l
    join {lti_activities} v on v.id = l.activity_id join {assistants} a on a.id = l.assistant_id
    where v.organization_id <> a.organization_id`)
  return [...found, ...ties]
}
