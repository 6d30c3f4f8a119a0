import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiteLlmFake, startLiteLlm } from '../../demo/outside/litellm.ts'
import { type StripeFake, startStripe } from '../../demo/outside/stripe.ts'
import type { Database } from '../../src/database/database.ts'
import { connectOutside } from '../../src/effects/outside.ts'
import { openResettle, type Resettle } from '../../src/resettle.ts'
import { engines, type FreshDatabase, freshDatabase } from '../support/databases.ts'
import { dump } from '../support/dump.ts'
import { buildClubs, clubsBlueprint, ids } from './clubs.ts'

describe.each(engines)('what was promoted, compared with what is there, on %s', (engine) => {
  let fresh: FreshDatabase
  let database: Database
  let litellm: LiteLlmFake
  let stripe: StripeFake
  let resettle: Resettle
  let promoted: ReadonlyMap<string, string>
  beforeEach(async () => {
    fresh = await freshDatabase(engine)
    await buildClubs(fresh)
    database = await fresh.open()
    litellm = await startLiteLlm()
    stripe = await startStripe({ calls_per_second: null })
    litellm.seed({
      users: [
        { user_id: ids.ann, max_budget: 20, spend: 5 },
        { user_id: ids.eve, max_budget: null },
      ],
      keys: [
        { key: 'sk-ann', user_id: ids.ann },
        { key: 'sk-ann-2', user_id: ids.ann },
      ],
    })
    stripe.seed({ customers: ['cus_ann', 'cus_c1', 'cus_c2', 'cus_by'].map((id) => ({ id })) })
    resettle = await openResettle({ db: fresh.url, blueprint: clubsBlueprint, outside: outside() })
    const run = await resettle.promote('all')
    promoted = new Map(run.promotions.map(({ user, promotion_id }) => [user, promotion_id]))
  })
  afterEach(async () => {
    await resettle.close()
    await fresh.drop()
    await Promise.all([litellm.close(), stripe.close()])
  })

  const outside = () =>
    connectOutside(
      {
        litellm: { url: litellm.url, key: litellm.masterKey, timeoutMs: 5000 },
        stripe: { url: stripe.url, key: stripe.apiKey, timeoutMs: 5000 },
        secret: 'a secret of the tests',
      },
      { rates: { litellm: 500, stripe: 500 } },
    )
  const prm = (id: string) => promoted.get(id) ?? ''
  const ask = (path: string, body: object) =>
    fetch(`${litellm.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${litellm.masterKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const found = async (subjects?: readonly string[]) =>
    (await resettle.reconcile(subjects)).differences.map(
      ({ system, subject, what, field, expected, found: is }) => [system, subject, what, field, expected, is],
    )

  it('shows nothing where nothing differs, and writes nothing', async () => {
    const before = { rows: await dump(database), litellm: litellm.snapshot(), stripe: stripe.snapshot() }
    // What is spent, and what is paid, moves rightly.
    const paid = { team_id: ids.ann, max_budget: 100 }
    await ask('/team/update', paid)
    expect(await resettle.reconcile()).toMatchObject({
      promotions: 6,
      checked: 10,
      differences: [],
      problems: [],
      unfinished: 0,
      left_out: {},
    })
    await ask('/team/update', { team_id: ids.ann, max_budget: 37.5 })
    expect({ rows: await dump(database), litellm: litellm.snapshot(), stripe: stripe.snapshot() }).toEqual(
      before,
    )
  })

  it('shows each thing in the database that is not as it was left, and the remedies help', async () => {
    await fresh.run(`
      insert into tokens (person, value) values ('${ids.ann}', 't-late');
      update notes set club_id = null where person = '${ids.ann}';
      insert into books values ('book-late', '${ids.ann}', 'Late');
      update profiles set promoted = null where person = '${ids.cleo}';
      update members set current_club = '${ids.team}' where id = '${ids.dan}';
      delete from seats where member_id = '${ids.eve}';
    `)
    const differences = [
      ['database', prm(ids.ann), `rows of ${ids.ann}`, 'tokens without the organization', 0, 1],
      ['database', prm(ids.ann), `rows of ${ids.ann}`, 'notes without the organization', 0, 1],
      ['database', prm(ids.ann), `rows of ${ids.ann}`, 'shelf without the organization', 0, 1],
      ['database', prm(ids.cleo), `rows of ${ids.cleo}`, `profiles.promoted not done`, 0, 2],
      [
        'database',
        prm(ids.dan),
        `user ${ids.dan}`,
        'current_club',
        'an organization of theirs',
        'another or none',
      ],
      ['database', prm(ids.eve), `membership of ${ids.eve}`, 'seats', 'there', null],
      [
        'database',
        prm(ids.eve),
        `user ${ids.eve}`,
        'current_club',
        'an organization of theirs',
        'another or none',
      ],
    ].map((line) => line.map((cell) => (typeof cell === 'string' ? cell.replace(/^public\./, '') : cell)))
    const bare = (lines: Awaited<ReturnType<typeof found>>) =>
      lines
        .map((line) => line.map((cell) => (typeof cell === 'string' ? cell.replace(/^public\./, '') : cell)))
        .sort()
    expect(bare(await found())).toEqual(differences.sort())
    expect(bare(await found([prm(ids.cleo)]))).toHaveLength(1)
    await expect(resettle.reconcile(['prm_none'])).rejects.toMatchObject({ code: 'promotion.not-found' })

    await resettle.promote('all', { later: true })
    await fresh.run(`update members set current_club = '${ids.dan}' where id = '${ids.dan}'`)
    await resettle.rollbackPromotion(prm(ids.eve))
    expect(await resettle.promote([ids.eve])).toMatchObject({ promoted: 1 })
    expect(await found()).toEqual([])
  })

  it('shows each thing outside that is not as it was left, and doing it anew helps', async () => {
    const [team, eve] = [ids.ann, ids.eve]
    await ask('/team/update', { team_id: team, max_budget: 1, blocked: true, models: ['small'] })
    await ask('/team/member_update', { team_id: team, user_id: team, max_budget_in_team: 1 })
    await ask('/team/update', { team_id: eve, max_budget: 0 })
    await ask('/key/update', { key: 'sk-ann-2', team_id: null })
    await ask('/key/block', { key: 'sk-ann' })
    await ask('/user/update', { user_id: team, max_budget: 3 })
    stripe.seed({ customers: [{ id: 'cus_ann', email: 'x@example.org', metadata: { org_id: 'other' } }] })
    const of = prm(ids.ann)
    expect((await found()).sort()).toEqual(
      [
        ['litellm', of, `budget of user ${team}`, 'max_budget', 1_000_000_000, 3],
        ['litellm', of, `team ${team}`, 'max_budget', 37.5, 1],
        ['litellm', of, `member of team ${team}`, 'max_budget', 37.5, 1],
        ['litellm', of, `team ${team}`, 'models', [], ['small']],
        ['litellm', of, `team ${team}`, 'blocked', false, true],
        ['litellm', of, 'team of key sk-...nn-2', 'team_id', team, null],
        ['litellm', of, "the app's own key", 'blocked', false, true],
        ['litellm', prm(eve), `team ${eve}`, 'max_budget', null, 0],
        ['stripe', of, 'customer cus_ann: metadata org_id', 'metadata.org_id', team, 'other'],
        ['stripe', of, 'customer cus_ann: email', 'email', 'as in the database', 'another'],
      ].sort(),
    )
    // What people set on purpose is theirs to take back; the rest is done anew.
    await ask('/team/update', { team_id: team, max_budget: 37.5, blocked: false, models: [] })
    await ask('/team/update', { team_id: eve, max_budget: null })
    await ask('/key/unblock', { key: 'sk-ann' })
    const { differences } = await resettle.reconcile([of])
    for (const id of new Set(differences.map(({ effect_id }) => effect_id ?? '')))
      await resettle.outside.retry(id)
    await resettle.outside.run()
    expect(await found()).toEqual([])
  })

  it('leaves out what cannot be reached, and says so', async () => {
    await using inside = await openResettle({ db: fresh.url, blueprint: clubsBlueprint })
    await fresh.run(`insert into tokens (person, value) values ('${ids.ann}', 't-late')`)
    expect(await inside.reconcile()).toMatchObject({
      promotions: 6,
      checked: 0,
      left_out: { litellm: 6, stripe: 4 },
      differences: [{ system: 'database', effect_id: null, subject: prm(ids.ann), expected: 0, found: 1 }],
    })
  })
})
