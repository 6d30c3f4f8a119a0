import { useRouter } from '@tanstack/react-router'
import { toProblem } from '../api/problem.ts'
import { ProblemCard } from './problem-card.tsx'

/** Stands where a page would be, when it cannot be shown. */
export function PageProblem({ error }: { readonly error: unknown }) {
  const router = useRouter()
  return <ProblemCard problem={toProblem(error)} onRetry={() => router.invalidate()} page />
}
