import { describe, expect, test } from 'vitest'
import { engines } from '../../support/databases.ts'
import { awkward, decided, useLamb } from '../../support/lamb.ts'
import { type Answer, type Smtp, startSmtp } from '../../support/smtp.ts'
import { byState, mailTo, reachable, withMail } from './support/mail.ts'

const marta = 'marta.puigdomenech@portlindar.example'

describe.each(engines)('what the mail server says, on %s', (engine) => {
  const open = useLamb(engine, awkward)

  /** Everybody is to be written to, through this server. */
  const prepare = async (smtp: Smtp, tuning = {}) => {
    const lamb = await open()
    const resettle = await withMail(lamb, mailTo({ smtp: smtp.url }, { connections: 1, ...tuning }))
    const { migration_id: id } = await resettle.migrate('eng-dept', 'faculty_sci', decided, {
      notices: { after: true },
    })
    const list = await resettle.notices.list(id)
    const of = async (address: string) => {
      const { notices } = await resettle.notices.list(id)
      const found = notices.find((one) => one.address === address)
      if (found === undefined) throw new Error(`nobody has ${address}`)
      return found
    }
    return { lamb, resettle, id, all: reachable(list).length, of, notices: resettle.notices }
  }

  test('a recipient who is refused for good is, and everybody else gets theirs', async () => {
    const refuse: Answer = { code: 550, text: `5.1.1 <${marta}>: no such mailbox` }
    await using smtp = await startSmtp({ onRecipient: (to) => (to === marta ? refuse : null) })
    const { resettle, notices, id, all, of } = await prepare(smtp)
    await notices.send()
    expect(byState(await notices.list(id))).toMatchObject({ sent: all - 1, refused: 1 })
    const refused = await of(marta)
    expect(refused).toMatchObject({ state: 'refused', attempts: 1, sent_at: null, due_at: null })
    // The server's words, without the address.
    expect(refused.problem).toBe('550 5.1.1 <recipient>: no such mailbox')
    await notices.send()
    expect(smtp.taken).toHaveLength(all - 1)
    expect((await of(marta)).state).toBe('refused')
    await resettle.close()
  })

  test('a recipient who is put off is tried again, and given up after some time', async () => {
    let times = 0
    const later: Answer = { code: 450, text: '4.2.0 greylisted' }
    await using smtp = await startSmtp({
      onRecipient: (to) => {
        times += to === marta ? 1 : 0
        return to === marta && times < 3 ? later : null
      },
    })
    const { resettle, notices, all, of } = await prepare(smtp)
    while ((await of(marta)).state === 'waiting') await notices.send()
    expect(await of(marta)).toMatchObject({ state: 'sent', attempts: 3, problem: null })
    expect(smtp.taken).toHaveLength(all)
    await resettle.close()

    await using strict = await startSmtp({ onRecipient: (to) => (to === marta ? later : null) })
    const second = await prepare(strict)
    while ((await second.of(marta)).state === 'waiting') await second.notices.send()
    expect(await second.of(marta)).toMatchObject({
      state: 'failed',
      attempts: 3,
      problem: '450 4.2.0 greylisted',
    })
    expect(strict.taken).toHaveLength(second.all - 1)
    await second.resettle.close()
  })

  test('a text that is refused is not sent again', async () => {
    await using smtp = await startSmtp({
      onTaken: ({ to }) => (to.includes(marta) ? { code: 554, text: '5.7.1 looks like spam' } : null),
    })
    const { resettle, notices, of, all } = await prepare(smtp)
    await notices.send()
    expect(await of(marta)).toMatchObject({ state: 'refused', problem: '554 5.7.1 looks like spam' })
    await notices.send()
    expect(smtp.taken.filter(({ to }) => to.includes(marta))).toHaveLength(1)
    expect(smtp.taken).toHaveLength(all)
    await resettle.close()
  })

  test('an answer that never came leaves the notice unknown, and it goes again only when somebody says so', async () => {
    let isCut = true
    await using smtp = await startSmtp({
      onTaken: ({ to }) => (to.includes(marta) && isCut ? 'cut' : null),
    })
    const { resettle, notices, of, all } = await prepare(smtp)
    await notices.send()
    const lost = await of(marta)
    expect(lost).toMatchObject({ state: 'unknown', attempts: 1, sent_at: null })
    expect(lost.problem).toContain('Connection closed')
    await notices.send()
    expect(smtp.taken).toHaveLength(all)
    isCut = false
    expect(await notices.retry(lost.id)).toMatchObject({ state: 'waiting', attempts: 0 })
    await notices.send()
    expect((await of(marta)).state).toBe('sent')
    const [first, second, ...more] = smtp.taken.filter(({ to }) => to.includes(marta))
    expect(more).toEqual([])
    // Mail systems know by it that they have it already.
    expect(second?.mail.messageId).toBe(first?.mail.messageId)
    expect(smtp.taken).toHaveLength(all + 1)
    await resettle.close()
  })

  test('a server that is away ends a command, and everything still waits', async () => {
    const lamb = await open()
    const smtp = await startSmtp()
    const { url } = smtp
    await smtp[Symbol.asyncDispose]()
    const resettle = await withMail(lamb, mailTo({ smtp: url }))
    const { migration_id: id } = await resettle.migrate('eng-dept', 'faculty_sci', decided, {
      notices: { after: true },
    })
    const refusal = await resettle.notices.send().catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'mail.unavailable' })
    const list = await resettle.notices.list(id)
    expect(byState(list)).toEqual({ waiting: reachable(list).length, unreachable: list.counts.unreachable })
    expect(new Set(list.notices.map(({ attempts }) => attempts))).toEqual(new Set([0]))
    await resettle.close()
  })

  test('a sender who is refused is everybody’s trouble and no notice’s', async () => {
    await using smtp = await startSmtp({ onSender: () => ({ code: 550, text: '5.7.1 not from here' }) })
    const { resettle, notices, id, all } = await prepare(smtp)
    await expect(notices.send()).rejects.toMatchObject({
      code: 'mail.unavailable',
      message: '550 5.7.1 not from here',
    })
    expect(byState(await notices.list(id))).toMatchObject({ waiting: all })
    expect(smtp.taken).toEqual([])
    await resettle.close()
  })

  test('a service waits for its server, and for new notices, until it is told to stop', async () => {
    let isDown = true
    await using smtp = await startSmtp({
      onSender: () => (isDown ? { code: 421, text: '4.3.2 shutting down' } : null),
    })
    const { resettle, notices, id, all, lamb } = await prepare(smtp, { connections: 2 })
    const stop = new AbortController()
    const loop = notices.send({ untilIdle: false, signal: stop.signal })
    await until(() => smtp.connections >= 4)
    expect(smtp.taken).toEqual([])
    isDown = false
    await until(() => smtp.taken.length === all)
    await lamb.resettle.rollback(id)
    const again = await lamb.resettle.migrate('eng-dept', 'faculty_sci', decided, {
      notices: { after: true },
    })
    await until(() => smtp.taken.length === 2 * all)
    stop.abort()
    await loop
    expect(byState(await notices.list(again.migration_id))).toMatchObject({ sent: all })
    expect(new Set(smtp.taken.map(({ mail }) => mail.messageId)).size).toBe(2 * all)
    await resettle.close()
  })

  test('a password goes to the server that asks for it, and never without TLS to a stranger', async () => {
    const rules = { user: 'resettle', password: 'p@ss:wörd/1' }
    await using smtp = await startSmtp(rules)
    const { lamb, all } = await prepare(smtp)
    const userInfo = `resettle:${encodeURIComponent(rules.password)}`
    const address = (query: string, secret = userInfo) => `smtp://${secret}@127.0.0.1:${smtp.port}${query}`
    const attempt = async (smtpUrl: string) => {
      const resettle = await withMail(lamb, mailTo({ smtp: smtpUrl }))
      try {
        return await resettle.notices.send()
      } catch (error) {
        return error
      } finally {
        await resettle.close()
      }
    }
    const insecure = '?tls.rejectUnauthorized=false'
    const wrong = await attempt(address(insecure, 'resettle:wrong'))
    expect(wrong).toMatchObject({ code: 'mail.unavailable' })
    expect(String(wrong)).not.toContain('wrong@')
    expect(await attempt(address('?requireTLS=true'))).toMatchObject({ code: 'mail.unavailable' })
    expect(smtp.taken).toEqual([])
    expect(await attempt(address(insecure))).toMatchObject({ sent: all })
    expect(smtp.taken).toHaveLength(all)
  })
})

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 10))
}
