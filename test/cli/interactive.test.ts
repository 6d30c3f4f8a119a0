import { describe, expect, it } from 'vitest'
import { ResettleError } from '../../src/errors.ts'
import { conflict, identity, plan } from './support/documents.ts'
import { type Calls, run, settling } from './support/run.ts'

const maths = [
  conflict({ id: 1, name: '1_math', proposed: null }),
  conflict({ id: 2, name: '2_math', proposed: null }),
  conflict({ id: 3, name: '3_math', proposed: null }),
]
const migrate = ['migrate', 'eng-dept', 'faculty_sci', '--conflict-strategy', 'interactive']

describe('conflicts are asked in the terminal', () => {
  it('grouped by key, with a default for the group', async () => {
    const { plan } = settling({ assistants: maths, users: [identity] })
    const { exit, calls, asked } = await run(migrate, {
      isTTY: true,
      engine: { plan },
      answers: ['rename', 'no, rename all', 'clear', 'go on', 'eng-dept'],
    })
    expect(exit).toBe(0)
    expect(asked).toEqual([
      'All 3 assistants with the same name and owner',
      'Any exception from rename?',
      'users #18 ada@uni.example: Target organization already has a user with the same lti user id',
      'These names are free. Go on?',
      'Type eng-dept to move everything',
    ])
    expect(decisions(calls)).toEqual([
      { resource: 'assistants', id: 1, choice: 'rename' },
      { resource: 'assistants', id: 2, choice: 'rename' },
      { resource: 'assistants', id: 3, choice: 'rename' },
      { resource: 'users', id: 18, choice: 'clear' },
    ])
  })

  it('with single exceptions, and a name of one’s own', async () => {
    const { plan } = settling({ assistants: maths })
    const { calls, stderr } = await run(migrate, {
      isTTY: true,
      engine: { plan },
      answers: [
        ...['skip', 'assistants #2', 'rename to a name of your own', '', '2_math', '2_algebra'],
        ...['no more', 'go on', 'eng-dept'],
      ],
    })
    expect(decisions(calls)).toEqual([
      { resource: 'assistants', id: 1, choice: 'skip' },
      { resource: 'assistants', id: 2, choice: 'rename', name: '2_algebra' },
      { resource: 'assistants', id: 3, choice: 'skip' },
    ])
    expect(stderr).toContain('2_math  →  2_algebra')
  })

  it('with the names that renaming would give, before anything is chosen', async () => {
    const { plan } = settling({ assistants: maths, users: [identity] })
    const { stderr } = await run(migrate, { isTTY: true, engine: { plan } })
    for (const name of ['1_math', '2_math', '3_math']) expect(stderr).toContain(`rename → new_${name}`)
    expect(stderr).not.toContain('rename → new_ada')
  })

  it('or one by one', async () => {
    const { plan } = settling({ assistants: maths })
    const { calls } = await run(migrate, {
      isTTY: true,
      engine: { plan },
      answers: ['decide each one', 'skip', 'rename-target', 'rename', 'go on', 'eng-dept'],
    })
    expect(decisions(calls).map(({ choice }) => choice)).toEqual(['skip', 'rename-target', 'rename'])
  })

  it('again where a name turns out to be taken', async () => {
    const { plan, seen } = settling({ assistants: [maths[0] ?? conflict({ id: 1 })] }, ['taken'])
    const own = 'rename to a name of your own'
    const { calls, stderr } = await run(migrate, {
      isTTY: true,
      engine: { plan },
      answers: [own, 'taken', own, 'free', 'go on', 'eng-dept'],
    })
    expect(stderr).toContain('The name taken is taken; choose another.')
    // Each round is planned, and so are the names that it offers.
    expect(seen).toHaveLength(5)
    expect(decisions(calls)).toEqual([{ resource: 'assistants', id: 1, choice: 'rename', name: 'free' }])
  })

  it('again where the engine refuses an answer', async () => {
    const { plan } = settling({ assistants: [conflict({ id: 1, proposed: null })] })
    let isFirst = true
    const { calls, stderr } = await run(migrate, {
      isTTY: true,
      engine: {
        async plan(source, target, input) {
          if (input?.decisions && isFirst) {
            isFirst = false
            throw new ResettleError('decision.invalid', 'The name is too long.')
          }
          return plan(source, target, input)
        },
      },
      answers: ['rename', 'skip', 'go on', 'eng-dept'],
    })
    expect(stderr).toContain('The name is too long.')
    expect(decisions(calls)).toEqual([{ resource: 'assistants', id: 1, choice: 'skip' }])
  })

  it('and can be changed once the outcome is seen', async () => {
    const { plan } = settling({ assistants: maths.slice(0, 1) })
    const { calls } = await run(migrate, {
      isTTY: true,
      engine: { plan },
      answers: ['rename', 'change assistants #1', 'skip', 'go on', 'eng-dept'],
    })
    expect(decisions(calls)).toEqual([{ resource: 'assistants', id: 1, choice: 'skip' }])
  })

  it('beside those given as data, which are not asked', async () => {
    const { plan } = settling({ assistants: maths.slice(0, 2) })
    const { calls, asked } = await run([...migrate, '--decide', 'assistants:1=skip'], {
      isTTY: true,
      engine: { plan },
      answers: ['rename', 'go on', 'eng-dept'],
    })
    expect(asked[0]).toContain('assistants #2')
    expect(decisions(calls).map(({ id, choice }) => [id, choice])).toEqual([
      [1, 'skip'],
      [2, 'rename'],
    ])
  })

  it('for plan too', async () => {
    const { plan } = settling({ assistants: maths.slice(0, 1) })
    const argv = ['plan', 'eng-dept', 'faculty_sci', '--conflict-strategy', 'interactive']
    const { exit, stdout } = await run(argv, { isTTY: true, engine: { plan }, answers: ['rename', 'go on'] })
    expect(exit).toBe(0)
    expect(stdout).toContain('1_math  →  new_1_math')
  })

  it('and not when nothing is open', async () => {
    const { asked } = await run(migrate, { isTTY: true, answers: ['eng-dept'] })
    expect(asked).toEqual(['Type eng-dept to move everything'])
  })

  it('never without a terminal, with --json or with --yes', async () => {
    const { plan } = settling({ assistants: maths })
    const engine = { plan }
    for (const scene of [
      { isTTY: false, engine },
      { isTTY: true, engine },
    ]) {
      const json = await run(['plan', 'a', 'b', '--conflict-strategy', 'interactive', '--json'], scene)
      expect([json.exit, json.asked]).toEqual([3, []])
      const yes = await run(['plan', 'a', 'b', '--conflict-strategy', 'interactive', '--yes'], scene)
      expect([yes.exit, yes.asked]).toEqual([3, []])
    }
  })
})

