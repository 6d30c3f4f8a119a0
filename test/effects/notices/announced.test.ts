import { describe, expect, test } from 'vitest'
import { createMigrationId } from '../../../src/migration/migrate.ts'
import { engines } from '../../support/databases.ts'
import { awkward, decided, useLamb } from '../../support/lamb.ts'
import { startSmtp } from '../../support/smtp.ts'
import { byState, mailTo, reachable, withMail } from './support/mail.ts'

const friday = '2126-12-04T19:00:00.000Z'
const saturday = '2126-12-05T19:00:00.000Z'

describe.each(engines)('notices before a migration that nobody scheduled, on %s', (engine) => {
  const open = useLamb(engine, awkward)

  test('are written once for one time, whoever asks, and leave the app as it is', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    const before = await lamb.snapshot()
    const { notices } = lamb.resettle
    expect(await notices.announced(plan)).toBe(null)
    const lists = await Promise.all([1, 2, 3].map(() => notices.announce(plan, { at: friday, send: false })))
    const [first] = lists
    for (const list of lists) expect(list.migration_id).toBe(first?.migration_id)
    const list = await notices.list(first?.migration_id ?? '')
    expect(new Set(list.notices.map(({ notice }) => notice))).toEqual(new Set(['before']))
    expect(Object.keys(byState(list)).sort()).toEqual(['held', 'unreachable'])
    const shown = await notices.preview({ plan, at: friday }, { limit: 1000 })
    expect(list.notices.map(({ user }) => user)).toEqual(shown.notices.map(({ user }) => user))
    const written = await notices.preview({ migrationId: list.migration_id }, { limit: 1000 })
    expect(written).toEqual(shown)
    expect(await notices.announced(plan)).toEqual({ migrationId: list.migration_id, at: friday })
    expect(await lamb.snapshot()).toEqual(before)
  })

  test('are told of another time anew, and those of the first that were not sent are cancelled', async () => {
    const lamb = await open()
    const plan = await lamb.plan(decided)
    const { notices } = lamb.resettle
    const first = await notices.announce(plan, { at: friday })
    const second = await notices.announce(plan, { at: saturday })
    expect(second.migration_id).not.toBe(first.migration_id)
    expect(Object.keys(byState(await notices.list(first.migration_id)))).toEqual(['cancelled'])
    const back = await notices.announce(plan, { at: friday })
    expect(back.migration_id).toBe(first.migration_id)
    expect(back.counts).toEqual(first.counts)
  })

  test('belong to the migration that comes, which cancels the rest and is answered to', async () => {
    await using smtp = await startSmtp()
    const lamb = await open()
    const resettle = await withMail(lamb, mailTo({ smtp: smtp.url }))
    const other = await resettle.notices.announce(await resettle.plan('faculty_sci', 'eng-dept', decided), {
      at: friday,
    })
    const plan = await lamb.plan(decided)
    const { migration_id: id, notices } = await resettle.notices.announce(plan, { at: friday, send: false })
    const told = notices.find(({ address }) => address !== null)
    await lamb.run(
      `update ${own(engine)} set state = 'waiting' where id = '${told?.id}'`,
      `update ${own(engine)} set state = 'cancelled' where migration_id = '${other.migration_id}'`,
    )
    await resettle.notices.send({ migrationId: id })
    expect(smtp.taken.map(({ to }) => to)).toEqual([[told?.address]])
    const scheduled = createMigrationId()
    await resettle.notices.schedule(plan, { migrationId: scheduled, at: saturday })
    const done = await resettle.migratePlan(plan, { notices: { after: true } })
    expect(done.migration_id).toBe(id)
    const list = await resettle.notices.list(id)
    const states = [...new Set(list.notices.map(({ notice, state }) => `${notice} ${state}`))].sort()
    expect(states).toEqual(['after unreachable', 'after waiting', 'before cancelled', 'before sent'])
    // A run that somebody scheduled has notices of its own, and cancels them itself.
    expect(byState(await resettle.notices.list(scheduled))).toMatchObject({ waiting: expect.any(Number) })
    await resettle.notices.send({ migrationId: id })
    const [before, ...after] = smtp.taken
    expect(after).toHaveLength(reachable(list).length / 2)
    const answers = after.filter(({ mail }) => mail.inReplyTo !== undefined)
    expect(answers.map(({ to, mail }) => [to, mail.inReplyTo])).toEqual([
      [before?.to, before?.mail.messageId],
    ])
    await lamb.rollback(id)
    const again = await resettle.notices.announce(plan, { at: friday })
    expect(again.migration_id).not.toBe(id)
    await resettle.close()
  })

  test('are not written where it cannot be done, nor by a plan that was edited', async () => {
    const lamb = await open()
    const { notices } = lamb.resettle
    const open_ = await lamb.plan({ conflictStrategy: 'interactive' })
    await lamb.refuses('plan.undecided', () => notices.announce(open_, { at: friday }))
    const plan = await lamb.plan(decided)
    const edited = { ...plan, options: { ...plan.options, delete_source: true } }
    await lamb.refuses('plan.invalid', () => notices.announce(edited, { at: friday }))
    expect(await notices.announced(plan)).toBe(null)
  })
})

function own(engine: string): string {
  return engine === 'sqlite' ? 'resettle_notices' : 'resettle.notices'
}
