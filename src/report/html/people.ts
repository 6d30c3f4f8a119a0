import type { PersonExtract, Renamed } from '../../migration/documents.ts'
import { idText } from '../person.ts'
import { formatCount, resourceName, type Words } from '../words/words.ts'
import { html, type Markup, name } from './markup.ts'
import { cell, table } from './parts.ts'

/** One line per person: who they are now, what moved with them, what of theirs has a new name. */
export function peopleSection(people: readonly PersonExtract[], words: Words): Markup | null {
  const { heads } = words
  const columns = [
    { label: heads.person },
    { label: heads.roleAfter },
    { label: heads.movedAlong },
    { label: words.sections.renamed },
  ]
  return table(words, columns, people, (person) => [
    html`<td class="name who">${who(person)}</td>`,
    cell.role(words, person.role_after),
    cell.plain(belongings(person, words)),
    cell.plain(person.renamed.length === 0 ? name(null) : html`<ul>${person.renamed.map(renameItem)}</ul>`),
  ])
}

/** `Assistants 3 · Rubrics 1`. */
function belongings({ moved }: PersonExtract, words: Words): Markup {
  const parts = Object.entries(moved).map(
    ([resource, rows], index) =>
      html`${index === 0 ? '' : ' · '}${resourceName(words, resource, rows)}\u00a0<strong>${formatCount(words, rows)}</strong>`,
  )
  return parts.length === 0 ? name(null) : html`${parts}`
}

function who({ email, name: given, user }: PersonExtract): Markup {
  const address = name(email ?? idText(user))
  return given === null || given === email
    ? address
    : html`${name(given)}<br><span class="quiet">${address}</span>`
}

function renameItem({ from, to }: Renamed): Markup {
  return html`<li>${name(from)} → <strong>${name(to)}</strong></li>`
}
