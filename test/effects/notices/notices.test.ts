import { describe, expect, test } from 'vitest'
import { lamb as preset } from '../../../src/blueprint/presets/lamb.ts'
import type { NoticeList } from '../../../src/effects/notices/documents.ts'
import type { Plan } from '../../../src/migration/documents.ts'
import { createMigrationId } from '../../../src/migration/migrate.ts'
import { allOf } from '../../../src/migration/people.ts'
import { escapeHtml } from '../../../src/report/html/markup.ts'
import { escapeUnsafe } from '../../../src/report/visible.ts'
import { openResettle } from '../../../src/resettle.ts'
import { engines } from '../../support/databases.ts'
import { awkward, decided, source, useLamb } from '../../support/lamb.ts'
import { startSmtp } from '../../support/smtp.ts'
import { byState, mailTo, reachable, withMail } from './support/mail.ts'

const at = '2026-03-01T08:00:00.000Z'

describe.each(engines)('notices on %s', (engine) => {
  const open = useLamb(engine, awkward)

  test('after a migration are written with it, for exactly those who moved or are concerned', async () => {
    const lamb = await open()
    const { migration_id } = await lamb.resettle.migrate('eng-dept', 'faculty_sci', decided, {
      notices: { after: true },
    })
    const list = await lamb.resettle.notices.list(migration_id)
    const people = allOf(await lamb.resettle.people(migration_id))
    expect(list.notices.map(({ user }) => user)).toEqual(people.map(({ user }) => user))
    expect(new Set(list.notices.map(({ notice, attempts }) => `${notice} ${attempts}`))).toEqual(
      new Set(['after 0']),
    )
    expect(list.can_send).toBe(false)
    for (const { address, name, user, state, id } of list.notices) {
      const person = people.find((one) => one.user === user)
      expect(name).toBe(person?.name)
      const isMadeUp = person?.email?.endsWith('@lamb-lti.local') === true
      expect([address, state]).toEqual(isMadeUp ? [null, 'unreachable'] : [person?.email, 'waiting'])
      expect(id).toMatch(/^ntc_[0-9a-f]{24}$/)
    }
    expect(list.counts.unreachable).toBeGreaterThan(0)
    expect(list.counts.waiting).toBeGreaterThan(5)
  })

  test('are not written where nobody asked, nor where the migration failed', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    const { migration_id } = await lamb.migrate(decided)
    expect((await lamb.resettle.notices.list(migration_id)).notices).toEqual([])
    await lamb.rollback(migration_id)
    await lamb.run(`insert into {organization_roles} (organization_id, user_id, role, created_at, updated_at)
      select ${source}, id, 'member', 1, 1 from {Creator_users} where id not in
      (select user_id from {organization_roles} where organization_id = ${source})`)
    const migrationId = createMigrationId()
    await lamb.refuses('plan.stale', () =>
      lamb.resettle.migratePlan(plan, { migrationId, notices: { after: true } }),
    )
    expect((await lamb.resettle.notices.list(migrationId)).notices).toEqual([])
  })

  test('before a migration are written once, however often they are asked for', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    const migrationId = createMigrationId()
    const before = await lamb.snapshot()
    const first = await lamb.resettle.notices.schedule(plan, { migrationId, at })
    const again = await Promise.all(
      [1, 2, 3].map(() => lamb.resettle.notices.schedule(plan, { migrationId, at })),
    )
    for (const list of again) expect(list).toEqual(first)
    expect(await lamb.snapshot()).toEqual(before)
    expect(new Set(first.notices.map(({ notice }) => notice))).toEqual(new Set(['before']))
    const shown = await lamb.resettle.notices.preview({ plan }, { limit: 1000 })
    expect(first.notices.map(({ user }) => user)).toEqual(shown.notices.map(({ user }) => user))
    expect(shown.total).toBeGreaterThan(plan.access.length)
  })

  test('before a migration are cancelled by it where they were not sent, and after it by its rollback', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    const migrationId = createMigrationId()
    await lamb.resettle.notices.schedule(plan, { migrationId, at })
    await lamb.resettle.migratePlan(plan, { migrationId, notices: { after: true } })
    const kinds = async () => {
      const { notices } = await lamb.resettle.notices.list(migrationId)
      return [...new Set(notices.map(({ notice, state }) => `${notice} ${state}`))].sort()
    }
    expect(await kinds()).toEqual(['after unreachable', 'after waiting', 'before cancelled'])
    await lamb.rollback(migrationId)
    expect(await kinds()).toEqual(['after cancelled', 'before cancelled'])
    await lamb.refuses('notice.state', () => lamb.resettle.notices.prepare(migrationId))
    const [one] = (await lamb.resettle.notices.list(migrationId)).notices
    await lamb.refuses('notice.state', () => lamb.resettle.notices.retry(one?.id ?? ''))
  })

  test('that are held wait for a word', async () => {
    await using smtp = await startSmtp()
    const lamb = await open()
    const resettle = await withMail(lamb, mailTo({ smtp: smtp.url }))
    const { migration_id: id } = await lamb.resettle.migrate('eng-dept', 'faculty_sci', decided, {
      notices: { after: true, send: false },
    })
    await resettle.notices.send()
    expect(smtp.taken).toEqual([])
    const released = await resettle.notices.release(id, 'after')
    expect(released.counts.held).toBe(0)
    await resettle.notices.send({ migrationId: id })
    expect(smtp.taken).toHaveLength(released.counts.waiting)
    await resettle.close()
  })

  test('can be written later, from what was kept of the migration', async () => {
    const lamb = await open()
    const { migration_id: id } = await lamb.migrate(decided)
    await lamb.run(`update {Creator_users} set user_name = 'Later' where id > 10`)
    const list = await lamb.resettle.notices.prepare(id)
    expect(new Set(list.notices.map(({ state }) => state))).toEqual(new Set(['held', 'unreachable']))
    expect(list.notices.filter(({ name }) => name === 'Later')).toEqual([])
    expect(await lamb.resettle.notices.prepare(id)).toEqual(list)
    await lamb.refuses('migration.not-found', () => lamb.resettle.notices.prepare('mig_0_000000'))
    await lamb.refuses('notice.not-found', () => lamb.resettle.notices.retry('ntc_0'))
    expect(byState(await lamb.resettle.notices.cancel(id))).toEqual({ cancelled: list.notices.length })
  })

  test('are sent to each person once, in two forms, and noted', async () => {
    await using smtp = await startSmtp()
    const lamb = await open()
    const resettle = await withMail(lamb, mailTo({ smtp: smtp.url }), { language: 'es' })
    const { migration_id: id } = await resettle.migrate('eng-dept', 'faculty_sci', decided, {
      notices: { after: true },
    })
    const told: string[] = []
    const counts = await resettle.notices.send({ onNotice: (one) => told.push(one.id) })
    const list = await resettle.notices.list(id)
    expect(byState(list)).toEqual({ sent: counts.sent, unreachable: counts.unreachable })
    expect(told.sort()).toEqual(
      reachable(list)
        .map((one) => one.id)
        .sort(),
    )
    expectOneEach(smtp, list)
    const people = allOf(await resettle.people(id))
    for (const { to, mail } of smtp.taken) {
      const person = people.find(({ email }) => email === to[0])
      expect(mail.from?.text).toBe('"Servei TIC" <tic@portlindar.example>')
      expect(mail.replyTo?.text).toBe('help@portlindar.example')
      expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
      expect(mail.subject).toBe('Department of Engineering ya forma parte de Faculty of Sciences')
      const mine = (person?.renamed ?? []).map((one) => `${shown(one.from)} → ${shown(one.to)}`)
      const plain = (mail.text ?? '').replaceAll(/[\u2068\u2069]/g, '')
      const lines = [...plain.matchAll(/^- [^:]+: (.* → .*)$/gm)].map(([, line]) => line)
      expect(lines).toEqual(mine)
      for (const one of person?.renamed ?? []) {
        expect(mail.html).toContain(`<bdi>${escapeHtml(shown(one.to))}</bdi>`)
      }
    }
    await resettle.notices.send()
    expectOneEach(smtp, list)
    await resettle.close()
  })

  test('are sent once by many at the same time', async () => {
    await using smtp = await startSmtp()
    const lamb = await open()
    const { migration_id: id } = await lamb.resettle.migrate('eng-dept', 'faculty_sci', decided, {
      notices: { after: true },
    })
    const many = await Promise.all([1, 2, 3, 4].map(() => withMail(lamb, mailTo({ smtp: smtp.url }))))
    await Promise.all(many.map((one) => one.notices.send()))
    const list = await lamb.resettle.notices.list(id)
    expectOneEach(smtp, list)
    expect(byState(list)).toEqual({ sent: reachable(list).length, unreachable: list.counts.unreachable })
    await Promise.all(many.map((one) => one.close()))
  })

  test('are in the language of the person where the app keeps one', async () => {
    const lamb = await open()
    await lamb.run(
      'alter table {Creator_users} add column lang text',
      `update {Creator_users} set lang = case id % 5 when 0 then 'eu' when 1 then 'ca_ES' when 2 then 'fr' when 3 then 'ES-mx' end`,
    )
    if (preset.users === undefined) throw new Error('LAMB has users')
    const blueprint = { ...preset, users: { ...preset.users, language: 'lang' } }
    const resettle = await openResettle({ db: lamb.url, blueprint, language: 'en' })
    const { migration_id: id } = await resettle.migrate('eng-dept', 'faculty_sci', decided, {
      notices: { after: true },
    })
    const { notices } = await resettle.notices.list(id)
    const wanted = ['eu', 'ca', 'en', 'es', 'en']
    for (const { user, language } of notices)
      expect([user, language]).toEqual([user, wanted[Number(user) % 5]])
    expect(new Set(notices.map(({ language }) => language)).size).toBe(4)
    const previews = await resettle.notices.preview({ migrationId: id }, { limit: 1000 })
    for (const { user, language, html } of previews.notices) {
      expect(language).toBe(wanted[Number(user) % 5])
      expect(html).toContain(`<html lang="${language}"`)
    }
    await resettle.close()
  })

  test('can be read before anything is written', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    const { notices } = lamb.resettle
    const shown = await notices.preview({ plan, at }, { limit: 500 })
    expect(shown).toMatchObject({ kind: 'notice-previews', notice: 'before' })
    expect(shown.notices).toHaveLength(shown.total)
    const person = shown.notices.find(
      ({ text }) => text.includes('What will have another name') && text.includes(' → '),
    )
    expect(person?.subject).toBe('Department of Engineering will become part of Faculty of Sciences')
    expect(person?.text).toContain('On Sunday, 1 March 2026 at 08:00 UTC')
    const one = await notices.preview({ plan }, { person: String(person?.user), language: 'eu' })
    expect(one.notices.map(({ user, language }) => [user, language])).toEqual([[person?.user, 'eu']])
    expect(one.notices[0]?.text).toContain('Kaixo')
    await lamb.refuses(
      'report.person-not-found',
      () => notices.preview({ plan }, { person: 'nobody' }),
      () => notices.preview({ plan }, { person: '0' }),
    )
    await lamb.refuses('usage.invalid', () => notices.preview({ plan }, { language: 'fr' }))
    await lamb.refuses('migration.not-found', () => notices.preview({ migrationId: 'mig_0_000000' }))
    const gone: Plan = { ...plan, source: { ...plan.source, id: 4711 } }
    await lamb.refuses('plan.stale', () => notices.preview({ plan: gone }))
    // What was shown is what is sent.
    const done = await lamb.migrate(decided)
    const sent = await notices.preview({ migrationId: done.migration_id }, { person: String(person?.user) })
    for (const { to } of (await lamb.resettle.people(done.migration_id)).people.find(
      ({ user }) => user === person?.user,
    )?.renamed ?? []) {
      expect(person?.text).toContain(to)
      expect(sent.notices[0]?.text).toContain(to)
    }
  })

  test('are refused where nothing is configured', async () => {
    const lamb = await open()
    expect(lamb.resettle.notices.canSend).toBe(false)
    await lamb.refuses('mail.unconfigured', () => lamb.resettle.notices.send())
  })
})

/** A name as people read it: nothing in it is hidden, and an empty one can be seen. */
function shown(name: string | null): string {
  return name === null || name.trim() === '' ? `"${name ?? ''}"` : escapeUnsafe(name)
}

/** Nobody got none, nobody got two, and each has the id that is its own. */
function expectOneEach(
  {
    taken,
  }: { readonly taken: readonly { readonly to: readonly string[]; readonly mail: { messageId?: string } }[] },
  list: NoticeList,
): void {
  const wanted = reachable(list)
  expect(taken.map(({ to }) => to.join()).sort()).toEqual(wanted.map(({ address }) => address).sort())
  expect(taken.map(({ mail }) => mail.messageId).sort()).toEqual(
    wanted.map(({ id }) => `<${id}@portlindar.example>`).sort(),
  )
}
