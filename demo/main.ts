/** `npm run demo` merges two departments of a university; `npm run demo -- promote` promotes the users of a flat app. */
const [tour = 'migrate', ...more] = process.argv.slice(2)
const tours: Readonly<Record<string, () => Promise<unknown>>> = {
  migrate: () => import('./tour.ts'),
  promote: () => import('./promotion/tour.ts'),
}
const chosen = more.length === 0 ? tours[tour] : undefined
if (chosen === undefined) {
  process.stderr.write(`There are two tours: npm run demo, and npm run demo -- promote.\n`)
  process.exit(2)
}
await chosen()
