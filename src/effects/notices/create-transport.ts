import type { MailSettings } from '../../config.ts'
import { createFolderTransport } from './folder.ts'
import { createSmtpTransport } from './smtp.ts'
import type { MailTransport } from './transport.ts'

export function createTransport(setting: NonNullable<MailSettings['transport']>): MailTransport {
  return 'smtp' in setting ? createSmtpTransport(setting.smtp) : createFolderTransport(setting.folder)
}
