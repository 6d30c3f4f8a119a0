import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EffectFailure } from '../../src/effects/connector.ts'
import { createVault } from '../../src/effects/secrets.ts'
import { engines } from '../support/databases.ts'
import { createDesk, createProbe, type Desk } from './support/desk.ts'

describe('a vault', () => {
  it('gives a secret back where it was kept, and nowhere else', () => {
    const vault = createVault('the key of the house')
    const sealed = vault.seal('eff_1 key', 'sk-1234 ü')
    expect(sealed).not.toContain('1234')
    expect(vault.seal('eff_1 key', 'sk-1234 ü')).not.toBe(sealed)
    expect(vault.open('eff_1 key', sealed)).toBe('sk-1234 ü')
    for (const open of [
      () => vault.open('eff_2 key', sealed),
      () => vault.open('eff_1 key', `${sealed.slice(0, -2)}AA`),
      () => vault.open('eff_1 key', 'v2.abc'),
      () => createVault('another key').open('eff_1 key', sealed),
    ]) {
      expect(open).toThrow(expect.objectContaining({ kind: 'permanent' }))
    }
  })
})

describe.each(engines)('secrets of an effect on %s', (engine) => {
  let desk: Desk

  beforeEach(async () => {
    desk = await createDesk(engine)
  })
  afterEach(() => desk.drop())

  it('are the same in every attempt, unreadable meanwhile, and gone when it is done', async () => {
    await desk.put({ subject: 'mig_a' })
    const seen: (string | null)[] = []
    let made = 0
    const raw = () =>
      desk.database.read(async (connection) => {
        const { sql } = await import('kysely')
        const rows = await connection.query(sql`select * from ${desk.database.dialect.own('effects')}`)
        return JSON.stringify(rows)
      })
    let between = ''
    const probe = createProbe(async (_, { secret, findSecret }) => {
      seen.push(await findSecret('key'))
      seen.push(
        await secret('key', () => {
          made += 1
          return `sk-plain-${made}`
        }),
      )
      between = await raw()
      if (seen.length < 6) throw new EffectFailure('retry', 'Again.')
    })
    expect(await desk.dispatcher([probe]).run()).toMatchObject({ done: 1 })
    expect(seen).toEqual([null, ...Array(5).fill('sk-plain-1')])
    expect(between).toContain('v1.')
    expect(between).not.toContain('sk-plain')
    expect(await raw()).not.toContain('v1.')
  })

  it('are revealed and published by whoever knows the app', async () => {
    await desk.put({ subject: 'mig_a' }, { subject: 'mig_b' })
    const published: string[] = []
    const probe = createProbe(async ({ subject }, { reveal, publish }) => {
      const found = await reveal('stored-key')
      if (subject === 'mig_a') await publish('stored-key', `${found}!`)
      return { found }
    })
    const hooks = {
      reveal: async ({ subject }: { subject: string }, name: string) =>
        subject === 'mig_a' ? `${subject} ${name}` : null,
      publish: async ({ id }: { id: string }, name: string, value: string) => {
        published.push(`${id} ${name} ${value}`)
      },
    }
    await desk.dispatcher([probe], { hooks }).run()
    expect(published).toEqual(['eff_a_0_thing stored-key mig_a stored-key!'])
    expect(await desk.effects('mig_b')).toMatchObject([{ result: { facts: { found: null } } }])
  })

  it('cannot be published where nobody takes them', async () => {
    await desk.put({ subject: 'mig_a' })
    const probe = createProbe((_, { publish }) => publish('stored-key', 'sk-x'))
    expect(await desk.dispatcher([probe]).run()).toMatchObject({ 'needs-attention': 1 })
  })

  it('remember the first state they were told, whatever comes later', async () => {
    await desk.put({ subject: 'mig_a' })
    const answers: unknown[] = []
    const probe = createProbe(async ({ before, progress }, { remember, note }) => {
      answers.push([before, progress, await remember({ attempt: answers.length })])
      await note({ at: answers.length })
      if (answers.length < 3) throw new EffectFailure('retry', 'Again.')
    })
    await desk.dispatcher([probe]).run()
    const first = { attempt: 0 }
    expect(answers).toEqual([
      [null, null, first],
      [first, { at: 1 }, first],
      [first, { at: 2 }, first],
    ])
  })
})
