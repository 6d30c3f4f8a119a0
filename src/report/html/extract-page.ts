import { idText } from '../person.ts'
import type { Extract } from '../report.ts'
import { escapeUnsafe } from '../visible.ts'
import { formatCount, formatMoment, resourceName, roleName, type Words } from '../words/words.ts'
import { html, type Markup, name } from './markup.ts'
import { cell, facts, organization, page, section, table } from './parts.ts'
import { changeText, lostRole } from './people.ts'
import { sealSection } from './seal-section.ts'

/** One person's page: where they are now, and what of theirs moved, was renamed or stayed. */
export function renderExtractPage(
  extract: Extract,
  words: Words,
  sealed: { readonly key: string; readonly checksum: string },
): string {
  const { person, source } = extract
  const { own, heads } = words
  const title = person.moves ? own.title : own.other.title
  const nothing = person.moves ? html`<p>${own.nothing}</p>` : null
  const body = html`<header>
<p class="over">${title}</p>
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
${section(own.access, access(extract, words))}
${section(person.moves ? own.along : own.other.moved, moved(extract, words) ?? nothing)}
${section(own.renamed, renamed(extract, words) ?? html`<p>${own.notRenamed}</p>`)}
${section(own.changed, changed(extract, words))}
${section(own.stayed(escapeUnsafe(organization(source))), stayed(extract, words))}
${section(words.sections.seal, sealSection(words, sealed))}`
  const made = html`Resettle · ${formatMoment(words, extract.generated_at)}`
  return page(words, `${title} · ${extract.migration_id}`, body, made)
}

function sentence({ person, undo, source, target, finished_at }: Extract, words: Words): string {
  const { own } = words
  const [from, to] = [escapeUnsafe(organization(source)), escapeUnsafe(organization(target))]
  const [done, back] = [formatMoment(words, finished_at), formatMoment(words, undo.at ?? finished_at)]
  if (undo.state === 'stands') return (person.moves ? own.moved : own.other.stands)(from, to, done)
  return person.moves ? own.takenBack(from, back) : own.other.takenBack(back)
}

function access({ person }: Extract, words: Words): Markup | null {
  const role = lostRole(person)
  return role === null ? null : html`<p>${words.roleGone(escapeUnsafe(roleName(words, role)))}</p>`
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

function changed({ person }: Extract, words: Words): Markup | null {
  const { heads } = words
  const columns = [{ label: heads.resource }, { label: heads.name }, { label: heads.changed }]
  return table(words, columns, person.changed, (one) => [
    cell.kind(resourceName(words, one.resource, 1)),
    cell.name(one.name ?? idText(one.id)),
    cell.prose(changeText(one, words)),
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
