import { Burger, Drawer } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBuildingCommunity, IconEye, IconHistory, IconUserUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { queries } from '../api/queries.ts'
import { Boundary } from '../parts/boundary.tsx'
import { Mark } from '../theme/logo.tsx'
import { useWords } from '../words/words.ts'
import { Preferences } from './preferences.tsx'
import styles from './shell.module.css'

/** Frame of every page behind the sign-in. */
export function Shell() {
  const { t } = useWords()
  const [open, { toggle, close }] = useDisclosure(false)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const main = useFocusOnArrival(path)
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        {t.common.shell.skip}
      </a>
      <section className={styles.top} aria-label={t.common.product} data-no-print>
        <Burger opened={open} onClick={toggle} aria-label={t.common.shell.menu} size="sm" />
        <Brand />
      </section>
      <aside className={styles.side} data-no-print>
        <Brand />
        <Navigation />
        <Foot />
      </aside>
      <Drawer
        opened={open}
        onClose={close}
        size={280}
        title={<Brand />}
        closeButtonProps={{ 'aria-label': t.common.actions.close }}
      >
        <div className={styles.drawer}>
          <Navigation onGo={close} />
          <Foot />
        </div>
      </Drawer>
      <main id="content" className={styles.main} ref={main} tabIndex={-1}>
        <ReadOnlyNote />
        <Boundary key={path}>
          <Outlet />
        </Boundary>
      </main>
    </div>
  )
}

/** Whoever follows a link with the keyboard or a screen reader starts at the new page's beginning. */
function useFocusOnArrival(path: string) {
  const main = useRef<HTMLElement>(null)
  const section = path.split('/').slice(0, 3).join('/')
  const before = useRef(section)
  useEffect(() => {
    if (before.current === section) return
    before.current = section
    main.current?.focus({ preventScroll: true })
  }, [section])
  return main
}

function Brand() {
  const { t } = useWords()
  return (
    <Link to="/organizations" className={styles.brand}>
      <Mark />
      <span>{t.common.product}</span>
    </Link>
  )
}

function Navigation({ onGo }: { readonly onGo?: () => void }) {
  const { t } = useWords()
  return (
    <nav className={styles.nav} aria-label={t.common.shell.navigation}>
      <NavLink to="/organizations" icon={<IconBuildingCommunity size={19} stroke={1.7} />} onGo={onGo}>
        {t.common.shell.organizations}
      </NavLink>
      <NavLink to="/history" icon={<IconHistory size={19} stroke={1.7} />} onGo={onGo}>
        {t.common.shell.history}
      </NavLink>
      <NavLink to="/promotions" icon={<IconUserUp size={19} stroke={1.7} />} onGo={onGo}>
        {t.common.shell.promotions}
      </NavLink>
    </nav>
  )
}

interface NavLinkProps {
  readonly to: '/organizations' | '/history' | '/promotions'
  readonly icon: ReactNode
  readonly children: ReactNode
  readonly onGo: (() => void) | undefined
}

/** Pages that have no entry of their own, by the entry that leads to them. */
const within: Readonly<Record<NavLinkProps['to'], RegExp>> = {
  '/organizations': /^\/(migrate|plans)\//,
  '/history': /^\/(runs|migrations)\//,
  '/promotions': /^$/,
}

function NavLink({ to, icon, children, onGo }: NavLinkProps) {
  const isWithin = useRouterState({ select: ({ location }) => within[to].test(location.pathname) })
  return (
    <Link to={to} className={styles.link} data-within={isWithin || undefined} onClick={onGo}>
      <span className={styles.linkIcon} aria-hidden="true">
        {icon}
      </span>
      {children}
    </Link>
  )
}

function Foot() {
  const { t } = useWords()
  const { data: session } = useQuery(queries.session())
  return (
    <div className={styles.foot}>
      {session !== undefined && (
        <dl className={styles.app}>
          <div>
            <dt>{t.common.shell.database}</dt>
            <dd title={session.app.address}>{session.app.address}</dd>
          </div>
          <div>
            <dt>{t.common.shell.blueprint}</dt>
            <dd>{session.app.blueprint}</dd>
          </div>
        </dl>
      )}
      <Preferences session={session ?? null} />
    </div>
  )
}

function ReadOnlyNote() {
  const { t } = useWords()
  const { data: session } = useQuery(queries.session())
  if (session === undefined || session.can_write) return null
  return (
    <p className={styles.readOnly} data-no-print>
      <IconEye size={17} aria-hidden="true" />
      {t.common.shell.readOnly}
    </p>
  )
}
