import { type Command, Option } from 'commander'
import { ResettleError } from '../../errors.ts'
import type { ReportFile } from '../../report/file.ts'
import { formats, type ReportFormat } from '../../report/format.ts'
import { languages } from '../../report/words/language.ts'
import { loadBytes, toJson, writeText } from '../input/files.ts'
import { renderMigration } from '../render/migration.ts'
import { undoState } from '../render/record.ts'
import { renderReportVerification } from '../render/report-verification.ts'
import type { Run, Session } from '../session.ts'

interface Flags {
  readonly format?: ReportFormat | 'text'
  readonly output?: string
  readonly language?: string
  readonly person?: string
  readonly verify?: string
  readonly key?: string
}

/** The whole report of a migration, as a page or as a signed file; or the proof that such a file is what it was. */
export function addReport(program: Command, run: Run): void {
  program
    .command('report')
    .description('the whole report of a migration, or whether a report file is genuine')
    .argument('[id]', 'mig_…')
    .addOption(
      new Option('--format <format>', 'default: text, or json with --json').choices([...formats, 'text']),
    )
    .option('-o, --output <file>', 'write it to a file')
    .addOption(new Option('--language <language>', 'of an HTML page').choices(languages))
    .option('--person <who>', 'only what it meant for one person: address or id')
    .option('--verify <file>', 'check a report file instead: is it, byte for byte, what was signed?')
    .option('--key <fingerprint>', 'with --verify: the only key that may have signed it')
    .action((id: string | undefined, flags: Flags, command: Command) =>
      run(command, (session) => {
        if (flags.verify !== undefined) return verifyFile(session, id, flags.verify, flags)
        if (id !== undefined && flags.key === undefined) return printReport(session, id, flags)
        throw new ResettleError(
          'usage.invalid',
          id === undefined ? "Missing required argument 'id'." : '--key goes with --verify.',
          { remedy: 'Write `report ID`, or `report --verify FILE`.' },
        )
      }),
    )
}

async function printReport(session: Session, id: string, flags: Flags): Promise<number> {
  const isSigned = flags.person !== undefined || session.isJson
  const format = flags.format ?? (isSigned ? 'json' : 'text')
  if (format === 'text') return printText(session, id, flags)
  const { language, person, output } = flags
  const file = await session.use((resettle) =>
    resettle.report(id, {
      format,
      ...(language === undefined ? {} : { language }),
      ...(person === undefined ? {} : { person }),
    }),
  )
  if (output === undefined) session.write(file.text)
  else await saveReport(session, output, file)
  return 0
}

async function saveReport(session: Session, output: string, file: ReportFile): Promise<void> {
  await writeText(output, file.text)
  session.say((look) => `Report written to ${look.paint('bold', output)}, signed by ${file.seal.key}\n`)
  if (session.isJson) session.write(file.format === 'json' ? file.text : toJson(file.seal))
}

async function printText(session: Session, id: string, { output, person }: Flags): Promise<number> {
  if (person !== undefined) {
    throw new ResettleError('usage.invalid', 'The page for the terminal is about everybody.', {
      remedy: 'Take --person with --format html, csv or json.',
    })
  }
  const record = await session.use((resettle) => resettle.show(id))
  const page = (look = session.plainLook()) =>
    renderMigration(record.report, look, { undo: undoState(record) })
  if (output === undefined) session.write(page(session.outputLook()))
  else {
    await writeText(output, page())
    session.say((look) => `Report written to ${look.paint('bold', output)}\n`)
  }
  return 0
}

/** Needs no database; where one is named, the file must be signed by a key of it. */
async function verifyFile(
  session: Session,
  id: string | undefined,
  path: string,
  { key, format, output, language, person }: Flags,
): Promise<number> {
  if (id !== undefined || [format, output, language, person].some((flag) => flag !== undefined)) {
    throw new ResettleError('usage.invalid', '--verify takes a file, and --key beside it.')
  }
  const file = await loadBytes(path)
  const verification = session.hasDatabase
    ? await session.use((resettle) => resettle.verifyReport(file, key))
    : await session.verifyReport(file, key)
  session.print(verification, (look) => renderReportVerification(verification, path, look))
  return verification.ok ? 0 : 6
}
