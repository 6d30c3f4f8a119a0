import type { BlueprintInput } from '../../../../src/blueprint/blueprint.ts'

/** Three organizations: the source, the target and the bystander. */
export const orgs = `
  create table orgs (id integer primary key, slug text not null unique, name text);
  insert into orgs values (1, 'eng', 'Engineering'), (2, 'sci', 'Science'), (3, 'arts', 'Arts')`

/** People who belong to no organization by themselves. */
export const people = `
  create table users (id integer primary key, email text not null unique);
  insert into users values (11, 'ana@x.org'), (12, 'bo@x.org'), (13, 'cy@x.org'), (14, 'di@x.org')`

export const users = { table: 'users', key: 'id', email: 'email' }

/** A blueprint of these resources under `orgs`. */
export function blueprint(
  resources: BlueprintInput['resources'],
  more: Partial<BlueprintInput> = {},
): BlueprintInput {
  return {
    version: 1,
    name: 'invented',
    organizations: { table: 'orgs', key: 'id', slug: 'slug', name: 'name' },
    resources,
    ...more,
  }
}
