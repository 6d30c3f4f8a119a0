import { describe, expect, it } from 'vitest'
import { follow, interrupt, type RunState } from '../../src/cli/interrupt.ts'

const moving = { phase: 'moving', table: null, done: 0, total: 0 } as const

describe('a signal', () => {
  it('ends a migration before the commit, and whatever still comes is refused', () => {
    const run: RunState = { exit: 0, command: 'migrate' }
    follow(run, moving)
    expect(interrupt(run, 'SIGINT')?.message).toBe('SIGINT ended it; nothing was changed.')
    expect(() => follow(run, { ...moving, phase: 'committing' })).toThrow('SIGINT ended it')
  })

  it('waits for the end once the commit is on its way', () => {
    const run: RunState = { exit: 0, command: 'rollback' }
    follow(run, { ...moving, phase: 'committing' })
    expect(interrupt(run, 'SIGTERM')).toBeNull()
  })

  it('does not claim that nothing was changed where people are done one by one', () => {
    const ended = interrupt({ exit: 0, command: 'promote' }, 'SIGTERM')
    expect(ended?.message).toContain('what was committed before stays')
  })
})
