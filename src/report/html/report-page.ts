import type { AccessChange, Migration } from '../../migration/documents.ts'
import { idText } from '../person.ts'
import type { Report } from '../report.ts'
import { escapeUnsafe } from '../visible.ts'
import { formatCount, formatDuration, formatMoment, resourceName, type Words } from '../words/words.ts'
import { html, type Markup, name } from './markup.ts'
import { cell, facts, organization, page, section, table } from './parts.ts'
import { othersSection, peopleSection } from './people.ts'
import { sealSection } from './seal-section.ts'

/** The whole report as one page for people: it needs nothing else, runs nothing, and prints. */
export function renderReportPage(
  report: Report,
  words: Words,
  sealed: { readonly key: string; readonly checksum: string },
): string {
  const title = `${words.title} ${report.migration_id}`
  const count = (rows: readonly unknown[]): string => formatCount(words, rows.length)
  const body = html`${heading(report, words)}
${overview(report, words)}
${section(words.sections.moved, moved(report, words))}
${section(words.sections.renamed, renamed(report, words), count(report.renamed))}
${section(words.sections.access, access(report, words), count(report.access))}
${section(words.sections.decisions, decided(report, words), count(otherDecisions(report)))}
${section(words.sections.stayed, stayed(report, words), count(report.skipped))}
${section(words.sections.people, peopleSection(report.people, words), count(report.people))}
${section(words.sections.others, othersSection(report.others, words), count(report.others))}
${section(words.sections.warnings, warnings(report), count(report.warnings))}
${section(words.sections.proof, proof(report, words))}
${section(words.sections.timings, timings(report, words))}
${section(words.sections.undo, undo(report, words))}
${section(words.sections.seal, sealSection(words, sealed))}`
  const made = html`Resettle · ${formatMoment(words, report.generated_at)}`
  return page(words, title, body, made)
}

/** Who gained something comes first: it is what a reader looks for. */
const order: readonly AccessChange['change'][] = ['gains', 'loses', 'joins', 'same', 'stays']

function heading(report: Report, words: Words): Markup {
  const isProven = report.verification.ok
  return html`<header>
<p class="over">${words.title}</p>
<h1>${name(organization(report.source))}<span class="arrow" aria-hidden="true">→</span>${name(organization(report.target))}</h1>
<p><span class="badge ${isProven ? '' : 'bad'}">${isProven ? words.proven : words.notProven}</span>
<span class="badge ${report.undo.state === 'stands' ? '' : 'warn'}">${undoSentence(report, words)}</span></p>
</header>`
}

function overview(report: Report, words: Words): Markup {
  const { facts: labels } = words
  const rows = Object.values(report.resources_migrated).reduce((sum, one) => sum + one, 0)
  const took = Date.parse(report.finished_at) - Date.parse(report.started_at)
  return facts([
    { label: labels.migration, value: report.migration_id },
    { label: labels.started, value: formatMoment(words, report.started_at) },
    { label: labels.took, value: formatDuration(words, took) },
    { label: labels.rows, value: formatCount(words, rows) },
    { label: labels.people, value: formatCount(words, report.people.length) },
    { label: labels.renamed, value: formatCount(words, report.renamed.length) },
    { label: labels.stayed, value: formatCount(words, report.skipped.length) },
    { label: labels.source, value: report.source_deleted ? words.sourceDeleted : words.sourceStays },
    {
      label: labels.fingerprint,
      value: html`<span class="code">${report.fingerprint}</span>`,
      isWide: true,
    },
  ])
}

function moved(report: Report, words: Words): Markup | null {
  const { heads } = words
  const rows = report.tables.filter(({ planned, done, verified }) => planned + done + verified > 0)
  const columns = [
    { label: heads.resource },
    { label: heads.planned, isNumber: true },
    { label: heads.done, isNumber: true },
    { label: heads.verified, isNumber: true },
    { label: '' },
  ]
  return table(words, columns, rows, (row) => [
    cell.plain(resourceName(words, row.resource)),
    cell.number(formatCount(words, row.planned)),
    cell.number(formatCount(words, row.done)),
    cell.number(formatCount(words, row.verified)),
    verdict(row, words),
  ])
}

function verdict({ planned, done, verified }: Migration['tables'][number], words: Words): Markup {
  return planned === done && done === verified
    ? html`<td class="good">✓ ${words.equal}</td>`
    : html`<td class="bad-text">✗ ${words.different}</td>`
}

function renamed(report: Report, words: Words): Markup | null {
  const { heads } = words
  const deciders = new Map(
    report.decisions.map((one) => [`${one.resource} ${idText(one.id)}`, one.decided_by] as const),
  )
  const columns = [
    { label: heads.resource },
    { label: heads.id },
    { label: heads.oldName },
    { label: heads.newName },
    { label: heads.decidedBy },
  ]
  return table(words, columns, report.renamed, (one) => [
    cell.kind(resourceName(words, one.resource, 1)),
    cell.id(idText(one.id)),
    cell.name(one.from),
    cell.strong(one.to),
    cell.plain(words.deciders[deciders.get(`${one.resource} ${idText(one.id)}`) ?? 'nobody']),
  ])
}

