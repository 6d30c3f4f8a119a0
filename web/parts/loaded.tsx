import { Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { isSignedOut, toProblem } from '../api/problem.ts'
import { useWords } from '../words/words.ts'
import { ProblemCard } from './problem-card.tsx'

interface Props<T> {
  readonly query: UseQueryResult<T>
  /** How many lines stand in for the content while it loads. */
  readonly lines?: number
  /** It is the whole page: a problem then stands in its place, with a heading of its own. */
  readonly page?: boolean
  readonly children: (data: T) => ReactNode
}

/** What was asked for; until it comes, its shape; where it does not come, the problem and a way on. */
export function Loaded<T>({ query, lines = 6, page = false, children }: Props<T>) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && !isSignedOut(query.error) && (
          <ProblemCard problem={toProblem(query.error)} onRetry={() => void query.refetch()} />
        )}
        {children(query.data)}
      </>
    )
  }
  if (query.isError && !isSignedOut(query.error)) {
    return <ProblemCard problem={toProblem(query.error)} page={page} onRetry={() => void query.refetch()} />
  }
  return <Waiting lines={lines} />
}

function Waiting({ lines }: { readonly lines: number }) {
  const { t } = useWords()
  return (
    <div role="status" aria-label={t.common.loading}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton
          key={`line-${String(line)}`}
          height={line === 0 ? 26 : 44}
          mt={line === 0 ? 0 : 12}
          radius="md"
        />
      ))}
    </div>
  )
}
