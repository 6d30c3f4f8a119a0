import { constants } from 'node:fs'
import { access, link, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mail } from './message.ts'
import { type MailConnection, type MailTransport, MailTrouble } from './transport.ts'

/** Mail as files: one `.eml` each, for those who send it by other means, and for looking at it. */
export function createFolderTransport(folder: string): MailTransport {
  const connection: MailConnection = {
    async send(mail, onHandover) {
      await onHandover()
      await write(folder, mail).catch((cause: NodeJS.ErrnoException) => {
        throw new MailTrouble(
          'server',
          `The folder for mail cannot be written (${cause.code ?? 'error'}).`,
          cause,
        )
      })
    },
    close: async () => undefined,
  }
  return {
    async connect() {
      try {
        await mkdir(folder, { recursive: true })
        await access(folder, constants.W_OK)
        return connection
      } catch (cause) {
        const { code = 'error' } = cause as NodeJS.ErrnoException
        throw new MailTrouble('server', `The folder for mail cannot be written (${code}).`, cause)
      }
    },
    async wasSent(id) {
      return access(pathOf(folder, id)).then(
        () => true,
        () => false,
      )
    },
  }
}

/** The file appears whole or not at all, and only once. */
async function write(folder: string, { id, raw }: Mail): Promise<void> {
  const path = pathOf(folder, id)
  const draft = `${path}.${process.pid}.part`
  const file = await open(draft, 'w')
  try {
    await file.writeFile(raw)
    await file.sync()
  } finally {
    await file.close()
  }
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft, { force: true })
}

function pathOf(folder: string, id: string): string {
  return join(folder, `${id}.eml`)
}
