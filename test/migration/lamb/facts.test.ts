import { describe, expect, test } from 'vitest'
import type { Facts, Finding } from '../../../src/blueprint/finding.ts'
import type { Verification } from '../../../src/migration/documents.ts'
import { engines } from '../../support/databases.ts'
import { awkward, decided, useLamb } from '../../support/lamb.ts'

/** Numbers and names that a sentence holds and its facts do not. */
function untold(message: string, facts: Facts): string[] {
  const told = Object.values(facts).flat().map(String)
  const words = told.flatMap((fact) => fact.split(' '))
  const numbers = message.match(/(?<![\w.-])\d[\d,]*(?![\w-])/g) ?? []
  const names = Array.from(message.matchAll(/"([^"]+)"/g), ([, name]) => name ?? '')
  return [...numbers.map((text) => text.replaceAll(',', '')), ...names].filter(
    (one) => !told.includes(one) && !words.includes(one),
  )
}

function untoldBy({ code, message, count, context = {} }: Finding): string[] {
  return untold(message, { ...context, count }).map((fact) => `${code}: ${fact}`)
}

function untoldIn({ checks, notes, noted = [] }: Verification): string[] {
  expect(noted.map(({ message }) => message)).toEqual(notes)
  return [...checks, ...noted].flatMap(({ code, message, context }) => {
    if (code === undefined || context === undefined) return [`${message}: no code or no context`]
    return untold(message, context).map((fact) => `${code}: ${fact}`)
  })
}

describe.each(engines)('sentences of plans and proofs on %s', (engine) => {
  const open = useLamb(engine, awkward)

  test('can be said in any language: their context holds every number and name in them', async () => {
    const lamb = await open()
    const [conflict] = (await lamb.plan(decided)).conflicts.assistants ?? []
    const plans = [
      await lamb.plan(),
      await lamb.plan({ deleteSource: true, conflictStrategy: 'skip', accept: ['source.outsider-roles'] }),
      await lamb.plan({ conflictStrategy: 'fail' }),
      await lamb.plan({
        decisions: [
          { resource: 'assistants', id: conflict?.id ?? 0, choice: 'rename', name: conflict?.name ?? '' },
        ],
      }),
    ]
    const findings = plans.flatMap((plan) => plan.findings)
    // Those of the preset say the same every time, and are told apart by their code.
    const ours = findings.filter(({ code }) => !code.startsWith('lamb.'))
    expect(ours.length).toBeGreaterThan(10)
    expect(ours.flatMap(untoldBy)).toEqual([])
    expect(findings.find(({ code }) => code === 'conflict.undecided')?.context).toMatchObject({
      resource: 'users',
      choices: expect.arrayContaining(['clear']),
    })
    expect(findings.find(({ code }) => code === 'decision.name-taken')?.context).toEqual({
      resource: 'assistants',
      id: String(conflict?.id),
      name: conflict?.name,
    })
    expect(findings.filter(({ context }) => context?.accepted === true).map(({ code }) => code)).toEqual([
      'source.outsider-roles',
    ])
  })

  test('are told by code and facts in every proof: at once, later, in the rollback and after it', async () => {
    const lamb = await open()
    const { migration_id, verification } = await lamb.migrate({ ...decided, conflictStrategy: 'skip' })
    await lamb.run(
      `insert into {usage_logs} (organization_id, usage_data, created_at) values (2, '{}', 1)`,
      `delete from {rubrics} where organization_id = 3 and owner_email like 'jon.%'`,
      `update {organization_roles} set role = 'admin' where organization_id = 3`,
    )
    const later = await lamb.resettle.verify(migration_id)
    const { verification: back } = await lamb.rollback(migration_id)
    const after = await lamb.resettle.verify(migration_id)
    const proofs = [verification, later, after, ...(back === null ? [] : [back])]
    expect(proofs.flatMap(untoldIn)).toEqual([])
    const codes = new Set(
      proofs.flatMap(({ checks, noted = [] }) => [...checks, ...noted]).map(({ code }) => code),
    )
    expect([...codes]).toEqual(
      expect.arrayContaining(['source-left.late', 'rows.deleted', 'column.changed', 'returned.counted']),
    )
    expect(later.checks.find(({ code }) => code === 'source-left.late')?.context).toEqual({ count: 1 })
  })
})
