import type { Hazard } from './hazard.ts'

const missing = 888_001

/** What a database holds that ran for years without foreign keys. */
export const dirtyHazards = {
  'dirty-usage': {
    says: 'Usage logs of the source point at people and assistants that were deleted.',
    isDirty: true,
    onlySqlite: true,
    write: (world, cast) => {
      const log = (user: number, assistant: number) =>
        world.addBroken('usage_logs', {
          organization_id: cast.organizations.source.id,
          user_id: user,
          assistant_id: assistant,
          usage_data: '{"prompt_tokens": ',
          created_at: world.moment(),
        })
      log(cast.jon.id, missing)
      log(missing, missing + 1)
    },
  },
  'dirty-roles': {
    says: 'Roles are left of deleted people and of a deleted organization.',
    isDirty: true,
    onlySqlite: true,
    write: (world, cast) => {
      const role = (organization: number, user: number, name: string) =>
        world.addBroken('organization_roles', {
          organization_id: organization,
          user_id: user,
          role: name,
          ...world.times(),
        })
      role(cast.organizations.source.id, missing, 'admin')
      role(cast.organizations.target.id, missing, 'member')
      role(missing, cast.jon.id, 'owner')
    },
  },
  'dirty-homes': {
    says: 'A person and an assistant live in an organization that was deleted.',
    isDirty: true,
    onlySqlite: true,
    write: (world) => {
      const email = 'left.behind@portlindar.example'
      const id = world.addBroken('Creator_users', {
        organization_id: missing,
        user_email: email,
        user_name: 'Left Behind',
        ...world.times(),
      })
      world.addBroken('assistants', {
        organization_id: missing,
        name: `${id}_left_behind`,
        owner: email,
        ...world.times(),
      })
    },
  },
  'dirty-templates': {
    says: 'Templates of a deleted person collide.',
    isDirty: true,
    onlySqlite: true,
    write: (world, cast) => {
      const template = (organization: number) =>
        world.addBroken('prompt_templates', {
          organization_id: organization,
          owner_email: 'erased@portlindar.example',
          name: 'Inherited',
          is_shared: true,
          metadata: 'not json',
          ...world.times(),
        })
      const here = template(cast.organizations.source.id)
      world.conflict('prompt_templates', here, template(cast.organizations.target.id))
    },
  },
  'dirty-knowledge-base': {
    says: 'A knowledge base of the source belongs to a deleted person.',
    isDirty: true,
    onlySqlite: true,
    write: (world, cast) => {
      world.addBroken('kb_registry', {
        kb_id: 'orphaned-kb',
        kb_name: 'orphaned',
        owner_user_id: missing,
        organization_id: cast.organizations.source.id,
        is_shared: true,
        metadata: '',
        ...world.times(),
      })
    },
  },
  'dirty-publication': {
    says: 'A publication and a rubric refer to something that was deleted.',
    isDirty: true,
    onlySqlite: true,
    write: (world, cast) => {
      world.addBroken('assistant_publish', {
        assistant_id: missing,
        assistant_name: 'gone',
        assistant_owner: cast.jon.email,
        group_id: 'g',
        group_name: 'g',
        oauth_consumer_name: 'gone',
        created_at: world.moment(),
      })
      world.addBroken('rubrics', {
        rubric_id: 'rubric-without-parent',
        organization_id: cast.organizations.source.id,
        owner_email: cast.jon.email,
        title: 'Copied from a rubric that is gone',
        rubric_data: '{"criteria": [',
        parent_rubric_id: 'no-such-rubric',
        ...world.times(),
      })
    },
  },
} satisfies Record<string, Hazard>
