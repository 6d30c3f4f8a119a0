/** Somebody who was recognised. */
export interface Principal {
  /** How: a token of ours, one of LAMB's, one of an identity provider, or the link that `serve --link` prints. */
  readonly kind: 'token' | 'lamb' | 'oidc' | 'link'
  /** Tells this one from all others of the kind, for ever. */
  readonly subject: string
  /** For people. */
  readonly name: string
  readonly role: 'admin' | 'reader'
  /** When what they showed ends; null: never by itself. */
  readonly expiresAt: string | null
}

/** How the audit log, plans and runs call somebody. */
export function actorOf({ kind, name }: Principal): string {
  return kind === 'link' ? name : `${kind} ${name}`
}

/** One person, whatever the name is today. */
export function personOf({ kind, subject }: Principal): string {
  return `${kind}:${subject}`
}

/** Recognises one kind of token. */
export interface Authenticator {
  /**
   * Who this token stands for. Throws `auth.required` for one that is not valid and `auth.forbidden` for somebody who is
   * no administrator; null where the token is of another kind.
   */
  authenticate(token: string): Promise<Principal | null>
  /** Whether somebody whom this one recognised before may still come in, by what is known now. */
  isStillValid(principal: Principal): Promise<boolean>
}
