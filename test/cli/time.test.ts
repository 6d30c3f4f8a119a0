import { describe, expect, it } from 'vitest'
import { parseTime } from '../../src/cli/input/time.ts'

describe('a time that somebody types', () => {
  it.each([
    ['2026-12-04 20:00', 'Europe/Madrid', '2026-12-04T19:00:00.000Z'],
    ['2026-07-04 20:00:30', 'Europe/Madrid', '2026-07-04T18:00:30.000Z'],
    ['2026-10-25 02:59', 'UTC', '2026-10-25T02:59:00.000Z'],
    ['2026-03-29 03:00', 'Europe/Madrid', '2026-03-29T01:00:00.000Z'],
    ['2026-12-04T20:00', 'Asia/Kolkata', '2026-12-04T14:30:00.000Z'],
    ['2026-12-04T20:00', 'America/Los_Angeles', '2026-12-05T04:00:00.000Z'],
    ['2026-12-04T20:00Z', 'Europe/Madrid', '2026-12-04T20:00:00.000Z'],
    ['2026-12-04T20:00+05:30', 'Europe/Madrid', '2026-12-04T14:30:00.000Z'],
  ])('is read: %s in %s', (text, zone, moment) => {
    expect(parseTime(text, zone)).toBe(moment)
  })

  it.each(['friday', '2026-12-04', '2026-02-31 20:00', '2026-12-04 25:00', '04.12.2026 20:00', ''])(
    'is refused: %j',
    (text) => {
      expect(() => parseTime(text, 'UTC')).toThrow(expect.objectContaining({ code: 'usage.invalid' }))
    },
  )
})
