import type { NoticeDocument, NoticeList, NoticePreviews } from '../../../src/effects/notices/documents.ts'

/** One message, and how far it got. */
export function notice(changes: Partial<NoticeDocument> = {}): NoticeDocument {
  return {
    id: 'ntc_1',
    notice: 'after',
    user: 3,
    name: 'Ada Lovelace',
    address: 'ada@uni.example',
    language: 'ca',
    state: 'sent',
    attempts: 1,
    problem: null,
    message_id: '<ntc_1@uni.example>',
    due_at: null,
    sent_at: '2026-01-22T08:00:00.000Z',
    created_at: '2026-01-20T14:05:00.000Z',
    ...changes,
  }
}

export function list(notices: readonly NoticeDocument[] = [notice()]): NoticeList {
  const states = [
    ...(['held', 'waiting', 'sending', 'sent', 'unknown', 'refused', 'failed', 'unreachable'] as const),
    'cancelled',
  ] as const
  return {
    kind: 'notices',
    version: 1,
    migration_id: 'mig_1',
    can_send: true,
    counts: Object.fromEntries(
      states.map((state) => [state, notices.filter((one) => one.state === state).length]),
    ) as NoticeList['counts'],
    notices,
  }
}

/** A migration with a notice in every state. */
export const mixed = list([
  notice(),
  notice({
    id: 'ntc_2',
    user: 4,
    name: null,
    address: 'b@uni.example',
    state: 'held',
    attempts: 0,
    sent_at: null,
  }),
  notice({
    id: 'ntc_3',
    user: 5,
    name: 'Grace Hopper',
    address: 'grace@uni.example',
    language: 'en',
    state: 'waiting',
    problem: '450 4.2.0 <recipient>: come back later',
    due_at: '2026-01-22T08:15:00.000Z',
    sent_at: null,
  }),
  notice({
    id: 'ntc_4',
    user: 6,
    name: 'Nobody',
    address: 'gone@uni.example',
    state: 'refused',
    problem: '550 5.1.1 <recipient>: no such mailbox',
    sent_at: null,
  }),
  notice({ id: 'ntc_5', user: 7, name: 'From the LMS', address: null, state: 'unreachable', sent_at: null }),
  notice({
    id: 'ntc_6',
    user: 8,
    name: 'Lost',
    address: 'lost@uni.example',
    state: 'unknown',
    problem: 'Connection closed unexpectedly (ECONNECTION)',
    sent_at: null,
  }),
])

export const previews: NoticePreviews = {
  kind: 'notice-previews',
  version: 1,
  notice: 'after',
  total: 3,
  notices: [
    {
      user: 3,
      name: 'Ada Lovelace',
      address: 'ada@uni.example',
      language: 'en',
      subject: 'Department of Engineering is part of Faculty of Sciences now',
      html: '<!doctype html><p>Hello Ada Lovelace,</p>',
      text: 'Hello Ada Lovelace,\n\nWhat has a new name\n-------------------\n- Assistant: 5_math → 5_eng_dept_math\n',
    },
  ],
}
