import { type Command, Option } from 'commander'
import { toJson, writeText } from '../input/files.ts'
import { renderMigration } from '../render/migration.ts'
import { undoState } from '../render/record.ts'
import type { Run } from '../session.ts'

interface Flags {
  readonly format?: 'json' | 'text'
  readonly output?: string
}

/** The whole report of a migration, as a page or as a document, on the terminal or in a file. */
export function addReport(program: Command, run: Run): void {
  program
    .command('report')
    .description('the whole report of a migration')
    .argument('<id>', 'mig_…')
    .addOption(
      new Option('--format <format>', 'default: text, or json with --json').choices(['json', 'text']),
    )
    .option('-o, --output <file>', 'write it to a file')
    .action((id: string, { format, output }: Flags, command: Command) =>
      run(command, async (session) => {
        const record = await session.use((resettle) => resettle.show(id))
        const isJson = (format ?? (session.isJson ? 'json' : 'text')) === 'json'
        const page = (look = session.plainLook()) =>
          renderMigration(record.report, look, { undo: undoState(record) })
        if (output !== undefined) {
          await writeText(output, isJson ? toJson(record.report) : page())
          session.say((look) => `Report written to ${look.paint('bold', output)}\n`)
          if (!session.isJson) return 0
        }
        session.print(record.report, isJson ? () => toJson(record.report) : page)
        return 0
      }),
    )
}
