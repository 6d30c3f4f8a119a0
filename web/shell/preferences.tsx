import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconCheck,
  IconDeviceDesktop,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
} from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../api/client.ts'
import type { Session } from '../api/contract.ts'
import { useSetLanguage } from '../words/provider.tsx'
import { type Language, languages, useWords } from '../words/words.ts'
import styles from './shell.module.css'

/** Who is signed in, which language, how bright. */
export function Preferences({ session }: { readonly session: Session | null }) {
  const { t } = useWords()
  return (
    <div className={styles.preferences}>
      {session !== null && (
        <span className={styles.who} title={t.common.shell.signedInAs(session.name)}>
          <span className={styles.avatar} aria-hidden="true">
            {initials(session.name)}
          </span>
          <span className={styles.name}>{session.name}</span>
        </span>
      )}
      <LanguageMenu />
      <AppearanceMenu />
      {session !== null && <SignOut />}
    </div>
  )
}

export function LanguageMenu() {
  const { t, language } = useWords()
  const choose = useSetLanguage()
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t.common.shell.language} title={t.common.shell.language}>
          <IconLanguage size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label={t.common.shell.language}>
        {(Object.keys(languages) as Language[]).map((one) => (
          <Menu.Item
            key={one}
            lang={one}
            aria-current={one === language}
            rightSection={one === language ? <IconCheck size={15} /> : null}
            onClick={() => choose(one)}
          >
            {languages[one]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

export function AppearanceMenu() {
  const { t } = useWords()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const choices = [
    { value: 'light', label: t.common.shell.light, Icon: IconSun },
    { value: 'dark', label: t.common.shell.dark, Icon: IconMoon },
    { value: 'auto', label: t.common.shell.system, Icon: IconDeviceDesktop },
  ] as const
  const Current = choices.find(({ value }) => value === colorScheme)?.Icon ?? IconDeviceDesktop
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t.common.shell.appearance} title={t.common.shell.appearance}>
          <Current size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label={t.common.shell.appearance}>
        {choices.map(({ value, label, Icon }) => (
          <Menu.Item
            key={value}
            aria-current={value === colorScheme}
            leftSection={<Icon size={16} />}
            rightSection={value === colorScheme ? <IconCheck size={15} /> : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function SignOut() {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { mutate } = useMutation({
    mutationFn: () => call<void>('/api/session', { method: 'DELETE' }),
    onSettled: async () => {
      client.clear()
      await navigate({ to: '/sign-in' })
    },
  })
  return (
    <ActionIcon aria-label={t.common.shell.signOut} title={t.common.shell.signOut} onClick={() => mutate()}>
      <IconLogout size={18} stroke={1.7} />
    </ActionIcon>
  )
}

function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter((word) => word !== '')
  return words
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('')
}