describe('before anything is written', () => {
  it('the slug of the source is typed', async () => {
    const { exit, asked, stderr, stdout } = await run(['migrate', 'eng-dept', 'faculty_sci'], {
      isTTY: true,
      answers: ['yes', 'faculty_sci', ' eng-dept '],
    })
    expect(exit).toBe(0)
    expect(asked).toContain('Type eng-dept, or leave with Ctrl-C.')
    expect(stderr).toContain('126 rows in 3 tables move')
    expect(stdout).toContain('126 rows in 3 tables moved')
  })

  it('leaving changes nothing', async () => {
    const { exit, stderr, stdout } = await run(['migrate', 'eng-dept', 'faculty_sci'], { isTTY: true })
    expect(exit).toBe(2)
    expect(stderr).toContain('It was not confirmed, so nothing was changed.')
    expect(stderr).toContain('command.declined')
    expect(stdout).toBe('')
  })

  it('every new name and every change of access can be seen', async () => {
    const showing = (people: number, answers: readonly (string | boolean)[]) => {
      const shown = plan()
      const renamed = { action: 'rename', name: 'new' } as const
      const conflicts = {
        assistants: Array.from({ length: 60 }, (_, n) =>
          conflict({ id: n, proposed: { ...renamed, name: `new_${n}_name` } }),
        ),
      }
      const access = Array.from({ length: people }, (_, n) => ({
        ...{ user: n, email: `person-${n}@uni.example`, role_in_source: 'member', role_in_target: null },
        ...{ role_after: 'member', change: 'joins' as const, note: null },
      }))
      return run(['migrate', 'eng-dept', 'faculty_sci'], {
        isTTY: true,
        answers,
        engine: {
          async migrate(_source, _target, _input, watcher) {
            await watcher?.onPlan?.({ ...shown, conflicts, access })
            throw new ResettleError('command.declined', 'told no')
          },
        },
      })
    }
    const all = await showing(50, [])
    for (let n = 0; n < 60; n++) expect(all.stderr).toContain(`new_${n}_name`)
    for (let n = 0; n < 50; n++) expect(all.stderr).toContain(`person-${n}@uni.example`)
    expect(all.asked).toEqual(['Type eng-dept to move everything'])
    // Too long for a terminal to keep: it is asked for.
    const many = await showing(500, [true])
    expect(many.asked[0]).toBe('Show all 561 lines of these lists first?')
    for (let n = 0; n < 500; n++) expect(many.stderr).toContain(`person-${n}@uni.example`)
    const brief = await showing(500, [false])
    expect(brief.stderr).not.toContain('person-499@uni.example')
    expect(brief.asked[1]).toBe('Type eng-dept to move everything')
  })

  it('the deletion of the source is said in stronger words', async () => {
    const options = { ...plan().options, delete_source: true }
    const { asked, stderr } = await run(['migrate', 'eng-dept', 'faculty_sci', '--delete-source'], {
      isTTY: true,
      engine: {
        async migrate(_source, _target, _input, watcher) {
          await watcher?.onPlan?.(plan({ options }))
          throw new ResettleError('usage.invalid', 'told no')
        },
      },
    })
    expect(stderr).toContain('eng-dept itself is DELETED')
    expect(asked).toEqual(['Type eng-dept to move everything and DELETE it'])
  })

  it('a rollback shows its preview and asks', async () => {
    const yes = await run(['rollback', 'mig_1'], { isTTY: true, answers: [true] })
    expect(yes.exit).toBe(0)
    expect(yes.stderr).toContain('Rollback preview')
    expect(yes.calls.map(([verb, , input]) => [verb, input])).toContainEqual(['rollback', { preview: true }])
    expect(yes.calls.map(([verb, , input]) => [verb, input])).toContainEqual(['rollback', {}])
    const no = await run(['rollback', 'mig_1'], { isTTY: true, answers: [false] })
    expect(no.exit).toBe(2)
    expect(no.calls).not.toContainEqual(['rollback', 'mig_1', {}])
  })

  it('--yes asks nothing', async () => {
    for (const argv of [
      ['migrate', 'a', 'b', '--yes'],
      ['rollback', 'mig_1', '--yes'],
    ]) {
      const { exit, asked } = await run(argv, { isTTY: true })
      expect([exit, asked]).toEqual([0, []])
    }
  })
})

function decisions(calls: Calls): readonly Record<string, unknown>[] {
  const [, , , input] = calls.find(([verb]) => verb === 'migrate') ?? []
  return (input as { decisions: Record<string, unknown>[] }).decisions
}
