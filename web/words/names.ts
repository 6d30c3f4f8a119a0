import type { OrganizationRef } from '../api/contract.ts'
import type { Words } from './catalogue.ts'
import type { Format } from './format.ts'
import type { Speaker } from './sentence.ts'

/** What people call a resource: our word for one we know, with or without the app's table prefix, else its own name. */
export function resourceName(t: Words, resource: string): string {
  const known: Readonly<Record<string, string>> = t.resources
  const bare = resource.replace(/^(?:\w+\.)?(?:[A-Z][A-Z0-9]*_)?/, '')
  return known[resource] ?? known[bare] ?? prettify(resource)
}

/** What sentences about the documents of the service need to be spoken. */
export function speakerOf(t: Words, f: Format): Speaker {
  return { f, nameOf: (resource) => resourceName(t, resource) }
}

export function roleName(t: Words, role: string | null): string {
  if (role === null) return t.common.roles.none
  const known: Readonly<Record<string, string>> = t.common.roles
  return known[role] ?? role
}

export function organizationName(organization: OrganizationRef): string {
  return organization.name ?? organization.slug ?? `#${String(organization.id)}`
}

/** Somebody as the service notes them, `token ada`, by the name alone. */
export function actorName(actor: string): string {
  return actor.replace(/^(?:token|lamb|oidc) /, '')
}

/** What addresses an organization: its slug, or its id where it has none. */
export function organizationAddress(organization: OrganizationRef): string {
  return organization.slug ?? String(organization.id)
}

function prettify(name: string): string {
  const words = name.replaceAll(/[_.]+/g, ' ').trim()
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
