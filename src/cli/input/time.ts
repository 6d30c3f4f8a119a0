import { ResettleError } from '../../errors.ts'

const FORM = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:?\d{2})?$/

/** A moment as people write it, `2026-12-04 20:00`; without an offset it is the clock of the time zone. ISO 8601. */
export function parseTime(text: string, timeZone: string): string {
  const [, day = '', minute = '', second = ':00', offset] = FORM.exec(text.trim()) ?? []
  const written = Date.parse(`${day}T${minute}${second}Z`)
  // The 31st of February would be taken for a day of March.
  if (Number.isNaN(written) || !new Date(written).toISOString().startsWith(`${day}T${minute}`)) {
    throw new ResettleError('usage.invalid', `"${text}" is no time.`, {
      remedy: 'Write it like "2026-12-04 20:00", or with an offset: 2026-12-04T20:00+01:00.',
    })
  }
  if (offset !== undefined) return new Date(`${day}T${minute}${second}${offset}`).toISOString()
  const guess = written - offsetAt(written, timeZone)
  return new Date(written - offsetAt(guess, timeZone)).toISOString()
}

/** How far the clock of a time zone is ahead, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    second: '2-digit',
  })
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]))
  const read = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  const clock = `${read('year')}-${read('month')}-${read('day')}T${read('hour')}:${read('minute')}:${read('second')}Z`
  return Date.parse(clock) - Math.floor(moment / 1000) * 1000
}
