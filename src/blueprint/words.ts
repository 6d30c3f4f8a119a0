/** A label with its article: "an assistant", "a user", "an LTI activity". */
export function withArticle(label: string): string {
  const soundsLikeYou = /^(?:user|uni|use)/i.test(label)
  const isSpelled = /^[AEFHILMNORSX][A-Z]/.test(label)
  return `${isSpelled || (/^[aeiou]/i.test(label) && !soundsLikeYou) ? 'an' : 'a'} ${label}`
}
