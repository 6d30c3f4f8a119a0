import { type Problem, ResettleError } from '../errors.ts'

/**
 * The one place that makes problem documents for the outside. What we did not foresee carries no text of its own: it may
 * hold anything, and the log has it.
 */
export function toPublicProblem(error: ResettleError): Problem {
  if (error.code !== 'internal.unexpected') return error.toProblem()
  return new ResettleError('internal.unexpected', 'The reason is in the log of the service.').toProblem()
}
