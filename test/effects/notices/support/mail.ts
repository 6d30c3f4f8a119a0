import type { MailSettings } from '../../../../src/config.ts'
import type { NoticeDocument, NoticeList } from '../../../../src/effects/notices/documents.ts'
import type { MailTuning } from '../../../../src/effects/notices/options.ts'
import { openResettle, type Resettle } from '../../../../src/resettle.ts'
import type { Lamb } from '../../../support/lamb.ts'

/** Settings for tests: impatient, and with everything that can be set. */
export function mailTo(
  transport: MailSettings['transport'],
  tuning: Partial<MailSettings & MailTuning> = {},
): MailSettings & MailTuning {
  return {
    transport,
    from: { name: 'Servei TIC', address: 'tic@portlindar.example' },
    replyTo: 'help@portlindar.example',
    contact: 'help@portlindar.example',
    timeZone: 'Europe/Madrid',
    connections: 2,
    leaseMs: 60_000,
    patience: { attempts: 3, firstMs: 2, longestMs: 4 },
    serverPatience: { attempts: 3, firstMs: 2, longestMs: 4 },
    pollMs: 20,
    ...tuning,
  }
}

/** Another process, as it were, on the same database, that can send mail. */
export function withMail(
  lamb: Pick<Lamb, 'url'>,
  mail: MailSettings & MailTuning,
  options: { readonly language?: string } = {},
): Promise<Resettle> {
  return openResettle({ db: lamb.url, blueprint: 'lamb', mail, ...options })
}

/** Notices by state. */
export function byState({ notices }: NoticeList): Record<string, number> {
  const states: Record<string, number> = {}
  for (const { state } of notices) states[state] = (states[state] ?? 0) + 1
  return states
}

/** Those who can be reached. */
export function reachable({ notices }: NoticeList): NoticeDocument[] {
  return notices.filter(({ address }) => address !== null)
}
