import { describe, expect, it } from 'vitest'
import { mapGently, toTextGently } from '../../src/migration/gently.ts'
import { digest, digestAll } from '../../src/migration/plan/digest.ts'

describe('long lists', () => {
  it('are worked on in order, and others have their turn meanwhile', async () => {
    let turns = 0
    let isOver = false
    const wait = (): void => {
      turns += 1
      if (!isOver) setImmediate(wait)
    }
    setImmediate(wait)
    const seen: number[] = []
    const mapped = await mapGently([1, 2, 3], (number) => {
      const until = performance.now() + 10
      while (performance.now() < until);
      seen.push(turns)
      return number * 2
    })
    isOver = true
    expect(mapped).toEqual([2, 4, 6])
    expect(new Set(seen).size).toBe(3)
  })

  it('become the text that they always become', async () => {
    const document = {
      a: [1, undefined, { b: [], c: undefined }],
      d: { e: 'ö"', f: null },
      g: undefined,
      h: 0.5,
    }
    expect(await toTextGently(document)).toBe(JSON.stringify(document))
    expect(await toTextGently([document, null])).toBe(JSON.stringify([document, null]))
  })

  it('have the mark of the whole, whatever the order of keys', async () => {
    const list = [{ b: 1, a: [null, 'x', { d: 2, c: undefined }] }, 'ö', [], {}, 0.5]
    const turned = [{ a: [null, 'x', { d: 2 }], b: 1 }, 'ö', [], {}, 0.5]
    expect(await digestAll(list)).toBe(digest(list))
    expect(digest(turned)).toBe(digest(list))
    expect(digest(turned.toReversed())).not.toBe(digest(list))
    expect(await digestAll([])).toBe(digest([]))
  })
})
