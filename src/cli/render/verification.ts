import type { Verification, VerificationCheck } from '../../migration/documents.ts'
import { type Look, tone } from '../terminal/look.ts'
import { count, moment, plural, visible } from '../terminal/text.ts'
import { nextSteps, page, paragraph, section } from './parts.ts'

/** Of a migration, or of a promotion by its id. */
type Proof = Pick<Verification, 'migration_id' | 'ok' | 'verified_at' | 'checks' | 'notes'>

/** The proof: each check, what people changed since, and the verdict. */
export function renderVerification(verification: Proof, look: Look): string {
  const { migration_id: id, ok } = verification
  return page(
    [
      `${look.paint(tone.head, 'Verification')}  ${look.paint('bold', visible(id))}`,
      `  ${look.paint(tone.quiet, moment(verification.verified_at))}`,
    ],
    section(look, 'Checks', checkLines(verification, look), verification.checks.length),
    section(
      look,
      'Changed by people since',
      verification.notes.flatMap((note) => paragraph(look, note, 2, '· ')),
    ),
    [verdictLine(verification, look)],
    nextSteps(
      look,
      ok ? [] : [[look.command('rollback', id, '--preview'), 'see what taking it back would do']],
    ),
  )
}

/** One line per kind of check when it holds everywhere; every table where it does not. */
export function checkLines(verification: Pick<Proof, 'checks'>, look: Look): string[] {
  const kinds = Map.groupBy(verification.checks, (one) => one.check)
  return [...kinds].flatMap(([kind, checks]) => {
    const failed = checks.filter((one) => !one.ok)
    return failed.length === 0
      ? heldLine(kind, checks, look)
      : failed.flatMap((one) => failedLines(one, look))
  })
}

export function verdictLine(verification: Pick<Proof, 'checks' | 'ok'>, look: Look): string {
  const failed = verification.checks.filter((one) => !one.ok).length
  return verification.ok
    ? look.paint(tone.good, `✓ ${plural(verification.checks.length, 'check')}, all hold`)
    : look.paint(tone.bad, `✗ ${count(failed)} of ${plural(verification.checks.length, 'check')} failed`)
}

function heldLine(kind: string, checks: readonly VerificationCheck[], look: Look): string[] {
  const [only] = checks
  const text = checks.length === 1 && only ? only.message : `holds in ${plural(checks.length, 'table')}`
  return labelled(look.paint(tone.good, '✓'), kind, text, look)
}

function failedLines(failed: VerificationCheck, look: Look): string[] {
  const where = failed.table === null ? '' : `${visible(failed.table)}: `
  return labelled(look.paint(tone.bad, '✗'), failed.check, `${where}${failed.message}`, look)
}

function labelled(symbol: string, label: string, text: string, look: Look): string[] {
  const [first = '', ...others] = paragraph(look, `${visible(label).padEnd(24)} ${text}`, 4)
  return [`  ${symbol} ${first.trimStart()}`, ...others.map((line) => `${' '.repeat(25)}${line}`)]
}
