import type { Cast, Organization } from '../cast.ts'
import type { Role } from '../makers.ts'
import { addAssistant, addLmsPerson, addPerson, addRole } from '../makers.ts'
import type { World } from '../world.ts'
import type { Hazard } from './hazard.ts'

/** Somebody who lives in the source, with a role there and one in the target. */
function addWithBoth(world: World, cast: Cast, name: string, sourceRole: Role, targetRole: Role): void {
  const { source, target } = cast.organizations
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@portlindar.example`
  const person = addPerson(world, { name, email, organization: source.id, role: null })
  const here = addRole(world, source.id, person.id, sourceRole)
  world.conflict('organization_roles', here, addRole(world, target.id, person.id, targetRole))
}

function addInSource(
  world: World,
  home: Organization | null,
  name: string,
  role: Role | null,
  more = {},
): number {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@portlindar.example`
  return addPerson(world, { name, email, organization: home?.id ?? null, role, more }).id
}

export const peopleHazards = {
  'roles-in-both': {
    says: 'People who move already have a role in the target: a higher one, a lower one, the same.',
    write: (world, cast) => {
      addWithBoth(world, cast, 'Sofia Lindqvist', 'member', 'admin')
      addWithBoth(world, cast, 'Bruno Tavares', 'admin', 'member')
      addWithBoth(world, cast, 'Ingrid Solheim', 'owner', 'member')
      addWithBoth(world, cast, 'Kwame Mensah', 'member', 'owner')
      addWithBoth(world, cast, 'Petra Horvat', 'member', 'member')
    },
  },
  'role-owner': {
    says: 'The source has an owner, a role that the app no longer gives.',
    write: (world, cast) => {
      addInSource(world, cast.organizations.source, 'Vasilis Markou', 'owner')
    },
  },
  'role-missing': {
    says: 'People of the source have no role in it.',
    write: (world, cast) => {
      addInSource(world, cast.organizations.source, 'Hana Dvorakova', null)
      addInSource(world, cast.organizations.source, 'Mehmet Aydin', null, { user_type: 'end_user' })
    },
  },
  'role-without-home': {
    says: 'People who live in no organization hold a role in the source.',
    write: (world, cast) => {
      const source = cast.organizations.source.id
      addRole(world, source, addInSource(world, null, 'Ghost Admin', null), 'admin')
      addRole(world, source, addInSource(world, null, 'Ghost Member', null), 'member')
    },
  },
  'role-of-outsiders': {
    says: 'People of other organizations hold a role in the source; they must gain nothing.',
    write: (world, cast) => {
      const { source } = cast.organizations
      addRole(world, source.id, cast.root.id, 'admin')
      addRole(world, source.id, cast.pedro.id, 'member')
      addRole(world, source.id, cast.zeynep.id, 'owner')
    },
  },
  'role-stale': {
    says: 'People of the source still hold roles where they once lived.',
    write: (world, cast) => {
      const { system, bystander, summer } = cast.organizations
      addRole(world, system.id, cast.marta.id, 'member')
      addRole(world, bystander.id, cast.jon.id, 'admin')
      addRole(world, summer.id, cast.huong.id, 'member')
    },
  },
  'person-disabled': {
    says: 'Disabled accounts move as well, an admin among them.',
    write: (world, cast) => {
      addInSource(world, cast.organizations.source, 'Rosa Caldeira', 'member', { enabled: false })
      addInSource(world, cast.organizations.source, 'Viktor Lund', 'admin', { enabled: false })
    },
  },
  'person-settings': {
    says: 'People of the source have no settings or empty ones.',
    write: (world, cast) => {
      const { source } = cast.organizations
      addInSource(world, source, 'Nil Config', 'member', { user_config: null })
      addInSource(world, source, 'Empty Config', 'member', { user_config: '{}' })
      addInSource(world, source, 'Odd Config', 'member', { user_config: '[1, null, "é"]' })
    },
  },
  'person-invalid-settings': {
    says: 'People of the source have settings that are not JSON.',
    onlySqlite: true,
    write: (world, cast) => {
      const { source } = cast.organizations
      addInSource(world, source, 'Blank Config', 'member', { user_config: '' })
      addInSource(world, source, 'Torn Config', 'member', { user_config: '{"can_share": tr' })
    },
  },
  'lms-person-twice': {
    says: 'The LMS knows one identity, and each organization has an account for it: nobody may guess.',
    needs: ['Creator_users.lti_user_id'],
    write: (world, cast) => {
      const { source, target } = cast.organizations
      const first = addLmsPerson(world, source, 'Oihane Agirre', 'moodle-4711')
      world.conflict(
        'Creator_users',
        first.id,
        addLmsPerson(world, target, 'Oihane Agirre', 'moodle-4711').id,
      )
      const name = `${first.id}_fluid_mechanics`
      addAssistant(world, { organization: source.id, owner: first.email, name })
      const second = addLmsPerson(world, source, 'Matthías Jónsson', 'canvas:9b1d/3#x')
      world.conflict(
        'Creator_users',
        second.id,
        addLmsPerson(world, target, 'M. Jónsson', 'canvas:9b1d/3#x').id,
      )
    },
  },
  'lms-person-near': {
    says: 'LMS identities that differ only by case or a space are different people.',
    needs: ['Creator_users.lti_user_id'],
    write: (world, cast) => {
      const { source, target } = cast.organizations
      addLmsPerson(world, source, 'Ane Goikoetxea', 'moodle-5000')
      addLmsPerson(world, target, 'Ana Goicoechea', 'Moodle-5000')
      addLmsPerson(world, target, 'Anna Goico', 'moodle-5000 ')
    },
  },
} satisfies Record<string, Hazard>
