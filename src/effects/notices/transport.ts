import type { Mail } from './message.ts'

/** How mail leaves. */
export interface MailTransport {
  /** One connection; several may be open at a time. Throws `MailTrouble` where the server cannot be reached. */
  connect(): Promise<MailConnection>
  /** Whether a mail left, asked when nobody is there any more who could tell; null where that cannot be known. */
  wasSent(id: string): Promise<boolean | null>
}

export interface MailConnection {
  /**
   * Hands a mail over. Calls `onHandover` when the other side is ready for the text and before any of it goes out:
   * if that rejects, nothing does. Throws `MailTrouble`.
   */
  send(mail: Mail, onHandover: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

/**
 * What a failure means for the notice. `server`: nothing can be sent at all for now, and the notice has no part in it;
 * `later`: this one may be tried again; `never`: the server will not have it; `unknown`: the text went out and the
 * answer was lost; `lost`: somebody else sees to it by now, and nothing went out.
 */
export type TroubleKind = 'server' | 'later' | 'never' | 'unknown' | 'lost'

export class MailTrouble extends Error {
  override readonly name = 'MailTrouble'
  readonly kind: TroubleKind
  constructor(kind: TroubleKind, message: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
  }
}