function access(report: Report, words: Words): Markup | null {
  const { heads } = words
  const columns = [
    { label: heads.person },
    { label: heads.roleBefore },
    { label: heads.roleInTarget },
    { label: heads.roleAfter },
    { label: heads.change },
  ]
  const rows = report.access.toSorted((a, b) => order.indexOf(a.change) - order.indexOf(b.change))
  const gained = rows.filter(({ change }) => change === 'gains').length
  const list = table(words, columns, rows, (one) => [
    cell.name(one.email ?? idText(one.user)),
    cell.role(words, one.role_in_source),
    cell.role(words, one.role_in_target),
    cell.role(words, one.role_after),
    html`<td class="${one.change === 'gains' ? 'gain' : ''}">${words.changes[one.change]}</td>`,
  ])
  if (list === null || gained === 0) return list
  return html`<p class="gain">${words.gained(formatCount(words, gained))}</p>
${list}`
}

/** What was decided but for new names, which have a table of their own. */
function otherDecisions({ decisions }: Report): Report['decisions'] {
  return decisions.filter(({ proposed }) => proposed?.name == null)
}

function decided(report: Report, words: Words): Markup | null {
  const { heads } = words
  const columns = [
    { label: heads.resource },
    { label: heads.name },
    { label: heads.decision },
    { label: heads.decidedBy },
    { label: heads.why },
  ]
  return table(words, columns, otherDecisions(report), (one) => [
    cell.kind(resourceName(words, one.resource, 1)),
    cell.name(one.name ?? idText(one.id)),
    cell.plain(one.proposed === null ? '' : words.choices[one.proposed.action]),
    cell.plain(words.deciders[one.decided_by ?? 'nobody']),
    cell.prose(words.clash(one.columns.map((column) => escapeUnsafe(column)).join(', '))),
  ])
}

function stayed(report: Report, words: Words): Markup | null {
  const { heads } = words
  const columns = [
    { label: heads.resource },
    { label: heads.id },
    { label: heads.name },
    { label: heads.why },
  ]
  return table(words, columns, report.skipped, (one) => [
    cell.kind(resourceName(words, one.resource, 1)),
    cell.id(idText(one.id)),
    cell.name(one.name),
    cell.english(one.reason),
  ])
}

function warnings({ warnings: list }: Report): Markup | null {
  if (list.length === 0) return null
  return html`<ul lang="en">${list.map((text) => html`<li>${escapeUnsafe(text)}</li>\n`)}</ul>`
}

/** One line per kind of check where it holds everywhere; every place where it does not. */
function proof(report: Report, words: Words): Markup {
  const { checks, verified_at } = report.verification
  const held = checks.filter(({ ok }) => ok).length
  const kinds = [...Map.groupBy(checks, ({ check }) => check)]
  const columns = [{ label: '' }, { label: words.heads.check }, { label: words.heads.places, isNumber: true }]
  const list = table(words, columns, kinds, ([kind, places]) => {
    const failed = places.filter(({ ok }) => !ok)
    const what = words.checks[kind] ?? kind
    return [
      failed.length === 0 ? html`<td class="good sign">✓</td>` : html`<td class="bad-text sign">✗</td>`,
      cell.plain(failed.length === 0 ? what : html`${what}<ul lang="en">${failed.map(failure)}</ul>`),
      cell.number(formatCount(words, places.length)),
    ]
  })
  return html`<p><strong>${words.checksHold(formatCount(words, held), formatCount(words, checks.length))}</strong>
<span class="quiet">${formatMoment(words, verified_at)}</span></p>
${list ?? html``}`
}

function failure({ table: place, message }: Report['verification']['checks'][number]): Markup {
  return html`<li>${place === null ? '' : html`${name(place)}: `}${escapeUnsafe(message)}</li>`
}

function timings(report: Report, words: Words): Markup | null {
  const rows = Object.entries(report.timings)
  const longest = Math.max(...rows.map(([, ms]) => ms), 1)
  const columns = [{ label: words.heads.phase }, { label: words.heads.time, isNumber: true }, { label: '' }]
  return table(words, columns, rows, ([key, ms]) => {
    const phase = key.replace(/_?ms$/, '')
    const share = Math.max(0, Math.min(100, Math.round((ms / longest) * 100)))
    return [
      cell.plain(words.phases[phase] ?? phase),
      cell.number(formatDuration(words, ms)),
      html`<td class="bars"><span class="bar" style="width:${share}%"></span></td>`,
    ]
  })
}

function undo(report: Report, words: Words): Markup {
  const { state, rows, kept, conflicts } = report.undo
  const sentence = html`<p>${undoSentence(report, words)}</p>`
  if (state === 'stands') {
    return html`${sentence}
<p class="quiet">${words.howToUndo}</p>
<code class="line">resettle rollback ${report.migration_id} --preview</code>`
  }
  const count = (number: number): string => formatCount(words, number)
  return html`${sentence}
<p>${words.wentBack(count(rows), count(kept), count(conflicts))}</p>`
}

function undoSentence({ undo: { state, at }, finished_at }: Report, words: Words): string {
  return state === 'stands' ? words.stands : words.takenBack(formatMoment(words, at ?? finished_at))
}
