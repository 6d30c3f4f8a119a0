/** The options with some changed. A name that does not exist is an error: it would silently change nothing. */
export function withOptions<Options extends object>(options: Options, changed: Partial<Options>): Options {
  const unknown = Object.keys(changed).find((name) => !(name in options))
  if (unknown !== undefined) throw new Error(`There is no option ${unknown}`)
  return { ...options, ...changed }
}
