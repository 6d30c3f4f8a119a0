import { Button, PasswordInput } from '@mantine/core'
import { IconCheck, IconClockPause } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import type { Session } from '../../api/contract.ts'
import { toProblem } from '../../api/problem.ts'
import { queries } from '../../api/queries.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { AppearanceMenu, LanguageMenu } from '../../shell/preferences.tsx'
import { Mark } from '../../theme/logo.tsx'
import { useWords } from '../../words/words.ts'
import styles from './sign-in.module.css'

export function SignInPage() {
  const { t } = useWords()
  const { expired } = useSearch({ from: '/sign-in' })
  useTitle(t.signIn.title)
  return (
    <div className={styles.page}>
      <div className={styles.corner}>
        <LanguageMenu />
        <AppearanceMenu />
      </div>
      <main className={styles.main}>
        <div className={styles.brand}>
          <Mark size={44} />
          <span>{t.common.product}</span>
        </div>
        <div className={styles.card}>
          <h1>{t.signIn.title}</h1>
          <p className={styles.lead}>{t.signIn.lead}</p>
          {expired === true && (
            <div className={styles.expired} role="status">
              <IconClockPause size={20} aria-hidden="true" />
              <p>
                <strong>{t.signIn.expired}.</strong> {t.signIn.expiredText}
              </p>
            </div>
          )}
          <TokenForm />
        </div>
        <ul className={styles.points}>
          {t.signIn.points.map((point) => (
            <li key={point}>
              <IconCheck size={17} aria-hidden="true" />
              {point}
            </li>
          ))}
        </ul>
      </main>
    </div>
  )
}

function TokenForm() {
  const { t } = useWords()
  const { next } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  const client = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [token, setToken] = useState('')
  const [missing, setMissing] = useState(false)
  useEffect(() => field.current?.focus(), [])
  const signIn = useMutation({
    mutationKey: ['sign-in'],
    mutationFn: (given: string) =>
      call<Session | undefined>('/api/session', { method: 'POST', body: { token: given } }),
    onSuccess: async () => {
      client.clear()
      await client.fetchQuery(queries.session())
      await navigate({ href: next ?? '/organizations', replace: true })
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const given = token.trim()
    setMissing(given === '')
    if (given === '') field.current?.focus()
    else signIn.mutate(given)
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <PasswordInput
        ref={field}
        label={t.signIn.token}
        description={t.signIn.tokenHelp}
        error={missing ? t.signIn.required : null}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        name="token"
        autoComplete="current-password"
        size="md"
      />
      {signIn.isError && <ProblemCard problem={toProblem(signIn.error)} focus />}
      <Button type="submit" size="md" loading={signIn.isPending} fullWidth>
        {t.signIn.submit}
      </Button>
    </form>
  )
}
