import type { Finding } from '../blueprint/finding.ts'
import type { Table } from '../database/catalog.ts'
import type { Context } from './context.ts'
import type { CheckDocument } from './documents.ts'
import { contentFindings } from './plan/content.ts'

/** What the blueprint says about every table of this database, and what it leaves open. */
export async function describeFit(context: Context, known: readonly Finding[]): Promise<CheckDocument> {
  const { model } = context
  const findings = [...known, ...(await contentFindings(context))]
  const samples = findings.flatMap((one) => (one.code.startsWith('blueprint.no-verdict') ? one.samples : []))
  const isOpen = ({ id, columns }: Table): boolean =>
    [id, ...columns.map(({ name }) => `${id}.${name}`)].some((place) =>
      samples.some((sample) => sample === place || sample.startsWith(`${place} `)),
    )
  const lines = new Map<string, CheckDocument['tables'][number]>()
  const add = (table: string, verdict: string, resource: string | null, note: string | null): void => {
    lines.set(table, { table, verdict, resource, note })
  }
  for (const table of model.catalog.tables) {
    add(
      table.id,
      'none',
      null,
      isOpen(table) ? 'needs a verdict: see the findings' : 'reaches no organization',
    )
  }
  for (const { id } of model.keeps) add(id, 'keep', null, null)
  for (const { id } of model.ignored) add(id, 'ignore', null, null)
  for (const { table, through } of model.follows) {
    add(table.id, 'follow', null, `through ${through.map(({ parent }) => parent.name).join(', ')}`)
  }
  for (const { table, resource, history } of model.moves)
    add(table.id, 'move', resource, history ? 'history' : null)
  if (model.memberships !== null) add(model.memberships.table.id, 'merge', model.memberships.resource, null)
  add(model.organizations.table.id, 'organizations', null, null)
  return {
    kind: 'check',
    version: 1,
    ok: findings.every(({ severity }) => severity !== 'blocker'),
    blueprint: model.blueprint.name,
    tables: [...lines.values()],
    findings,
  }
}
