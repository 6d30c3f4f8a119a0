import { idText } from '../person.ts'
import type { Extract } from '../report.ts'
import { escapeUnsafe } from '../visible.ts'
import { formatCount, formatMoment, resourceName, roleName, type Words } from '../words/words.ts'
import { html, type Markup, name } from './markup.ts'
import { cell, facts, organization, page, section, table } from './parts.ts'
import { sealSection } from './seal-section.ts'

/** One person's page: where they are now, and what of theirs moved, was renamed or stayed. */
export function renderExtractPage(
  extract: Extract,
  words: Words,
  sealed: { readonly key: string; readonly checksum: string },
): string {
  const { person, source } = extract
  const { own, heads } = words
  const body = html`<header>
<p class="over">${own.title}</p>
<h1>${name(person.name ?? person.email ?? idText(person.user))}</h1>
<p>${sentence(extract, words)}</p>
</header>
${facts([
  ...(person.role_after === null
    ? []
    : [{ label: own.role, value: name(roleName(words, person.role_after)) }]),
  ...(person.email === null ? [] : [{ label: heads.person, value: name(person.email) }]),
  { label: words.facts.migration, value: extract.migration_id },
])}
${section(own.along, moved(extract, words) ?? html`<p>${own.nothing}</p>`)}
${section(own.renamed, renamed(extract, words) ?? html`<p>${own.notRenamed}</p>`)}
${section(own.stayed(escapeUnsafe(organization(source))), stayed(extract, words))}
${section(words.sections.seal, sealSection(words, sealed))}`
  const made = html`Resettle · ${formatMoment(words, extract.generated_at)}`
  return page(words, `${own.title} · ${extract.migration_id}`, body, made)
}

function sentence({ undo, source, target, finished_at }: Extract, { own, ...words }: Words): string {
  const at = (iso: string): string => formatMoment({ own, ...words }, iso)
  const [from, to] = [escapeUnsafe(organization(source)), escapeUnsafe(organization(target))]
  return undo.state === 'stands'
    ? own.moved(from, to, at(finished_at))
    : own.takenBack(from, at(undo.at ?? finished_at))
}

function moved({ person }: Extract, words: Words): Markup | null {
  const columns = [{ label: words.heads.resource }, { label: words.heads.done, isNumber: true }]
  return table(words, columns, Object.entries(person.moved), ([resource, rows]) => [
    cell.plain(resourceName(words, resource, rows)),
    cell.number(formatCount(words, rows)),
  ])
}

function renamed({ person }: Extract, words: Words): Markup | null {
  const { heads } = words
  const columns = [{ label: heads.resource }, { label: heads.oldName }, { label: heads.newName }]
  return table(words, columns, person.renamed, (one) => [
    cell.kind(resourceName(words, one.resource, 1)),
    cell.name(one.from),
    cell.strong(one.to),
  ])
}

function stayed({ person }: Extract, words: Words): Markup | null {
  const { heads } = words
  const columns = [{ label: heads.resource }, { label: heads.name }, { label: heads.why }]
  return table(words, columns, person.stayed, (one) => [
    cell.kind(resourceName(words, one.resource, 1)),
    cell.name(one.name),
    cell.english(one.reason),
  ])
}
