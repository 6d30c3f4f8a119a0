import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { NoticeDocument } from '../../../src/effects/notices/documents.ts'
import type { Resettle } from '../../../src/resettle.ts'
import { engines } from '../../support/databases.ts'
import { awkward, decided, useLamb } from '../../support/lamb.ts'
import { type Smtp, startSmtp } from '../../support/smtp.ts'
import { type Sending, startSending } from './support/killing.ts'
import { byState, mailTo, reachable, withMail } from './support/mail.ts'

/** Short, so that what a dead process held is soon free. */
const leaseMs = 400

describe.each(engines)('a process that is killed (-9) while it sends, on %s', (engine) => {
  const open = useLamb(engine, awkward)
  const folders: string[] = []
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
  })

  const prepare = async (transport: { readonly smtp: string } | { readonly folder: string }) => {
    const lamb = await open()
    const resettle = await withMail(lamb, mailTo(transport, { leaseMs, connections: 1 }))
    const { migration_id: id } = await resettle.migrate('eng-dept', 'faculty_sci', decided, {
      notices: { after: true },
    })
    const list = await resettle.notices.list(id)
    const start = (stopsBefore: string | null = null, connections = 1): Sending =>
      startSending({ db: lamb.url, transport, leaseMs, stopsBefore, connections })
    return { lamb, resettle, id, people: reachable(list), start }
  }

  test('before the text goes out: the notice waits again, and goes out once', async () => {
    let victim: Sending | null = null
    let killed: string | null = null
    await using smtp = await startSmtp({
      async onRecipient(address) {
        if (victim !== null && smtp.taken.length === 3) {
          killed = address
          await victim.kill()
          victim = null
        }
        return null
      },
    })
    const { resettle, id, people, start } = await prepare({ smtp: smtp.url })
    victim = start()
    await until(() => killed !== null)
    await finish(resettle, id)
    expect(byState(await resettle.notices.list(id))).toMatchObject({ sent: people.length })
    expectAtMostOneEach(smtp, people)
    expect(smtp.taken.map(({ to }) => to[0])).toContain(killed)
    expect(smtp.taken).toHaveLength(people.length)
    await resettle.close()
  })

  test.each([
    ['after the text, before the answer', null],
    ['after the answer, before that is noted', 'notices"?\\s+set state = .*sent_at'],
  ])('%s: nobody gets it twice, and it is said to be unknown', async (_, stopsBefore) => {
    let victim: Sending | null = null
    let killed: string | null = null
    await using smtp = await startSmtp({
      async onTaken({ to: [address = ''] }) {
        if (stopsBefore === null && victim !== null && smtp.taken.length === 3) {
          killed = address
          await victim.kill()
          victim = null
        }
        return null
      },
    })
    const { resettle, id, people, start } = await prepare({ smtp: smtp.url })
    victim = start(stopsBefore)
    if (stopsBefore === null) await until(() => killed !== null)
    else {
      await victim.said('stopped')
      await victim.kill()
    }
    await finish(resettle, id)
    const list = await resettle.notices.list(id)
    expect(byState(list)).toMatchObject({ sent: people.length - 1, unknown: 1 })
    expectAtMostOneEach(smtp, people)
    // It did arrive, as it happens; only nobody could know.
    expect(smtp.taken).toHaveLength(people.length)
    const [unknown] = list.notices.filter(({ state }) => state === 'unknown')
    if (killed !== null) expect(unknown?.address).toBe(killed)
    expect(unknown?.problem).toContain('was gone')
    await resettle.close()
  })

  test('into a folder: the file says what became of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'resettle-mail-'))
    folders.push(folder)
    for (const stopsBefore of ['notices"?\\s+set state = .*sent_at', 'notices"?\\s+set handed_at']) {
      await rm(folder, { recursive: true, force: true })
      const { resettle, id, people, start } = await prepare({ folder })
      const victim = start(stopsBefore)
      await victim.said('stopped')
      await victim.kill()
      await finish(resettle, id)
      expect(byState(await resettle.notices.list(id))).toMatchObject({ sent: people.length })
      expect((await readdir(folder)).sort()).toEqual(people.map((one) => `${one.id}.eml`).sort())
      await resettle.close()
    }
  })

  test('again and again, at any moment: nobody gets two, and whoever has none is known', async () => {
    await using smtp = await startSmtp()
    const { resettle, id, people, start } = await prepare({ smtp: smtp.url })
    for (let round = 1; round <= 6; round += 1) {
      const seen = smtp.taken.length
      const victim = start(null, 3)
      const isOver = { yes: false }
      void victim.said('done').then(
        () => Object.assign(isOver, { yes: true }),
        () => undefined,
      )
      await until(() => isOver.yes || smtp.taken.length >= seen + round)
      await victim.kill()
    }
    await finish(resettle, id)
    const list = await resettle.notices.list(id)
    const { sent = 0, unknown = 0, ...others } = byState(list)
    expect(sent + unknown).toBe(people.length)
    expect(Object.keys(others)).toEqual(['unreachable'])
    expectAtMostOneEach(smtp, people)
    const arrived = new Set(smtp.taken.map(({ mail }) => mail.messageId))
    for (const { state, id: notice } of reachable(list)) {
      if (state === 'sent') expect(arrived).toContain(`<${notice}@portlindar.example>`)
    }
    await resettle.close()
  })
})

/** Sends until nothing waits and nobody holds anything any more. */
async function finish(resettle: Resettle, id: string): Promise<void> {
  await until(async () => {
    await resettle.notices.send()
    const { counts } = await resettle.notices.list(id)
    return counts.waiting + counts.sending === 0
  })
}

function expectAtMostOneEach({ taken }: Smtp, people: readonly NoticeDocument[]): void {
  const ids = taken.map(({ mail }) => mail.messageId)
  expect(new Set(ids).size).toBe(ids.length)
  const known = people.map(({ id }) => `<${id}@portlindar.example>`)
  for (const one of ids) expect(known).toContain(one)
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20))
}
