import { z } from 'zod'
import type { Problem } from '../../errors.ts'
import { type Look, tone } from '../terminal/look.ts'
import { visible } from '../terminal/text.ts'
import { renderFindings } from './findings.ts'
import { LISTED, mark, paragraph, rest, section } from './parts.ts'

const findingsSchema = z.array(
  z.object({
    code: z.string(),
    severity: z.enum(['blocker', 'decision', 'warning', 'info']),
    message: z.string(),
    count: z.number(),
    samples: z.array(z.string()),
    remedy: z.string(),
    acceptable: z.boolean().default(false),
  }),
)
const openSchema = z.array(
  z.object({
    resource: z.string(),
    id: z.union([z.number(), z.string(), z.array(z.union([z.number(), z.string(), z.null()]))]),
    conflict_reason: z.string(),
    decide: z.array(z.string()),
  }),
)

type Context = NonNullable<Problem['context']>

/** A problem in words: what, what exactly, what it rests on, what to do, and its permanent code. */
export function renderProblem(problem: Problem, look: Look): string {
  const { title, detail, remedy, code, context = {} } = problem
  const sections = [
    [
      `${look.paint(tone.bad, '✗')} ${look.paint(tone.head, title)}`,
      ...('changes' in context ? [] : paragraph(look, detail)),
    ],
    ...Object.entries(context).flatMap(([name, value]) => renderContext(name, value, context, look)),
    [...paragraph(look, remedy, 2, '→ '), `  ${look.paint(tone.quiet, code)}`],
  ].filter((lines) => lines.length > 0)
  return `\n${sections.map((lines) => lines.join('\n')).join('\n\n')}\n\n`
}

/** Lists are shown line by line; single facts are in the detail already. */
function renderContext(name: string, value: unknown, context: Context, look: Look): string[][] {
  if (name === 'findings') {
    const findings = findingsSchema.safeParse(value)
    // Undecided conflicts are listed one by one beside it.
    const severities = 'undecided' in context ? (['blocker', 'warning'] as const) : undefined
    if (findings.success) return renderFindings(look, findings.data, severities)
  }
  if (name === 'undecided') {
    const open = openSchema.safeParse(value)
    if (open.success)
      return [
        section(
          look,
          'To decide',
          open.data.flatMap((one) => openLines(one, look)),
        ),
      ]
  }
  const texts = z.array(z.string()).safeParse(value)
  if (!texts.success || texts.data.length === 0) return []
  const symbol = name === 'changes' ? '~ ' : '· '
  const lines = texts.data.slice(0, LISTED).flatMap((text) => paragraph(look, text, 2, symbol))
  return [
    section(look, TITLES[name] ?? sentence(name), [...lines, ...rest(look, texts.data.length - LISTED)]),
  ]
}

function openLines(open: z.infer<typeof openSchema>[number], look: Look): string[] {
  const what = `${visible(open.resource)} ${mark(open.id)}: ${visible(open.conflict_reason)}`
  return [
    ...paragraph(look, what, 2, '? '),
    ...open.decide.map((option) => `      ${look.paint(tone.code, option)}`),
  ]
}

function sentence(name: string): string {
  const words = name
    .replaceAll(/[_-]/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

const TITLES: Readonly<Record<string, string>> = { changes: 'What changed since' }
