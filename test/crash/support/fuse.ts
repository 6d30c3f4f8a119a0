import { expect } from 'vitest'

/** Counts the statements of one run and lets the one fail that it is told to. */
export function createFuse() {
  let blowsAt = 0
  let seen: string[] = []
  return {
    onStatement(text: string): void {
      seen.push(text)
      if (seen.length === blowsAt) throw new Error('the fuse is blown')
    },
    /** Runs to the end; answers the statements as well. */
    async watch<T>(work: () => Promise<T>): Promise<{ result: T; statements: readonly string[] }> {
      blowsAt = 0
      seen = []
      const result = await work()
      return { result, statements: [...seen] }
    },
    /** Lets the n-th statement fail, 1 for the first. */
    async blow(n: number, work: () => Promise<unknown>): Promise<void> {
      blowsAt = n
      seen = []
      await expect(work(), `statement ${n}`).rejects.toThrow('the fuse is blown')
      expect(seen).toHaveLength(n)
      blowsAt = 0
    },
  }
}

/** The statements that make something, those that only guard and watch left out: numbers, 1 for the first. */
export function changesAmong(statements: readonly string[]): number[] {
  return numbersOf(statements).filter((n) => {
    const text = statements[n - 1] ?? ''
    return (
      /^\s*(?:insert|update|delete|create|with|commit)\b/i.test(text) &&
      !/resettle_(?:watch|guard)/.test(text)
    )
  })
}

export function numbersOf(statements: readonly string[]): number[] {
  return statements.map((_, index) => index + 1)
}
