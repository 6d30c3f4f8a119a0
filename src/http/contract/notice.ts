import { z } from '@hono/zod-openapi'
import type { NoticeDocument, NoticeList, NoticePreviews } from '../../effects/notices/documents.ts'
import { languages } from '../../report/words/language.ts'
import { type NoticeState, noticeStates } from '../../store/notices.ts'
import { document, id, time } from './schema.ts'

export const noticeKind = z.enum(['before', 'after'])
export const language = z.enum(languages)

export const notice = document<NoticeDocument>(
  'Notice',
  z.object({
    id: z.string(),
    notice: noticeKind,
    user: id,
    name: z.string().nullable(),
    address: z.string().nullable(),
    language,
    state: z.enum(noticeStates),
    attempts: z.number(),
    problem: z.string().nullable(),
    message_id: z.string().nullable(),
    due_at: time.nullable(),
    sent_at: time.nullable(),
    created_at: time,
  }),
)

const stateCounts = z.object(
  Object.fromEntries(noticeStates.map((state) => [state, z.number()])) as Record<NoticeState, z.ZodNumber>,
)

export const noticeList = document<NoticeList>(
  'NoticeList',
  z.object({
    kind: z.literal('notices'),
    version: z.literal(1),
    migration_id: z.string(),
    can_send: z.boolean(),
    counts: stateCounts,
    notices: z.array(notice),
  }),
)

export const noticePreviews = document<NoticePreviews>(
  'NoticePreviews',
  z.object({
    kind: z.literal('notice-previews'),
    version: z.literal(1),
    notice: noticeKind,
    total: z.number(),
    notices: z.array(
      z.object({
        user: id,
        name: z.string().nullable(),
        address: z.string().nullable(),
        language,
        subject: z.string(),
        html: z.string(),
        text: z.string(),
      }),
    ),
  }),
)
