/** A label with its article: "an assistant", "a user", "an LTI activity". */
export function withArticle(label: string): string {
  const soundsLikeYou = /^(?:user|uni|use)/i.test(label)
  const isSpelled = /^[AEFHILMNORSX][A-Z]/.test(label)
  return `${isSpelled || (/^[aeiou]/i.test(label) && !soundsLikeYou) ? 'an' : 'a'} ${label}`
}

const numbers = new Intl.NumberFormat('en-US')

/** `20,482`. */
export function count(n: number): string {
  return numbers.format(n)
}

/** `1 row`, `2 rows`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}
