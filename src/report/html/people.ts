import type { Changed, PersonExtract, Renamed } from '../../migration/documents.ts'
import { idText } from '../person.ts'
import { escapeUnsafe } from '../visible.ts'
import { formatCount, resourceName, roleName, type Words } from '../words/words.ts'
import { html, type Markup, name } from './markup.ts'
import { cell, table } from './parts.ts'

/** One line per person: who they are now, what moved with them, what of theirs is not as it was. */
export function peopleSection(people: readonly PersonExtract[], words: Words): Markup | null {
  const { heads } = words
  const columns = [
    { label: heads.person },
    { label: heads.roleAfter },
    { label: heads.movedAlong },
    { label: heads.changed },
  ]
  return table(words, columns, people, (person) => [
    html`<td class="name who">${who(person)}</td>`,
    cell.role(words, person.role_after),
    cell.plain(belongings(person, words)),
    cell.plain(changes(person, words)),
  ])
}

/** Who did not move: what of theirs moved, and what is not as it was. */
export function othersSection(others: readonly PersonExtract[], words: Words): Markup | null {
  const { heads, own } = words
  const columns = [{ label: heads.person }, { label: own.other.moved }, { label: heads.changed }]
  return table(words, columns, others, (person) => [
    html`<td class="name who">${who(person)}</td>`,
    cell.plain(belongings(person, words)),
    cell.plain(changes(person, words)),
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

function changes(person: PersonExtract, words: Words): Markup {
  const role = lostRole(person)
  const items = [
    ...person.renamed.map(renameItem),
    ...person.changed.map((one) => changeItem(one, words)),
    ...(role === null ? [] : [html`<li>${words.roleGone(escapeUnsafe(roleName(words, role)))}</li>`]),
  ]
  return items.length === 0 ? name(null) : html`<ul>${items}</ul>`
}

/** The role that went with the source, of somebody who stays. */
export function lostRole({ moves, change, role_before }: PersonExtract): string | null {
  return !moves && change === 'loses' ? role_before : null
}

function renameItem({ from, to }: Renamed): Markup {
  return html`<li>${name(from)} → <strong>${name(to)}</strong></li>`
}

function changeItem(one: Changed, words: Words): Markup {
  const { resource, id } = one
  return html`<li>${resourceName(words, resource, 1)} ${name(one.name ?? idText(id))}: ${changeText(one, words)}</li>`
}

/** What was done to it. */
export function changeText({ change, columns }: Changed, words: Words): string {
  return change === 'cleared'
    ? words.cleared(columns.map((column) => escapeUnsafe(column)).join(', '))
    : words.switchedOff
}
