import { z } from 'zod'
import { type Choice, keyRuleSchema } from '../../blueprint/blueprint.ts'
import { ResettleError } from '../../errors.ts'
import type { Decision, Id } from '../../migration/documents.ts'

export const choices: readonly Choice[] = keyRuleSchema.shape.choices.element.options

const idSchema = z.union([
  z.number(),
  z.string().min(1),
  z.array(z.union([z.string(), z.number(), z.null()])).min(1),
])
const decisionSchema = z
  .strictObject({
    resource: z.string().min(1),
    id: idSchema,
    choice: z.enum(choices),
    name: z.string().min(1).optional(),
  })
  .refine((decision) => decision.name === undefined || takesName(decision.choice), {
    message: 'only rename and rename-target take a name',
    path: ['name'],
  })
const fileSchema = z.union([
  z.array(decisionSchema),
  z.strictObject({ decisions: z.array(decisionSchema) }).transform((file) => file.decisions),
])

/** Key and name may hold anything; the first `=CHOICE` that ends or is followed by `:` separates them. */
const SHAPE = new RegExp(`^([^:=]+):(.+?)=(${choices.join('|')})(?::(.*))?$`, 's')

const OPTION_FORM = 'TABLE:KEY=CHOICE[:NAME]'
const FILE_FORM = 'a list of {"resource", "id", "choice", "name"}'

export function takesName(choice: Choice): boolean {
  return choice === 'rename' || choice === 'rename-target'
}

/** `TABLE:KEY=CHOICE[:NAME]`. */
export function parseDecision(text: string): Decision {
  const [, resource, key, choice, name] = SHAPE.exec(text) ?? []
  if (resource === undefined || key === undefined) {
    throw malformed(`--decide ${text}`, 'it is not of the form TABLE:KEY=CHOICE[:NAME]')
  }
  const decision = decisionSchema.safeParse({
    resource: resource.trim(),
    id: parseKey(key),
    choice,
    ...(name === undefined ? {} : { name }),
  })
  if (!decision.success) throw malformed(`--decide ${text}`, reasons(decision.error))
  return withoutUndefined(decision.data)
}

/** What `parseDecision` reads back as the same decision. */
export function formatDecision(decision: Decision): string {
  const { resource, id, choice, name } = decision
  return `${resource}:${formatKey(id)}=${choice}${name === undefined ? '' : `:${name}`}`
}

/** The decisions of a file: a list, or a document that holds one. */
export function parseDecisions(file: string, value: unknown): Decision[] {
  const parsed = fileSchema.safeParse(value)
  if (!parsed.success) throw malformed(file, fileReasons(value), FILE_FORM)
  return parsed.data.map(withoutUndefined)
}

/** A number where it is one, JSON where it begins like JSON, otherwise the text itself. */
function parseKey(text: string): unknown {
  const number = Number(text)
  if (/^(0|-?[1-9]\d*)$/.test(text) && Number.isSafeInteger(number)) return number
  if (!/^["[]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function formatKey(id: Id): string {
  if (typeof id === 'number') return String(id)
  const isPlain =
    typeof id === 'string' && parseKey(id) === id && !new RegExp(`=(${choices.join('|')})(:|$)`).test(id)
  return isPlain ? id : JSON.stringify(id).replaceAll('=', '\\u003d')
}

/** A union only says that no form fits; the list's own words are more use. */
function fileReasons(value: unknown): string {
  const list = typeof value === 'object' && value !== null && 'decisions' in value ? value.decisions : value
  const parsed = z.array(decisionSchema).safeParse(list)
  return parsed.success ? 'it holds more than decisions' : reasons(parsed.error)
}

function reasons(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': '))
    .join('; ')
}

function malformed(where: string, why: string, form = OPTION_FORM): ResettleError {
  return new ResettleError('decision.invalid', `${where} cannot be used: ${why}.`, {
    remedy: `Write ${form}, where the choice is one of ${choices.join(', ')}.`,
  })
}

function withoutUndefined(parsed: z.infer<typeof decisionSchema>): Decision {
  const { resource, id, choice, name } = parsed
  return { resource, id, choice, ...(name === undefined ? {} : { name }) }
}
