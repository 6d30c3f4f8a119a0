import type { Format } from '../format.ts'

const units = [
  ['egun', 86_400],
  ['ordu', 3_600],
  ['minutu', 60],
  ['segundo', 1],
] as const

/** Numbers and dates in Basque, for browsers that do not know how: Chromium comes without its locale. */
export function basqueFormat(base: Format): Format {
  const numbers = new Intl.NumberFormat('es')
  const number = (value: number): string =>
    Math.abs(value) >= 1000 && Math.abs(value) < 10_000 ? grouped(value) : numbers.format(value)
  const date = (iso: string): string => {
    const when = new Date(iso)
    return `${String(when.getFullYear())}/${two(when.getMonth() + 1)}/${two(when.getDate())}`
  }
  const time = (iso: string, seconds = true): string => {
    const when = new Date(iso)
    const clock = [when.getHours(), when.getMinutes(), ...(seconds ? [when.getSeconds()] : [])]
    return clock.map(two).join(':')
  }
  return {
    ...base,
    number,
    percent: (share) => `% ${number(Math.round(share * 100))}`,
    plural: (count, { one, other }) =>
      ((count === 1 ? one : undefined) ?? other).replaceAll('{n}', number(count)),
    date,
    dateTime: (iso) => `${date(iso)} ${time(iso, false)}`,
    time: (iso) => time(iso),
    relative: (iso, now = Date.now()) => relative((Date.parse(iso) - now) / 1000, number),
    list: (items) =>
      items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} eta ${items.at(-1) ?? ''}`,
  }
}

/** Four digits are grouped too, which Spanish does not do. */
function grouped(value: number): string {
  const text = String(Math.round(value))
  return `${text.slice(0, -3)}.${text.slice(-3)}`
}

function relative(seconds: number, number: (value: number) => string): string {
  const [unit, length] = units.find(([, long]) => Math.abs(seconds) >= long) ?? ['segundo', 1]
  const count = Math.round(Math.abs(seconds) / length)
  const amount = count === 1 ? `${unit} bat` : `${number(count)} ${unit}`
  return seconds < 0 ? `duela ${amount}` : `${amount} barru`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
