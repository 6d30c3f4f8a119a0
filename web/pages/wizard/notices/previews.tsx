import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { NoticePreview } from '../../../api/contract.ts'
import { queries } from '../../../api/queries.ts'
import { Loaded } from '../../../parts/loaded.tsx'
import { type Language, languages, useWords } from '../../../words/words.ts'
import { mailDocument } from './mail-document.ts'
import styles from './notices.module.css'

/** The very mails that people would get, in every language. */
export function NoticePreviews({ planId }: { readonly planId: string }) {
  const { t, language: own } = useWords()
  const words = t.wizard.notices
  const [kind, setKind] = useState<'before' | 'after'>('after')
  const [language, setLanguage] = useState<string>(own)
  const { data: session } = useQuery(queries.session())
  const query = useQuery(queries.noticePreview(planId, kind, language))
  const known = session?.languages ?? Object.keys(languages)
  return (
    <section className={styles.preview} aria-label={words.preview}>
      <div className={styles.bar}>
        <SegmentedControl
          aria-label={words.kind}
          value={kind}
          onChange={(value) => setKind(value === 'before' ? 'before' : 'after')}
          data={[
            { value: 'before', label: words.kinds.before },
            { value: 'after', label: words.kinds.after },
          ]}
        />
        <NativeSelect
          aria-label={words.language}
          value={language}
          onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
          data={known.map((one) => ({ value: one, label: languages[one as Language] ?? one }))}
        />
      </div>
      <Loaded query={query} lines={5}>
        {({ notices }) => <Mail previews={notices} />}
      </Loaded>
    </section>
  )
}

function Mail({ previews }: { readonly previews: readonly NoticePreview[] }) {
  const { t } = useWords()
  const words = t.wizard.notices
  const [recipient, setRecipient] = useState<string | null>(null)
  const [plain, setPlain] = useState(false)
  const mail = previews.find((one) => String(one.user) === recipient) ?? previews[0]
  if (mail === undefined) return <p className={styles.none}>{words.noRecipients}</p>
  return (
    <>
      <div className={styles.envelope}>
        <NativeSelect
          size="xs"
          label={words.toLine}
          value={String(mail.user)}
          onChange={({ currentTarget }) => setRecipient(currentTarget.value)}
          data={previews.map((one) => ({
            value: String(one.user),
            label: one.address ?? one.name ?? `#${String(one.user)}`,
          }))}
        />
        <p className={styles.subject}>
          <span>{words.subject}</span>
          <strong lang={mail.language}>{mail.subject}</strong>
        </p>
        <SegmentedControl
          size="xs"
          aria-label={words.preview}
          value={plain ? 'plain' : 'formatted'}
          onChange={(value) => setPlain(value === 'plain')}
          data={[
            { value: 'formatted', label: words.formatted },
            { value: 'plain', label: words.plain },
          ]}
        />
      </div>
      {plain ? (
        <pre className={styles.text} lang={mail.language}>
          {mail.text}
        </pre>
      ) : (
        <iframe
          className={styles.frame}
          title={words.frame(mail.subject)}
          // A mail is shown, not run: no scripts, no links that lead away, nothing of this page within reach.
          sandbox=""
          srcDoc={mailDocument(mail.html)}
        />
      )}
    </>
  )
}
