/**
 * The session's cookie. Over an encrypted connection its name begins with `__Host-`: browsers then send it to this very
 * host alone, and let nobody else set it.
 */
export function cookieOf(
  url: string,
  publicUrl: string | null,
): { readonly name: string; readonly secure: boolean } {
  const secure = (publicUrl ?? url).startsWith('https:')
  return { name: secure ? '__Host-resettle_session' : 'resettle_session', secure }
}
