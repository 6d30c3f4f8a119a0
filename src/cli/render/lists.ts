import type { CheckDocument, MigrationSummary, OrganizationList } from '../../migration/documents.ts'
import type { PromotionList } from '../../migration/promotion/documents.ts'
import { type Cell, grid } from '../terminal/grid.ts'
import { type Look, tone } from '../terminal/look.ts'
import { count, moment, plural, visible } from '../terminal/text.ts'
import { renderFindings } from './findings.ts'
import { idText, listed, nextSteps, page, section, slug } from './parts.ts'

/** Room for one number and its heading beside the names. */
const NUMBER_COLUMN = 13

/** Organizations with how much is in each: as many resources as fit, all rows together in any case. */
export function renderOrganizations({ organizations }: OrganizationList, look: Look): string {
  const resources = [...new Set(organizations.flatMap((one) => Object.keys(one.resources)))]
  const shown = resources.slice(0, Math.max(Math.floor((look.width - 56) / NUMBER_COLUMN), 0))
  const rows = organizations.map((one): Cell[] => [
    { text: slug(one), as: 'bold' },
    idText(one.id),
    one.is_system ? `${visible(one.name)} [system]` : visible(one.name),
    number(Object.values(one.resources).reduce((sum, rows) => sum + rows, 0)),
    ...shown.map((resource) => number(one.resources[resource] ?? 0)),
  ])
  const head = ['slug', 'id', 'name', 'rows', ...shown]
  const right = head.map((_, column) => column).filter((column) => column !== 0 && column !== 2)
  const hidden = resources.length - shown.length
  const ordinary = organizations.filter((one) => !one.is_system)
  return page(
    section(
      look,
      'Organizations',
      [
        ...grid(look, rows, { head, right, flexible: [0, 2] }),
        ...(hidden > 0 && rows.length > 0
          ? [quietNote(look, `rows count ${plural(hidden, 'more resource')} too`)]
          : []),
      ],
      rows.length,
    ),
    rows.length === 0 ? ['There is no organization in this database.'] : [],
    nextSteps(
      look,
      ordinary.length < 2
        ? []
        : [[look.command('plan', 'SOURCE', 'TARGET'), 'see what a move would do; writes nothing']],
    ),
  )
}

/** Migrations on record, newest as the engine lists them. */
export function renderMigrations(migrations: readonly MigrationSummary[], look: Look): string {
  const rows = migrations.map((one): Cell[] => [
    { text: visible(one.migration_id), as: 'bold' },
    moment(one.started_at),
    `${slug(one.source)} → ${slug(one.target)}`,
    count(one.rows),
    statusCell(one),
  ])
  const head = ['id', 'started', 'source → target', 'rows', 'status']
  return page(
    section(look, 'Migrations', grid(look, rows, { head, right: [3], flexible: [2] }), rows.length),
    rows.length === 0 ? ['No migration is on record in this database.'] : [],
    nextSteps(look, [
      rows.length === 0
        ? [look.command('organizations'), 'what there is to migrate']
        : [look.command('show', 'ID'), 'one of them in detail'],
    ]),
  )
}

/** Promotions on record. */
export function renderPromotions({ promotions, total }: PromotionList, look: Look): string {
  const rows = promotions.map((one): Cell[] => [
    { text: visible(one.promotion_id), as: 'bold' },
    moment(one.finished_at),
    visible(one.user),
    statusCell(one),
  ])
  const head = ['id', 'finished', 'user', 'status']
  return page(
    section(look, 'Promotions', listed(look, rows, { head, flexible: [2] }), total),
    rows.length === 0 ? ['No promotion is on record in this database.'] : [],
    nextSteps(look, [
      rows.length === 0
        ? [look.command('promote', '--all', '--plan'), 'who would be promoted']
        : [look.command('show', 'ID'), 'one of them in detail'],
    ]),
  )
}

/** Whether the blueprint fits, table by table. */
export function renderCheck(check: CheckDocument, look: Look): string {
  const rows = check.tables.map((table): Cell[] => [
    visible(table.table),
    visible(table.verdict),
    { text: table.resource === null ? '' : visible(table.resource), as: tone.quiet },
    { text: table.note === null ? '' : visible(table.note), as: tone.quiet },
  ])
  const verdict = check.ok
    ? look.paint(
        tone.good,
        `✓ Blueprint ${visible(check.blueprint)} fits: ${plural(rows.length, 'table')}, each with a verdict.`,
      )
    : look.paint(tone.bad, `✗ Blueprint ${visible(check.blueprint)} does not fit this database.`)
  return page(
    section(
      look,
      `Blueprint ${visible(check.blueprint)}`,
      grid(look, rows, { head: ['table', 'verdict', 'resource', 'note'], flexible: [0, 3] }),
      rows.length,
    ),
    ...renderFindings(look, check.findings),
    [verdict],
    nextSteps(look, check.ok ? [[look.command('organizations'), 'what is in there']] : []),
  )
}

export function statusCell({ status }: Pick<MigrationSummary, 'status'>): Cell {
  return status === 'done' ? { text: 'done', as: tone.good } : { text: 'rolled back', as: tone.decided }
}

function number(rows: number): Cell {
  return rows === 0 ? { text: '·', as: tone.quiet } : count(rows)
}

function quietNote(look: Look, text: string): string {
  return `  ${look.paint(tone.quiet, text)}`
}
