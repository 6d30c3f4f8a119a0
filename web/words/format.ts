/** Numbers, dates and plurals as a language writes them. */
export interface Format {
  readonly locale: string
  readonly number: (value: number) => string
  readonly percent: (share: number) => string
  /** `{n}` in the form stands for the number. */
  readonly plural: (count: number, forms: PluralForms) => string
  readonly date: (iso: string) => string
  readonly dateTime: (iso: string) => string
  readonly time: (iso: string) => string
  /** "in 3 hours", "yesterday". */
  readonly relative: (iso: string, now?: number) => string
  /** "1 min 20 s"; under a second "less than a second" is for the words to say. */
  readonly duration: (seconds: number) => string
  readonly list: (items: readonly string[]) => string
}

export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

export function createFormat(locale: string): Format {
  const numbers = new Intl.NumberFormat(locale)
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const rules = new Intl.PluralRules(locale)
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long' })
  const dateTimes = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const times = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  const number = (value: number): string => numbers.format(value)
  return {
    locale,
    number,
    percent: (share) => percents.format(share),
    plural: (count, forms) => (forms[rules.select(count)] ?? forms.other).replaceAll('{n}', number(count)),
    date: (iso) => dates.format(new Date(iso)),
    dateTime: (iso) => dateTimes.format(new Date(iso)),
    time: (iso) => times.format(new Date(iso)),
    relative: (iso, now = Date.now()) => relative(relatives, (Date.parse(iso) - now) / 1000),
    duration: (seconds) => duration(locale, seconds),
    list: (items) => lists.format(items),
  }
}

function relative(format: Intl.RelativeTimeFormat, seconds: number): string {
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit)
  }
  return format.format(Math.round(seconds), 'second')
}

function duration(locale: string, seconds: number): string {
  const whole = Math.round(seconds)
  const parts = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor((whole % 3600) / 60), 'minute'],
    [whole % 60, 'second'],
  ] as const
  const shown = parts.filter(([value]) => value > 0).slice(0, 2)
  return (shown.length === 0 ? [[whole, 'second'] as const] : shown)
    .map(([value, unit]) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value),
    )
    .join(' ')
}
