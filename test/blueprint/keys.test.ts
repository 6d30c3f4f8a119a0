import { describe, expect, it } from 'vitest'
import type { BlueprintInput } from '../../src/blueprint/blueprint.ts'
import { checkModel } from '../../src/blueprint/check.ts'
import type { Model } from '../../src/blueprint/model.ts'
import { engines } from '../support/databases.ts'
import { blueprint, orgs, readSchema, resolve, serious } from './support.ts'

describe.each(engines)('unique keys on %s', (engine) => {
  const look = async (declared: BlueprintInput, statements: readonly string[]) => {
    const { model, findings } = resolve(declared, await readSchema(engine, statements))
    return { model, findings: [...findings, ...checkModel(model)] }
  }

  it('takes a tenant inside composite primary keys, and keys that hold several tenant columns', async () => {
    const declared = blueprint({
      projects: { table: 'projects', organization: 'org_id', rename: { column: 'name' } },
      grants: { table: 'grants', organization: ['org_id', 'given_by_org_id'] },
    })
    const { model, findings } = await look(declared, [
      orgs,
      'create table projects (org_id integer references orgs(id), no integer, name text not null, ' +
        'primary key (org_id, no), unique (org_id, name))',
      'create table grants (id integer primary key, org_id integer references orgs(id), ' +
        'given_by_org_id integer references orgs(id), word text not null, unique (given_by_org_id, word))',
    ])
    expect(serious(findings)).toEqual([])
    expect(listKeys(model)).toEqual([
      ['projects', 'org_id,no', 'org_id', 'skip'],
      ['projects', 'org_id,name', 'org_id', 'rename,rename-target,skip'],
      ['grants', 'given_by_org_id,word', 'given_by_org_id', 'skip'],
    ])
    expect(model.moves[1]?.scope.map((column) => column.name)).toEqual(['org_id', 'given_by_org_id'])
  })

  it('reads partial keys and keys on expressions', async () => {
    const declared = blueprint({
      docs: { table: 'docs', organization: 'org_id', rename: { column: 'title' } },
    })
    const { model } = await look(declared, [
      orgs,
      'create table docs (id integer primary key, org_id integer, title text not null, slug text, gone integer)',
      'create unique index docs_title on docs (org_id, lower(title)) where gone is null',
      'create unique index docs_slug on docs (org_id, slug)',
      'create unique index docs_main on docs (slug) where org_id = 1',
      "create unique index docs_word on docs (slug) where title <> 'org_id'",
    ])
    expect(listKeys(model).toSorted()).toEqual([
      // A key on the organization's own rows alone is one through its predicate, and one that names it in a text is not.
      ['docs', 'org_id,slug', 'org_id', 'clear,skip'],
      ['docs', 'org_id,title', 'org_id', 'rename,rename-target,skip'],
      ['docs', 'slug', 'org_id', 'clear,skip'],
    ])
  })

  it('leaves out keys on which nothing can clash', async () => {
    const declared = blueprint({ docs: { table: 'docs', organization: 'org_id' } })
    const { model } = await look(declared, [
      orgs,
      'create table docs (id integer primary key, org_id integer, code text not null unique, mail text unique, ' +
        'word text, part integer not null, unique (org_id, id), unique (org_id, code, part), unique (org_id, mail), ' +
        'unique (org_id, part), unique (org_id, part, word))',
      'create unique index docs_word on docs (word) where part = 1',
    ])
    expect(listKeys(model).map(([, columns]) => columns)).toEqual(['org_id,part', 'org_id,part,word'])
  })

  it('offers what fits a key, and what the blueprint says where it names the same columns', async () => {
    const declared = blueprint({
      settings: { table: 'settings', organization: 'org_id' },
      slots: {
        table: 'slots',
        organization: 'org_id',
        keys: [
          { columns: ['day', 'org_id'], choices: ['skip', 'clear'], default: 'skip', advice: 'Call them.' },
          { columns: ['org_id', 'absent'], choices: ['clear'] },
        ],
      },
    })
    const { model } = await look(declared, [
      orgs,
      'create table settings (id integer primary key, org_id integer not null unique)',
      'create table slots (id integer primary key, org_id integer not null, day text not null, seat text, ' +
        'unique (org_id, day), unique (org_id, seat))',
    ])
    expect(listKeys(model)).toEqual([
      ['settings', 'org_id', 'org_id', 'keep-target,skip'],
      ['slots', 'org_id,day', 'org_id', 'skip'],
      ['slots', 'org_id,seat', 'org_id', 'clear,skip'],
    ])
    expect(model.moves[1]?.keys[0]).toMatchObject({ default: 'skip', clear: null, advice: 'Call them.' })
    expect(model.moves[1]?.keys[1]).toMatchObject({ default: null, clear: { name: 'seat' } })
  })

  it.runIf(engine === 'postgres')('does not clear columns of a key in which NULLs are equal', async () => {
    const { model } = resolve(
      blueprint({ docs: { table: 'docs', organization: 'org_id' } }),
      await readSchema('postgres', [
        orgs,
        'create table docs (id integer primary key, org_id integer, word text, unique nulls not distinct (org_id, word))',
      ]),
    )
    expect(listKeys(model)).toEqual([['docs', 'org_id,word', 'org_id', 'skip']])
  })
})

function listKeys(model: Model): string[][] {
  return model.moves.flatMap((move) =>
    move.keys.map((rule) => [
      move.resource,
      rule.key.parts.flatMap((part) => part.columns).join(),
      rule.scope.name,
      rule.choices.join(),
    ]),
  )
}
