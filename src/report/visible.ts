/** C0 and C1 controls, separators, byte order mark, direction overrides, invisible spaces, lone surrogates. */
export const UNSAFE =
  /\p{Cc}|\p{Surrogate}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu
const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' }

/** Writes out what cannot be seen and could steer a terminal, a page or a mail. */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return SHORT[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`
}
