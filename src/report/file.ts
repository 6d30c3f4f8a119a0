import { canonicalJson, sha256 } from './canonical.ts'
import { SEAL_ROW, sealRow, writeCsv } from './csv.ts'
import type { ReportFormat } from './format.ts'
import { renderExtractPage } from './html/extract-page.ts'
import { renderReportPage } from './html/report-page.ts'
import type { SigningKey } from './key.ts'
import { idText } from './person.ts'
import type { Extract, Report } from './report.ts'
import { checksum, createSeal, type Seal } from './seal.ts'
import type { Language } from './words/language.ts'
import { wordsOf } from './words/words-of.ts'

/** A report as a file: its bytes are signed, so it must be kept and sent as it is. */
export interface ReportFile {
  readonly format: ReportFormat
  readonly media_type: string
  /** A name to save it under. */
  readonly file_name: string
  readonly text: string
  readonly seal: Seal
}

/** How the last line of a file that is not JSON begins, and the whole of it. */
export const sealLines = {
  html: {
    start: '<!-- resettle-seal ',
    write: (seal: Seal): string => `<!-- resettle-seal ${canonicalJson(seal)} -->\n`,
  },
  csv: { start: SEAL_ROW, write: (seal: Seal): string => sealRow(canonicalJson(seal)) },
} as const

const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
}

/** Writes a report or an extract in a format, and seals it. */
export function writeReport(
  document: Report | Extract,
  key: SigningKey,
  { format, language }: { readonly format: ReportFormat; readonly language: Language },
): ReportFile {
  const report_sha256 = checksum(document)
  const seal = (body_sha256: string): Seal =>
    createSeal(key, {
      format,
      migration_id: document.migration_id,
      report_sha256,
      body_sha256,
      signed_at: document.generated_at,
    })
  const file = (text: string, sealed: Seal): ReportFile => ({
    format,
    media_type: mediaTypes[format],
    file_name: fileName(document, format),
    text,
    seal: sealed,
  })
  if (format === 'json') {
    const sealed = seal(report_sha256)
    return file(`${JSON.stringify({ ...document, seal: sealed }, null, 2)}\n`, sealed)
  }
  const marks = { key: key.fingerprint, checksum: report_sha256 }
  const body = format === 'csv' ? writeCsv(document) : renderPage(document, language, marks)
  const sealed = seal(sha256(body))
  return file(`${body}${sealLines[format].write(sealed)}`, sealed)
}

function renderPage(
  document: Report | Extract,
  language: Language,
  marks: { readonly key: string; readonly checksum: string },
): string {
  const words = wordsOf(language)
  return document.kind === 'report'
    ? renderReportPage(document, words, marks)
    : renderExtractPage(document, words, marks)
}

function fileName(document: Report | Extract, format: ReportFormat): string {
  const who = document.kind === 'extract' ? `-${idText(document.person.user)}` : ''
  const stem = `${document.migration_id}${who}`.replaceAll(/[^\w.-]+/g, '_')
  return `${stem}.${format}`
}
