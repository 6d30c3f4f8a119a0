import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isSignedOut, toProblem } from './problem.ts'

/** `onSignedOut` is called when the service no longer knows who asks. */
export function createPageQueries(onSignedOut: () => unknown): QueryClient {
  const notice = (error: unknown): void => {
    if (isSignedOut(error)) onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        // Whether somebody is signed in is asked by the router, which leads to the sign-in page itself.
        if (query.queryKey[0] !== 'session') notice(error)
      },
    }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (mutation.options.mutationKey?.[0] !== 'sign-in') notice(error)
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && toProblem(error).retryable,
        retryDelay: 700,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}
