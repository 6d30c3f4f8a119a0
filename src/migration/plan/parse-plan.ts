import { z } from 'zod'
import { ResettleError } from '../../errors.ts'
import type { Plan } from '../documents.ts'
import { isGenuine } from './fingerprint.ts'
import { planOptionsSchema } from './options.ts'

const id = z.union([z.number(), z.string(), z.array(z.union([z.number(), z.string(), z.null()]))])
const organization = z.looseObject({ id, slug: z.string().nullable(), name: z.string().nullable() })

/** Only what execution reads is looked at closely; the rest of the document is for people. */
const planSchema = z.looseObject({
  kind: z.literal('plan'),
  version: z.literal(1),
  source: organization,
  target: organization,
  options: planOptionsSchema,
  findings: z.array(z.looseObject({ code: z.string(), severity: z.string(), message: z.string() })),
  skipped: z.array(z.looseObject({})),
  fingerprint: z.string(),
  created_at: z.iso.datetime(),
  basis: z.record(z.string(), z.string()),
})

/** A plan that came from outside. Throws `plan.invalid` for another document, a damaged one, or one edited by hand. */
export function parsePlan(document: unknown): Plan {
  const parsed = planSchema.safeParse(document)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const place = issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.join('.')
    throw new ResettleError('plan.invalid', `This is no plan: ${place}: ${issue?.message ?? 'not valid'}.`)
  }
  const plan = document as Plan
  if (!isGenuine(plan)) {
    throw new ResettleError('plan.invalid', 'The plan does not match its fingerprint; it was edited.')
  }
  return plan
}
