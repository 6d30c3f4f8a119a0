import type { ReportVerification } from '../../report/verify.ts'
import { type Look, tone } from '../terminal/look.ts'
import { moment, visible } from '../terminal/text.ts'
import { page, paragraph, section } from './parts.ts'

/** Whether a report file is genuine: each check, and who signed it. */
export function renderReportVerification(verification: ReportVerification, path: string, look: Look): string {
  const { ok, key, known_from, checks } = verification
  const lines = checks.flatMap((one) => {
    const symbol = one.ok ? look.paint(tone.good, '✓') : look.paint(tone.bad, '✗')
    const [first = '', ...others] = paragraph(look, `${one.check.padEnd(12)} ${one.message}`, 4)
    return [`  ${symbol} ${first.trimStart()}`, ...others]
  })
  const advice =
    known_from === null && ok
      ? paragraph(
          look,
          'Nobody here knows this key: compare it with the one that whoever made the report names.',
        )
      : []
  return page(
    [
      `${look.paint(tone.head, 'Report')}  ${look.paint('bold', visible(path))}`,
      `  ${look.paint(tone.quiet, `${visible(verification.migration_id)} · ${verification.format} · signed ${moment(verification.signed_at)}`)}`,
    ],
    section(look, 'Checks', lines),
    section(look, 'Signed by', [`  ${visible(key)}`, ...advice]),
    [
      ok
        ? look.paint(tone.good, '✓ The file is what was signed.')
        : look.paint(tone.bad, '✗ Do not trust this file.'),
    ],
  )
}
