import type { Id, PersonExtract } from '../migration/documents.ts'

/** The person that somebody means: by key, or by address in any case. */
export function findPerson<Person extends Pick<PersonExtract, 'user' | 'email'>>(
  people: readonly Person[],
  who: string,
): Person | undefined {
  const wanted = who.trim().toLowerCase()
  return (
    people.find(({ user }) => idText(user) === who.trim()) ??
    people.find(({ email }) => email?.toLowerCase() === wanted)
  )
}

/** An id as people write it; the parts of a composite key with a slash between. */
export function idText(id: Id): string {
  return typeof id === 'object' ? id.map(String).join('/') : String(id)
}
