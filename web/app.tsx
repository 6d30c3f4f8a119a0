import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { createPageQueries } from './api/query-client.ts'
import { Boundary } from './parts/boundary.tsx'
import { createPageRouter } from './router.tsx'
import { styleNonce } from './theme/nonce.ts'
import { theme, variables } from './theme/theme.ts'
import { LanguageProvider } from './words/provider.tsx'

const schemes = localStorageColorSchemeManager({ key: 'resettle-scheme' })

export function App() {
  const [{ router, client }] = useState(() => {
    const client = createPageQueries(() => router.navigate({ to: '/sign-in', search: signInAgain() }))
    const router = createPageRouter(client)
    return { router, client }
  })
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <LanguageProvider>
        <Notifications position="bottom-right" limit={3} />
        <Boundary>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </Boundary>
      </LanguageProvider>
    </MantineProvider>
  )
}

function signInAgain(): { expired: true; next: string } | { expired: true } {
  const { pathname, search } = window.location
  return pathname === '/sign-in' ? { expired: true } : { expired: true, next: pathname + search }
}
