import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  notFound,
  redirect,
} from '@tanstack/react-router'
import { isSignedOut } from './api/problem.ts'
import { queries } from './api/queries.ts'
import { HistoryPage } from './pages/history/history.tsx'
import { LostPage } from './pages/lost.tsx'
import { OrganizationsPage } from './pages/organizations/organizations.tsx'
import { PromotionsPage } from './pages/promotions/promotions.tsx'
import { ReportPage } from './pages/report/report.tsx'
import { RunPage } from './pages/run/run.tsx'
import { SignInPage } from './pages/sign-in/sign-in.tsx'
import { UndoPage } from './pages/undo/undo.tsx'
import { PlanFrame } from './pages/wizard/frame.tsx'
import { steps } from './pages/wizard/standing.ts'
import { PlanStepPage } from './pages/wizard/step.tsx'
import { TargetPage } from './pages/wizard/target.tsx'
import { PageProblem } from './parts/page-problem.tsx'
import { Shell } from './shell/shell.tsx'

const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
  notFoundComponent: LostPage,
  errorComponent: PageProblem,
})

interface SignInSearch {
  readonly expired?: true
  readonly next?: string
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: SignInPage,
  validateSearch: ({ expired, next }: Record<string, unknown>): SignInSearch => ({
    ...(expired === true ? { expired } : {}),
    // Only a path of this page: a link must not lead away from it.
    ...(typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}),
  }),
})

/** Everything behind the sign-in. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      return { session: await context.client.ensureQueryData(queries.session()) }
    } catch (error) {
      if (!isSignedOut(error)) throw error
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
    }
  },
  errorComponent: PageProblem,
})

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/organizations', replace: true })
  },
})

const organizationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/organizations',
  component: OrganizationsPage,
})

const targetRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/migrate/$source',
  component: TargetPage,
})

const planRoute = createRoute({ getParentRoute: () => shellRoute, path: '/plans/$id', component: PlanFrame })

const planHomeRoute = createRoute({
  getParentRoute: () => planRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/plans/$id/$step', params: { ...params, step: 'plan' }, replace: true })
  },
})

const planStepRoute = createRoute({
  getParentRoute: () => planRoute,
  path: '/$step',
  component: PlanStepPage,
  beforeLoad: ({ params: { step } }) => {
    if (!steps.some((one) => one === step)) throw notFound()
  },
})

const runRoute = createRoute({ getParentRoute: () => shellRoute, path: '/runs/$id', component: RunPage })

const historyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/history',
  component: HistoryPage,
})

const promotionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/promotions',
  component: PromotionsPage,
})

const reportRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/migrations/$id',
  component: ReportPage,
})

const undoRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/migrations/$id/undo',
  component: UndoPage,
})

const tree = rootRoute.addChildren([
  homeRoute,
  signInRoute,
  shellRoute.addChildren([
    organizationsRoute,
    targetRoute,
    planRoute.addChildren([planHomeRoute, planStepRoute]),
    runRoute,
    historyRoute,
    promotionsRoute,
    reportRoute,
    undoRoute,
  ]),
])

export function createPageRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: false,
    scrollRestoration: true,
    defaultErrorComponent: PageProblem,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>
  }
}
