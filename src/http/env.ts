import type { Principal } from './auth/principal.ts'

/** What middleware leaves for handlers. */
export interface HttpEnv {
  Variables: {
    /** The request, as it is called in the log. */
    requestId: string
    /** Where it comes from, behind the proxies that are trusted. */
    address: string
    /** For scripts and styles of the page. */
    nonce: string
    principal: Principal
    /** Set where a cookie was shown, and no token. */
    session: { readonly cookie: string; readonly expiresAt: string } | undefined
  }
}
