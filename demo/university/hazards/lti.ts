import type { Organization } from '../cast.ts'
import { addAssistant, publish } from '../makers.ts'
import type { World } from '../world.ts'
import type { Hazard } from './hazard.ts'

function addLtiKey(world: World, organization: Organization): number {
  return world.add('lti_creator_keys', {
    organization_id: organization.id,
    oauth_consumer_key: `key-${organization.slug}`,
    oauth_consumer_secret: `lti-demo-${world.random.hex(24)}`,
    enabled: true,
    ...world.times(),
  })
}

/** A place in a course, its assistants and its students. */
export function addActivity(
  world: World,
  organization: number,
  notes: { owner: string; title: string; assistants: readonly number[]; students: number },
): number {
  const link = `resource-${world.random.hex(10)}`
  const activity = world.add('lti_activities', {
    resource_link_id: link,
    organization_id: organization,
    context_id: `course-${world.random.below(900)}`,
    context_title: notes.title,
    activity_name: `${notes.title}: ask before you submit`,
    owi_group_id: world.random.uuid(),
    owi_group_name: `lti_activity_${link}`,
    owner_email: notes.owner,
    owner_name: null,
    configured_by_email: notes.owner,
    configured_by_name: null,
    chat_visibility_enabled: world.random.below(2),
    status: 'active',
    ...world.times(),
  })
  for (const assistant of notes.assistants) {
    world.add('lti_activity_assistants', {
      activity_id: activity,
      assistant_id: assistant,
      added_at: world.moment(),
    })
  }
  for (let number = 1; number <= notes.students; number++) {
    const student = `student-${world.random.hex(8)}`
    world.add('lti_activity_users', {
      activity_id: activity,
      user_email: `${student}_${link}@lamb-lti.local`,
      user_name: student,
      user_display_name: `Student ${number}`,
      lms_user_id: student,
      owi_user_id: world.random.uuid(),
      consent_given_at: world.random.once(4) ? null : world.moment(),
      last_access_at: world.moment(),
      access_count: world.random.below(80),
      created_at: world.moment(),
    })
  }
  return activity
}

/** A student who comes through the older tool, which knows an assistant by its id as text. */
export function addLtiStudent(world: World, assistant: number, name: string, owner: string): void {
  const student = world.random.hex(8)
  world.add('lti_users', {
    assistant_id: String(assistant),
    assistant_name: name,
    group_id: `assistant_${assistant}`,
    group_name: `assistant_${assistant}`,
    assistant_owner: owner,
    user_email: `${student}-${name}@lamb-project.org`,
    user_name: student,
    user_display_name: `Student ${student}`,
    lti_context_id: name,
    lti_app_id: 'moodle',
  })
}

export const ltiHazards = {
  'lms-key-twice': {
    says: 'Each organization has its LMS key, and an organization can have only one.',
    needs: ['lti_creator_keys'],
    write: (world, cast) => {
      const { source, target, bystander } = cast.organizations
      world.conflict('lti_creator_keys', addLtiKey(world, source), addLtiKey(world, target))
      addLtiKey(world, bystander)
    },
  },
  'lms-activity': {
    says: 'LMS activities hold assistants and students; one belongs to nobody, one uses a foreign assistant.',
    needs: ['lti_activities'],
    write: (world, cast) => {
      const { source, target, bystander } = cast.organizations
      const make = (organization: number, owner: { id: number; email: string }, base: string) =>
        addAssistant(world, { organization, owner: owner.email, name: `${owner.id}_${base}` })
      const ours = make(source.id, cast.marta, 'activity_tutor')
      const theirs = make(target.id, cast.soren, 'activity_tutor')
      const medical = make(bystander.id, cast.nadia, 'activity_tutor')
      const nobody = 'professor.emeritus@portlindar.example'
      const add = (
        organization: number,
        owner: string,
        title: string,
        assistants: number[],
        students: number,
      ) => addActivity(world, organization, { owner, title, assistants, students })
      add(source.id, cast.marta.email, 'Bridges 101', [ours], 12)
      add(source.id, nobody, 'Dams 101', [ours, theirs], 4)
      add(target.id, cast.soren.email, 'Physics 101', [theirs, ours], 6)
      add(bystander.id, cast.nadia.email, 'Anatomy 101', [medical], 5)
    },
  },
  'lms-student': {
    says: 'Students of the older LMS tool are tied to an assistant by its id as text and by its name.',
    write: (world, cast) => {
      const name = `${cast.jon.id}_open_lab`
      const { id, email } = { id: cast.organizations.source.id, email: cast.jon.email }
      const assistant = addAssistant(world, { organization: id, owner: email, name })
      publish(world, assistant, name, email, name)
      for (let number = 0; number < 5; number++) addLtiStudent(world, assistant, name, email)
    },
  },
  'lms-identity': {
    says: 'People are linked to their LMS accounts, one of them twice.',
    needs: ['lti_identity_links'],
    write: (world, cast) => {
      for (const [lms, person] of [
        ['900', cast.jon],
        ['901', cast.jon],
        ['902', cast.eleni],
      ] as const) {
        world.add('lti_identity_links', {
          lms_user_id: lms,
          lms_email: person.email,
          creator_user_id: person.id,
          linked_at: world.moment(),
        })
      }
    },
  },
} satisfies Record<string, Hazard>
