import { entry } from './entry.ts'

/** What reports and notices refuse. */
export const reportErrors = {
  'report.unsealed': entry(
    'The file holds no report with a whole seal.',
    422,
    6,
    'Use the file as it was written: its last line, or the member "seal", is what proves it.',
  ),
  'report.person-not-found': entry(
    'Nobody of this name moved in this migration.',
    404,
    2,
    'Name a person by address or by id, as in the report.',
  ),
  'notice.not-found': entry(
    'There is no such notice.',
    404,
    2,
    'Run `notices ID` to see those of a migration.',
  ),
  'notice.state': entry(
    'The notice is not in a state for this.',
    409,
    2,
    'Run `notices ID` to see how far each of them got.',
  ),
  'mail.unconfigured': entry(
    'Mail cannot be sent from here.',
    422,
    2,
    'Set RESETTLE_SMTP_URL or RESETTLE_MAIL_FOLDER, and RESETTLE_MAIL_FROM.',
  ),
  'mail.unavailable': entry(
    'The mail server cannot be reached, or takes nothing.',
    503,
    7,
    'Read its answer; after mending it, run the same command again. What was sent is not sent again.',
    true,
  ),
} as const
