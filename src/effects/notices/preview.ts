import { ResettleError } from '../../errors.ts'
import type { PersonExtract, Plan } from '../../migration/documents.ts'
import { findPerson } from '../../report/person.ts'
import { getLanguage, type Language } from '../../report/words/language.ts'
import { buildContent } from './content.ts'
import type { NoticeKind, NoticePreviews } from './documents.ts'
import type { NoticesOptions } from './options.ts'
import { createPageRenderer } from './page.ts'
import { readDone, readPlanned } from './subject.ts'
import { renderText } from './text.ts'
import { languageOf, mailboxOf } from './write.ts'

/** What a preview is about: a plan that is not done yet, or a migration that was. */
export type NoticeSubject =
  | { readonly plan: Plan; readonly at?: string | null }
  | { readonly migrationId: string }

export interface PreviewOptions {
  /** Default: `before` for a plan, `after` for a migration. */
  readonly kind?: NoticeKind
  /** Default: each person's own. */
  readonly language?: string
  /** Default 20. */
  readonly limit?: number
  /** Only this one, by key or address. */
  readonly person?: string
}

const PREVIEWED = 20

/** What people would read, in their own language or the one that is asked for. */
export async function preview(
  options: NoticesOptions,
  subject: NoticeSubject,
  asked: PreviewOptions,
  otherwise: Language,
): Promise<NoticePreviews> {
  const isPlan = 'plan' in subject
  const { people, facts } = isPlan
    ? await readPlanned(options, subject.plan, subject.at ?? null)
    : await readDone(options, subject.migrationId)
  const kind = asked.kind ?? (isPlan ? 'before' : 'after')
  const chosen = choose(people, asked)
  const renderPage = await createPageRenderer()
  const settings = { contact: options.mail?.contact ?? null, timeZone: options.mail?.timeZone ?? 'UTC' }
  return {
    kind: 'notice-previews',
    version: 1,
    notice: kind,
    total: people.length,
    notices: chosen.map((person) => {
      const language =
        asked.language === undefined ? languageOf(person, otherwise) : getLanguage(asked.language)
      const content = buildContent({ kind, facts, person, language, settings })
      return {
        user: person.user,
        name: person.name,
        address: mailboxOf(person, options.blueprint),
        language,
        subject: content.subject,
        html: renderPage(content),
        text: renderText(content),
      }
    }),
  }
}

function choose(people: readonly PersonExtract[], { person, limit = PREVIEWED }: PreviewOptions) {
  if (person === undefined) return people.slice(0, limit)
  const found = findPerson(people, person)
  if (found !== undefined) return [found]
  throw new ResettleError('report.person-not-found', 'Nobody of that name moves or is concerned.')
}
