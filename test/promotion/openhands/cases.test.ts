import { describe, expect, it } from 'vitest'
import type { ShapeName } from '../../../demo/openhands/shapes.ts'
import { parseBlueprint } from '../../../src/blueprint/parse.ts'
import { presets } from '../../../src/blueprint/presets/index.ts'
import { resolveModel } from '../../../src/blueprint/resolve.ts'
import { createPromoter } from '../../../src/migration/promotion/promoter.ts'
import { engines } from '../../support/databases.ts'
import { createOpenHands, type OpenHandsWorld, plain } from './world.ts'

const later = { later: true } as const

describe.each(engines)('promotion of OpenHands on %s', (engine) => {
  const create = (shape: 'flat' | 'json', ...shapes: ShapeName[]) =>
    createOpenHands(engine, { shape, shapes })
  const idOf = ({ made }: OpenHandsWorld, kind: ShapeName) =>
    made.facts.find((fact) => fact.shape === kind)?.expected.organization ?? ''
  const wantedOf = async (world: OpenHandsWorld, kind: ShapeName): Promise<Record<string, unknown>> => {
    const own = world.engine === 'sqlite' ? 'resettle_effects' : 'resettle.effects'
    const row = await world.row(
      `select wanted from ${own} where system = 'litellm' and target = '${idOf(world, kind)}'`,
    )
    return JSON.parse(row?.wanted ?? 'null')
  }

  it('splits settings over organization, user and member by their names', async () => {
    for (const shape of ['flat', 'json'] as const) {
      const world = await create(shape, 'settings-rich')
      const id = idOf(world, 'settings-rich')
      await world.resettle.promoteUser(id, {
        profiles: { [id]: { name: 'Amaia A.', email: 'amaia@x.example' } },
      })
      const org = await world.row(`select * from org where id = '${id}'`)
      expect(org).toMatchObject({
        contact_name: 'Amaia A.',
        contact_email: 'amaia@x.example',
        remote_runtime_resource_factor: 4,
        sandbox_base_container_image: 'portlindar/base:1',
        sandbox_runtime_container_image: 'portlindar/runtime:1',
        max_budget_per_task: 7.5,
        billing_margin: 1,
      })
      expect(
        [org?.v1_enabled, org?.enable_solvability_analysis, org?.enable_proactive_conversation_starters].map(
          Boolean,
        ),
      ).toEqual([false, true, false])
      const user = await world.row(`select * from "user" where id = '${id}'`)
      expect(user).toMatchObject({
        git_user_name: 'Amaia Arrieta',
        git_user_email: 'amaia@portlindar.example',
        email: 'amaia@x.example',
      })
      const member = await world.row(`select * from org_member where user_id = '${id}'`)
      if (shape === 'flat') {
        expect(org).toMatchObject({
          agent: 'BrowsingAgent',
          default_max_iterations: 42,
          security_analyzer: 'invariant',
          condenser_max_size: 120,
        })
        expect(json(org?.mcp_config).sse_servers).toHaveLength(1)
        expect(member).toMatchObject({ max_iterations: 42, llm_model: null, llm_base_url: null })
        continue
      }
      expect(org).toMatchObject({ sandbox_grouping_strategy: 'BY_REPO' })
      expect(json(user?.disabled_skills)).toEqual(['docker'])
      expect(json(org?.conversation_settings)).toMatchObject({ max_iterations: 42, confirmation_mode: true })
      expect(json(member?.conversation_settings_diff)).toEqual(json(org?.conversation_settings))
      expect(json(org?.agent_settings)).toMatchObject({
        agent: 'BrowsingAgent',
        condenser: { enabled: false, max_size: 120 },
      })
      expect(json(org?.agent_settings).mcp_config).toBeUndefined()
      expect(json(member?.agent_settings_diff).mcp_config.sse_servers).toHaveLength(1)
      expect(member).toMatchObject({ managed_llm_key_ownership_version: 0 })
      expect(Boolean(member?.has_custom_llm_api_key)).toBe(false)
    }
  })

  it('takes MCP servers from JSON before the column, and into a column of the member where there is one', async () => {
    const servers = { sse_servers: [{ url: 'https://new.portlindar.example/sse' }] }
    for (const column of [null, 'json', 'varchar'] as const) {
      const world = await create('json', 'settings-json-newer')
      if (column !== null) await world.fresh.run(`alter table org_member add column mcp_config ${column}`)
      const id = idOf(world, 'settings-json-newer')
      await world.fresh.run(
        'alter table user_settings add column llm_profiles varchar',
        `update user_settings set llm_profiles = 'sealed as in the flat days'`,
      )
      await world.resettle.promoteUser(id)
      const member = await world.row(`select * from org_member where user_id = '${id}'`)
      const nested = json(member?.agent_settings_diff).mcp_config
      expect(nested).toEqual(column === null ? servers : undefined)
      // The app makes the first profiles itself of these settings, where it finds none.
      for (const table of ['org', 'user'])
        expect(await world.row(`select llm_profiles from "${table}" where id = '${id}'`)).toEqual({
          llm_profiles: null,
        })
      if (column === 'json') expect(json(member?.mcp_config)).toEqual(servers)
      if (column === 'varchar') expect(member?.mcp_config).toMatch(/^eyJ[^.]+\.\./)
    }
  })

  it('keeps a model and a key of another provider for the member', async () => {
    const world = await create('json', 'address-of-their-own', 'address-without-model')
    await world.resettle.promote('all', later)
    const members = await world.rows(`select * from org_member where user_id in
      ('${idOf(world, 'address-of-their-own')}', '${idOf(world, 'address-without-model')}')`)
    expect(members.map(({ has_custom_llm_api_key: has }) => Boolean(has))).toEqual([true, true])
    for (const kind of ['address-of-their-own', 'address-without-model'] as const)
      expect(await wantedOf(world, kind)).toMatchObject({ stored_key: false })
  })

  it.each([
    ['without the app’s secret', null],
    ['with another secret than the app’s', 'a secret of somebody else'],
  ])('promotes nobody %s, unless somebody accepts it', async (_, given) => {
    const world = await createOpenHands(
      engine,
      { shape: 'flat', shapes: ['ordinary', 'key-plain', 'keys-none'] },
      { secret: () => given },
    )
    const before = await world.dump()
    const plan = await world.resettle.planPromotions('all')
    const finding = { code: 'promotion.secret-unreadable', acceptable: true }
    expect(plan).toMatchObject({ can_promote: false, findings: [{ ...finding, severity: 'blocker' }] })
    const refusal = { code: 'promotion.blocked' }
    await expect(world.resettle.promote('all', later)).rejects.toMatchObject(refusal)
    await expect(world.resettle.promoteUser(idOf(world, 'ordinary'))).rejects.toMatchObject(refusal)
    expect(await world.dump()).toEqual(before)
    expect(await world.resettle.promotionStatus()).toMatchObject({ promoted: 0, ready: 3 })
    await expect(
      world.resettle.promote('all', { ...later, accept: ['promotion.stays'] }),
    ).rejects.toMatchObject({
      code: 'decision.invalid',
    })

    const accept = ['promotion.secret-unreadable']
    const accepted = await world.resettle.planPromotions('all', { accept })
    expect(accepted).toMatchObject({ can_promote: true, findings: [{ ...finding, severity: 'warning' }] })
    expect(await world.resettle.promote('all', { ...later, accept })).toMatchObject({ promoted: 3 })
    if (given !== null) return
    for (const kind of ['ordinary', 'key-plain', 'keys-none'] as const) {
      const id = idOf(world, kind)
      const legacy = await world.row(`select llm_api_key from user_settings where keycloak_user_id = '${id}'`)
      const member = await world.row(`select _llm_api_key as sealed from org_member where user_id = '${id}'`)
      expect([kind, member?.sealed]).toEqual([kind, legacy?.llm_api_key ?? ''])
    }
    expect(await wantedOf(world, 'ordinary')).toMatchObject({ stored_key: false })
    expect(await wantedOf(world, 'key-plain')).toMatchObject({ stored_key: true })
  })

  it('believes a secret that opens somebody else’s, of a person whose own it does not open', async () => {
    const world = await create('flat', 'ordinary', 'key-unreadable')
    const { findings } = await world.resettle.planPromotions([idOf(world, 'key-unreadable')])
    expect(findings).toContainEqual(
      expect.objectContaining({ severity: 'warning', remedy: expect.stringContaining('older secret') }),
    )
    const { warnings } = await world.resettle.promoteUser(idOf(world, 'key-unreadable'))
    expect(warnings).toEqual(['secret-unreadable'])
  })

  it('does not invent an address of the app’s own LiteLLM, and says so', async () => {
    const world = await createOpenHands(
      engine,
      { shape: 'json', shapes: ['no-settings'] },
      { setting: () => null },
    )
    const id = idOf(world, 'no-settings')
    expect((await world.resettle.promoteUser(id)).warnings).toEqual(['no-legacy-row', 'address-unknown'])
    const org = await world.row(`select agent_settings from org where id = '${id}'`)
    expect(json(org?.agent_settings)).toEqual({
      schema_version: 1,
      llm: { model: 'litellm_proxy/minimax-m2.7' },
    })
  })

  it('gives the current defaults as they are said, and as new as the newest organization', async () => {
    const settings: Record<string, string> = {
      'litellm-url': 'https://llm.example/',
      'default-model': 'litellm_proxy/new',
    }
    const more = { setting: (name: string) => settings[name] ?? null }
    const world = await createOpenHands(engine, { shape: 'flat', shapes: ['no-settings'] }, more)
    await world.fresh.run(`update org set org_version = 11 where id = '${world.made.bystanders.team}'`)
    const id = idOf(world, 'no-settings')
    await world.resettle.promoteUser(id)
    expect(await world.row(`select * from org where id = '${id}'`)).toMatchObject({
      org_version: 11,
      default_llm_model: 'litellm_proxy/new',
      default_llm_base_url: 'https://llm.example/',
    })
    expect(await wantedOf(world, 'no-settings')).toMatchObject({
      metadata: { version: 11, model: 'litellm_proxy/new' },
    })
  })

  it('gives older secrets of one name a number where only one may have it', async () => {
    const names = async (world: OpenHandsWorld) =>
      (
        await world.rows(`select description, secret_name from custom_secrets
          where keycloak_user_id = '${idOf(world, 'secrets-same-name')}' and description is not null order by id`)
      ).map(({ description, secret_name: name }) => [description, name])
    const plain = [
      ['old', 'DATABASE_URL'],
      ['new', 'DATABASE_URL'],
      ['another name', 'database_url'],
    ]
    const older = await create('flat', 'secrets-same-name')
    expect((await older.resettle.promoteUser(idOf(older, 'secrets-same-name'))).warnings).toEqual([])
    expect(await names(older)).toEqual(plain)
    const world = await create('json', 'secrets-same-name')
    const id = idOf(world, 'secrets-same-name')
    await world.fresh.run(`insert into custom_secrets (keycloak_user_id, secret_name, secret_value, description)
      values ('${id}', 'DATABASE_URL', 'x', 'newest'), ('${id}', 'DATABASE_URL_2', 'x', 'in the way')`)
    const before = await world.dump()
    expect((await world.resettle.planPromotions([id])).findings).toMatchObject([
      { code: 'promotion.same-names', count: 1 },
    ])
    const { promotion_id, warnings } = await world.resettle.promoteUser(id)
    expect(warnings).toEqual(['same-names'])
    expect(await names(world)).toEqual([
      ['old', 'DATABASE_URL_4'],
      ['new', 'DATABASE_URL_3'],
      ['another name', 'database_url'],
      ['newest', 'DATABASE_URL'],
      ['in the way', 'DATABASE_URL_2'],
    ])
    await world.resettle.rollbackPromotion(promotion_id ?? '')
    expect(await world.dump()).toEqual(before)
  })

  it('leaves a secret its name that the organization has already', async () => {
    const world = await create('json', 'promoted-stragglers')
    const id = idOf(world, 'promoted-stragglers')
    await world.fresh.run(`insert into custom_secrets (keycloak_user_id, org_id, secret_name, secret_value)
      values ('${id}', '${id}', 'TOKEN', 'first'), ('${id}', null, 'TOKEN', 'late')`)
    await world.resettle.promoteUser(id)
    expect(
      await world.rows(
        `select secret_name, secret_value from custom_secrets where org_id = '${id}' and secret_name like 'TOKEN%' order by 2`,
      ),
    ).toEqual([
      { secret_name: 'TOKEN', secret_value: 'first' },
      { secret_name: 'TOKEN_2', secret_value: 'late' },
    ])
  })

  it('finds people who are marked as done and own nothing', async () => {
    const world = await create('flat', 'marker-true-alone', 'ordinary')
    const id = idOf(world, 'marker-true-alone')
    await world.fresh.run(
      ...['api_keys', 'conversation_metadata', 'billing_sessions'].map(
        (table) => `delete from ${table} where user_id = '${id}'`,
      ),
      ...['custom_secrets', 'stripe_customers'].map(
        (table) => `delete from ${table} where keycloak_user_id = '${id}'`,
      ),
    )
    expect((await world.resettle.planPromotions('all')).people).toEqual({ legacy: 1, half: 1 })
    const run = await world.resettle.promote('all', later)
    expect(run).toMatchObject({ promoted: 2, warnings: { 'half-promoted': 1 } })
    expect(await world.row(`select name from org where id = '${id}'`)).toEqual({ name: `user_${id}_org` })
  })

  it('knows people outside by their usual spelling where the app uses several', async () => {
    const world = await create('flat', 'settings-twice-spelt-twice', 'id-in-capitals', 'id-without-dashes')
    await world.resettle.promote('all', later)
    const spelt = async (kind: ShapeName) => (await wantedOf(world, kind)).user_id
    const written = (kind: ShapeName) => world.made.facts.find(({ shape }) => shape === kind)?.user_id
    expect(await spelt('settings-twice-spelt-twice')).toBe(idOf(world, 'settings-twice-spelt-twice'))
    expect(await spelt('id-in-capitals')).toBe(written('id-in-capitals'))
    expect(await spelt('id-without-dashes')).toBe(written('id-without-dashes'))
  })

  it('says by how much old money counts, and what LiteLLM must know', async () => {
    const kinds = [
      'margin-of-old-version',
      'margin-of-new-version',
      'margin-null',
      'margin-one',
      'margin-fractional',
    ] as const
    const world = await create('json', ...kinds)
    await world.resettle.promote('all', later)
    const margins = await Promise.all(kinds.map(async (kind) => (await wantedOf(world, kind)).margin))
    expect(margins).toEqual(['2', null, null, null, '1.1'])
    const id = idOf(world, 'margin-null')
    expect(await wantedOf(world, 'margin-null')).toEqual({
      user_id: id,
      email: world.profiles[id]?.email,
      team_id: id,
      team_alias: 'Personal Workspace',
      key_alias: `OpenHands Cloud - user ${id} - org ${id}`,
      margin: null,
      user_budget: 1_000_000_000,
      stored_key: true,
      models: [],
      other_teams: [],
      metadata: { version: 6, model: 'litellm_proxy/minimax-m2.7' },
    })
  })

  it('reads the key that the app keeps, if it is one of the app’s own LiteLLM', async () => {
    const kinds = [
      'ordinary',
      'key-plain',
      'key-dead',
      'key-dead-plain',
      'key-unreadable',
      'key-missing',
      'model-without-path',
      'model-of-their-own',
      'address-of-their-own',
      'member-of-team',
    ] as const
    const world = await create('flat', ...kinds)
    const run = await world.resettle.promote('all', later)
    const blueprint = parseBlueprint(presets.openhands)
    const { revealKey, publishKey } = createPromoter({
      database: world.database,
      readModel: async (connection) =>
        resolveModel(blueprint, await world.database.dialect.readCatalog(connection)),
      id: blueprint.promotion?.id,
      config: {
        secret: () => world.made.secret,
        setting: (name) => (name === 'litellm-url' ? world.made.managedProxy : null),
      },
    })
    for (const { shape: kind, expected } of world.made.facts) {
      const { promotion_id = '' } = run.promotions.find(({ user }) => user === expected.organization) ?? {}
      const { state, value } = expected.stored_key
      expect([kind, await revealKey(promotion_id)]).toEqual([kind, state === 'own' ? null : value])
    }
    // A new key goes to one membership: that of the person in their own organization.
    const before = await world.dump()
    for (const kind of ['key-dead', 'member-of-team'] as const) {
      const { promotion_id = '' } = run.promotions.find((one) => one.user === idOf(world, kind)) ?? {}
      await publishKey(promotion_id, 'sk-new')
      expect([kind, await revealKey(promotion_id)]).toEqual([kind, 'sk-new'])
    }
    const after = await world.dump()
    const changed = Object.keys(after).flatMap((table) =>
      (after[table] ?? []).filter((line) => !before[table]?.includes(line)),
    )
    expect(changed).toHaveLength(2)
    for (const kind of ['key-dead', 'member-of-team'] as const) {
      const id = idOf(world, kind)
      const mine = changed.filter((line) => line.split(id).length === 3)
      expect([kind, mine]).toEqual([kind, [expect.stringContaining('eyJ')]])
    }
  })

  it('leaves keys alone that belong to teams of other organizations', async () => {
    const world = await create('flat', 'member-of-team', 'ordinary')
    await world.resettle.promote('all', later)
    expect(await wantedOf(world, 'member-of-team')).toMatchObject({
      other_teams: [world.made.bystanders.team],
    })
    expect(await wantedOf(world, 'ordinary')).toMatchObject({ other_teams: [] })
  })

  it('leaves customers alone that belong to another organization', async () => {
    const world = await create('json', 'stamped-elsewhere')
    const id = idOf(world, 'stamped-elsewhere')
    const before = await world.rows(`select * from stripe_customers`)
    const { outside, warnings } = await world.resettle.promoteUser(id)
    expect(outside.map(({ system }) => system)).toEqual(['litellm'])
    expect(warnings).toEqual(['rows-elsewhere'])
    expect(await world.rows(`select * from stripe_customers`)).toEqual(before)
  })

  it('works where tables are missing, and counts what stays with its reason', async () => {
    const world = await create('json', 'everything')
    const id = idOf(world, 'everything')
    const plan = await world.resettle.planPromotions([id])
    const stays = plan.findings.filter(({ code }) => code === 'promotion.stays')
    expect(stays.map(({ message }) => message)).toContain(
      "subscription_access: 1 row stays people's own. What a person paid for is the person's own: OpenHands asks for it by user.",
    )
    expect(Object.keys(plan.stays).sort()).toEqual([
      'app_conversation_start_task',
      'auth_tokens',
      'bitbucket_webhook',
      'conversation_work',
      'gitlab_webhook',
      'jira_dc_users',
      'jira_users',
      'linear_users',
      'linear_workspaces',
      'offline_tokens',
      'resend_synced_users',
      'subscription_access',
      'user_repos',
      'v1_remote_sandbox',
    ])
    await world.fresh.run(
      ...[
        'jira_conversations',
        'jira_users',
        'jira_workspaces',
        'slack_conversation',
        'subscription_access',
        'device_codes',
      ].map((table) => `drop table ${table}`),
    )
    expect(await world.resettle.check()).toMatchObject({ ok: true })
    const { rows, promotion_id } = await world.resettle.promoteUser(id)
    expect(rows).toMatchObject({ slack_users: 1, jira_dc_workspaces: 1 })
    expect(rows).not.toHaveProperty('jira_workspaces')
    // What the app made for the organization since would go with it, or hold it fast.
    await world.fresh.run(
      `insert into org_budget_settings (org_id, monthly_limit) values ('${id}', 10)`,
      `insert into org_git_claim (id, org_id, provider, git_organization, claimed_by, claimed_at)
        values ('${id}', '${id}', 'github', 'ours', '${world.made.bystanders.loner}', '2026-11-01 00:00:00')`,
    )
    const used = await world.dump()
    const { conflicts } = await world.resettle.rollbackPromotion(promotion_id ?? '', { preview: true })
    expect(conflicts.map((one) => one.replace(/^public\./, '')).sort()).toEqual([
      'org_budget_settings: 1 rows belong to the organization',
      'org_git_claim: 1 rows belong to the organization',
    ])
    await expect(world.resettle.rollbackPromotion(promotion_id ?? '')).rejects.toMatchObject({
      code: 'promotion.conflicts',
    })
    expect(await world.dump()).toEqual(used)
    await world.fresh.run(
      'delete from org_budget_settings',
      `delete from org_git_claim where org_id = '${id}'`,
    )
    await world.resettle.rollbackPromotion(promotion_id ?? '')
    expect(await world.rows(`select * from org where id = '${id}'`)).toEqual([])
  })

  it('is the call for the login path: once, and known by any spelling', async () => {
    const world = await create('flat', 'ordinary', 'native', 'promoted')
    const id = idOf(world, 'ordinary')
    expect((await world.resettle.promoteUser(id)).status).toBe('done')
    const after = await world.dump()
    for (const spelling of [id, id.toUpperCase(), plain(id)])
      expect((await world.resettle.promoteUser(spelling)).status).toBe('already')
    for (const kind of ['native', 'promoted'] as const)
      expect((await world.resettle.promoteUser(idOf(world, kind))).status).toBe('native')
    expect(await world.dump()).toEqual(after)
  })
})

// biome-ignore lint/suspicious/noExplicitAny: JSON of the app
function json(value: unknown): any {
  return typeof value === 'string' ? JSON.parse(value) : value
}
