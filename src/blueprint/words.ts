/** A label with its article: "an assistant", "a user". */
export function withArticle(label: string): string {
  const soundsLikeYou = /^(?:user|uni|use)/i.test(label)
  return `${/^[aeiou]/i.test(label) && !soundsLikeYou ? 'an' : 'a'} ${label}`
}
