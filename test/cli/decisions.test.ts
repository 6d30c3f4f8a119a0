import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  choices,
  formatDecision,
  parseDecision,
  parseDecisions,
  takesName,
} from '../../src/cli/input/decisions.ts'
import { quote } from '../../src/cli/terminal/look.ts'

describe('a decision on the command line', () => {
  it.each([
    ['users:18=clear', { resource: 'users', id: 18, choice: 'clear' }],
    ['assistants:12=rename', { resource: 'assistants', id: 12, choice: 'rename' }],
    [
      'assistants:12=rename:5_algebra',
      { resource: 'assistants', id: 12, choice: 'rename', name: '5_algebra' },
    ],
    ['a:1=rename:x:y=skip', { resource: 'a', id: 1, choice: 'rename', name: 'x:y=skip' }],
    [
      'a:1=rename-target: two\nlines ',
      { resource: 'a', id: 1, choice: 'rename-target', name: ' two\nlines ' },
    ],
    ['libraries:361dc14b-2b54=skip', { resource: 'libraries', id: '361dc14b-2b54', choice: 'skip' }],
    ['a:urn:x=1=skip', { resource: 'a', id: 'urn:x=1', choice: 'skip' }],
    ['a:007=skip', { resource: 'a', id: '007', choice: 'skip' }],
    ['a:"12"=skip', { resource: 'a', id: '12', choice: 'skip' }],
    ['a:[1,"b",null]=skip', { resource: 'a', id: [1, 'b', null], choice: 'skip' }],
    ['a:-3=keep-target', { resource: 'a', id: -3, choice: 'keep-target' }],
    ['a:90071992547409931=skip', { resource: 'a', id: '90071992547409931', choice: 'skip' }],
  ])('%s', (text, decision) => {
    expect(parseDecision(text)).toEqual(decision)
  })

  it.each([
    '',
    'users',
    'users:18',
    'users:=clear',
    ':18=clear',
    'users:18=',
    'users:18=delete',
    'users:18=clear:name',
    'users:18=rename:',
    'users=clear',
  ])('%j is refused', (text) => {
    expect(() => parseDecision(text)).toThrow(expect.objectContaining({ code: 'decision.invalid' }))
  })

  it('is read back as what was written', () => {
    const id = fc.oneof(
      fc.integer(),
      fc.string({ minLength: 1 }),
      fc.stringMatching(/^[=:"[\]a-z]{1,8}=(skip|rename|clear)(:x)?$/),
      fc.array(fc.oneof(fc.integer(), fc.string(), fc.constant(null)), { minLength: 1 }),
    )
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z_]+$/),
        id,
        fc.constantFrom(...choices),
        fc.string({ minLength: 1 }),
        (resource, key, choice, name) => {
          const decision = { resource, id: key, choice, ...(takesName(choice) ? { name } : {}) }
          expect(parseDecision(formatDecision(decision))).toEqual(decision)
        },
      ),
    )
  })
})

describe('a word for the shell', () => {
  it.each(['plain', "it's", 'two words', '$HOME `x` "y"', '', 'ends\n', '\u0001\t\\', '*?~', 'élan 🧪'])(
    '%j arrives as it is',
    (word) => {
      const heard = execFileSync('bash', ['-c', `printf %s ${quote(word)}; printf .`], { encoding: 'utf8' })
      expect(heard).toBe(`${word}.`)
    },
  )
})

describe('a file of decisions', () => {
  const decision = { resource: 'users', id: 18, choice: 'clear' }

  it.each([[[decision]], [{ decisions: [decision] }]])('may be %j', (value) => {
    expect(parseDecisions('file.json', value)).toEqual([decision])
  })

  it.each([
    [null, 'expected array'],
    [{}, 'expected array'],
    [[{ resource: 'users', id: 18 }], '0.choice'],
    [[decision, { ...decision, choice: 'delete' }], '1.choice'],
    [[{ ...decision, name: 'x' }], 'only rename and rename-target take a name'],
    [[{ ...decision, resouce: 'x' }], 'resouce'],
    [{ decisions: [], more: 1 }, 'it holds more than decisions'],
  ])('may not be %j', (value, words) => {
    expect(() => parseDecisions('file.json', value)).toThrow(words)
    expect(() => parseDecisions('file.json', value)).toThrow(
      expect.objectContaining({ code: 'decision.invalid' }),
    )
  })
})
