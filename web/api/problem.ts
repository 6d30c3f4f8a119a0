import type { Problem } from '../../src/errors.ts'

/** Codes of the page's own: what goes wrong before the service could say anything. */
export type PageCode = 'page.offline' | 'page.answer' | 'page.broken' | 'page.missing'

export type ShownProblem = Omit<Problem, 'code'> & { readonly code: string }

/** Every failed request ends as one of these. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  readonly problem: ShownProblem

  constructor(problem: ShownProblem) {
    super(problem.detail)
    this.problem = problem
  }
}

export function pageProblem(code: PageCode, detail = '', status = 0): ShownProblem {
  return {
    type: 'about:blank',
    title: '',
    status,
    detail,
    code,
    retryable: code === 'page.offline',
    remedy: '',
  }
}

/** What a person is shown of anything that was thrown. */
export function toProblem(error: unknown): ShownProblem {
  if (error instanceof RequestFailed) return error.problem
  return pageProblem('page.broken', error instanceof Error ? error.message : String(error))
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof RequestFailed && error.problem.status === 401
}
