import { describe, expect, it } from 'vitest'
import { grid } from '../../src/cli/terminal/grid.ts'
import { createLook } from '../../src/cli/terminal/look.ts'
import { createProgressLine, describe as describeProgress } from '../../src/cli/terminal/progress.ts'
import { duration, moment, shorten, visible, width, wrap } from '../../src/cli/terminal/text.ts'

const look = createLook({ columns: 82 }, {}, ['resettle'])

describe('a name on one line', () => {
  it.each([
    ['plain', 'plain'],
    ['two\nlines\r\n', 'two\\nlines\\r\\n'],
    ['tab\tbell\u0007escape\u001b[31m', 'tab\\tbell\\u{7}escape\\u{1b}[31m'],
    ['evil\u202egpj', 'evil\\u{202e}gpj'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['\u009b2J', '\\u{9b}2J'],
    ['half \ud83d', 'half \\u{d83d}'],
    [' led', '" led"'],
    ['trailed ', '"trailed "'],
    ['', '(empty)'],
    [null, '(none)'],
    ['👩🏽‍🔬 Química', '👩🏽‍🔬 Química'],
  ])('%j', (name, shown) => {
    expect(visible(name)).toBe(shown)
  })
})

describe('widths', () => {
  it.each([
    ['abc', 3],
    ['電気', 4],
    ['👩🏽‍🔬', 2],
    ['e\u0301', 1],
    ['ñ', 1],
  ])('%j', (text, columns) => {
    expect(width(text)).toBe(columns)
  })

  it('shorten in the middle, never through a character', () => {
    expect(shorten('abcdefghij', 10)).toBe('abcdefghij')
    expect(shorten('abcdefghijk', 10)).toBe('abcde…hijk')
    expect(width(shorten('電'.repeat(400), 21))).toBeLessThanOrEqual(21)
    expect(shorten('👩🏽‍🔬👩🏽‍🔬👩🏽‍🔬', 5)).toBe('👩🏽‍🔬…👩🏽‍🔬')
  })

  it('wrap at spaces', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three'])
    expect(wrap('line\nline', 80)).toEqual(['line', 'line'])
  })

  it('fit a table to the page, the longest column first', () => {
    const lines = grid(
      look,
      [
        ['#1', 'x'.repeat(400), 'short'],
        ['#2', 'name', 'short'],
      ],
      { flexible: [1] },
    )
    expect(lines).toHaveLength(2)
    expect(Math.max(...lines.map(width))).toBe(80)
    expect(lines[1]).toContain('name')
  })
})

describe('numbers and times', () => {
  it.each([
    [0.012, '12 ms'],
    [1.44, '1.4 s'],
    [42.2, '42 s'],
    [200, '3 min'],
    [7500, '2 h 5 min'],
  ])('%d s', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })

  it('moments are in UTC', () => {
    expect(moment('2026-01-20T14:03:59.123Z')).toBe('2026-01-20 14:03 UTC')
  })
})

describe('colours', () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: false }, {}, false],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{ isTTY: false }, { FORCE_COLOR: '1' }, true],
    [{ isTTY: true }, { FORCE_COLOR: '0' }, false],
  ])('%j with %j: %s', (sheet, env, isColoured) => {
    const painted = createLook(sheet, env, []).paint('red', 'x')
    expect(painted).toBe(isColoured ? '\u001b[31mx\u001b[39m' : 'x')
  })
})

describe('progress', () => {
  const moving = { phase: 'moving', table: 'usage_logs', done: 5_000, total: 20_000 } as const

  it('says what, how far, how fast and how long still', () => {
    const wide = createLook({ columns: 120 }, {}, [])
    expect(describeProgress(moving, 1000, wide)).toBe(
      `${'moving usage_logs'.padEnd(30)} ${'━'.repeat(6)}${'─'.repeat(18)} 5,000 / 20,000  5,000/s  about 3.0 s left`,
    )
  })

  it('does not guess before there is anything to guess from', () => {
    expect(describeProgress({ ...moving, done: 10 }, 1000, look)).not.toContain('left')
    expect(describeProgress(moving, 100, look)).not.toContain('/s')
    expect(describeProgress({ phase: 'locking', table: null, done: 0, total: 0 }, 9000, look)).not.toContain(
      '/',
    )
  })

  it('is one line, rewritten, no more often than can be read, and taken away', () => {
    const written: string[] = []
    let now = 0
    const line = createProgressLine({ write: (text) => written.push(text) }, look, () => now)
    line.show(moving)
    line.show({ ...moving, done: 5_001 })
    expect(written).toHaveLength(1)
    now += 100
    line.show({ ...moving, done: 6_000 })
    line.show({ ...moving, done: 20_000 })
    line.end()
    line.end()
    expect(written).toHaveLength(4)
    expect(written.every((text) => text.startsWith('\r\u001b[2K') && !text.includes('\n'))).toBe(true)
    expect(written.at(-1)).toBe('\r\u001b[2K')
  })

  it('never breaks the line', () => {
    for (const columns of [50, 60, 80, 102, 200]) {
      const sheet = createLook({ columns }, {}, [])
      const line = describeProgress({ ...moving, table: 'x'.repeat(90) }, 1000, sheet)
      expect(width(line)).toBeLessThanOrEqual(columns)
    }
  })
})
