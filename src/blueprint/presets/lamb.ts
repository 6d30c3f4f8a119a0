import { defineBlueprint } from '../blueprint.ts'
import { lambChecks } from './lamb-checks.ts'
import { assistant, lambOthers, ownerByEmail, ownerById } from './lamb-others.ts'

/**
 * LAMB, in every form of its database: any table prefix or none, the 13 tables of October 2025 and all that came
 * since. LAMB keeps no schema version, so whatever is absent is left out when this is resolved.
 */
export const lamb = defineBlueprint({
  version: 1,
  name: 'lamb',
  prefix: { table: 'organizations', beside: 'Creator_users' },
  organizations: {
    table: 'organizations',
    key: 'id',
    slug: 'slug',
    name: 'name',
    // Most of LAMB knows the system organization by its slug, the rest by its flag.
    system: [
      { column: 'slug', equals: 'lamb' },
      { column: 'is_system', equals: true },
    ],
    config: 'config',
    // A source that stays would go on admitting new people to itself.
    retire: { 'features.signup_enabled': false },
    mark: 'metadata.migrated_to',
    touch: 'updated_at',
  },
  users: {
    resource: 'users',
    table: 'Creator_users',
    key: 'id',
    email: 'user_email',
    name: 'user_name',
    // People who come from an LMS get an address that is none.
    no_mail: '@lamb-lti\\.local$',
    organization: 'organization_id',
  },
  memberships: {
    resource: 'roles',
    table: 'organization_roles',
    organization: 'organization_id',
    user: 'user_id',
    role: 'role',
    ranks: ['member', 'admin', 'owner'],
    member: 'member',
    admins: ['admin', 'owner'],
    touch: ['updated_at'],
    created: ['created_at'],
  },
  resources: {
    users: {
      table: 'Creator_users',
      organization: 'organization_id',
      label: 'user',
      name: 'user_email',
      touch: 'updated_at',
      keys: [
        {
          columns: ['organization_id', 'lti_user_id'],
          choices: ['clear', 'skip'],
          clear: 'lti_user_id',
          advice:
            'Two accounts stand for the same person of the LMS. A cleared account keeps its work but is no longer ' +
            'reached from the LMS; a skipped one stays in the source with everything it owns, while logs of what it ' +
            'did there go with the organization.',
        },
      ],
    },
    assistants: {
      table: 'assistants',
      organization: 'organization_id',
      label: 'assistant',
      name: 'name',
      owner: 'owner',
      // LAMB shows a name without its leading user id and makes names of plain characters, 50 at most.
      rename: { column: 'name', keep_leading: '^\\d+_', plain_max_length: 50 },
      belongs_to: [ownerByEmail('owner')],
      touch: 'updated_at',
    },
    templates: {
      table: 'prompt_templates',
      organization: 'organization_id',
      label: 'prompt template',
      name: 'name',
      owner: 'owner_email',
      rename: { column: 'name' },
      belongs_to: [ownerByEmail('owner_email')],
      touch: 'updated_at',
    },
    kbs: {
      table: 'kb_registry',
      organization: 'organization_id',
      label: 'knowledge base',
      name: 'kb_name',
      owner: 'owner_user_id',
      belongs_to: [ownerById('owner_user_id')],
      touch: 'updated_at',
    },
    usage_logs: {
      table: 'usage_logs',
      organization: 'organization_id',
      label: 'usage log',
      belongs_to: [assistant, ownerById('user_id')],
      history: true,
    },
    rubrics: {
      table: 'rubrics',
      organization: 'organization_id',
      label: 'rubric',
      name: 'title',
      owner: 'owner_email',
      belongs_to: [ownerByEmail('owner_email')],
    },
    libraries: {
      table: 'libraries',
      organization: 'organization_id',
      label: 'library',
      name: 'name',
      owner: 'owner_user_id',
      rename: { column: 'name' },
      belongs_to: [ownerById('owner_user_id')],
    },
    library_items: {
      table: 'library_items',
      organization: 'organization_id',
      label: 'library item',
      name: 'title',
      owner: 'uploader_user_id',
      belongs_to: [{ column: 'library_id', table: 'libraries', to: 'id' }],
    },
    collections: {
      table: 'collections',
      organization: 'organization_id',
      label: 'collection',
      name: 'collection_name',
      owner: 'owner',
      rename: { column: 'collection_name' },
      belongs_to: [ownerByEmail('owner')],
    },
    lti_activities: {
      table: 'lti_activities',
      organization: 'organization_id',
      label: 'LTI activity',
      name: 'activity_name',
      owner: 'owner_email',
      belongs_to: [ownerByEmail('owner_email')],
    },
    lti_creator_keys: {
      table: 'lti_creator_keys',
      organization: 'organization_id',
      label: 'LTI creator key',
      name: 'oauth_consumer_key',
      keys: [
        {
          columns: ['organization_id'],
          choices: ['keep-target', 'skip'],
          default: 'keep-target',
          disable: { enabled: false },
          advice:
            'An organization has one LTI creator key: the target keeps its own, and the key of the source stays ' +
            'behind, switched off. The LMS admin must enter consumer key and secret of the target in every LMS ' +
            'tool that uses the key of the source; until then people cannot start LAMB from there.',
        },
      ],
    },
    bulk_import_logs: {
      table: 'bulk_import_logs',
      organization: 'organization_id',
      label: 'bulk import log',
      name: 'operation_type',
      owner: 'admin_email',
      history: true,
    },
    aac_sessions: {
      table: 'aac_sessions',
      organization: 'organization_id',
      label: 'AAC session',
      name: 'title',
      owner: 'user_email',
      belongs_to: [assistant, ownerByEmail('user_email')],
    },
    audit_log: {
      table: 'audit_log',
      organization: 'organization_id',
      label: 'audit entry',
      name: 'action',
      owner: 'actor_user_id',
      history: true,
    },
    knowledge_stores: {
      table: 'knowledge_stores',
      organization: 'organization_id',
      label: 'knowledge store',
      name: 'name',
      owner: 'owner_user_id',
      rename: { column: 'name' },
      belongs_to: [ownerById('owner_user_id')],
    },
    kb_content_links: {
      table: 'kb_content_links',
      organization: 'organization_id',
      label: 'content link',
      links: [
        { column: 'knowledge_store_id', table: 'knowledge_stores', to: 'id' },
        { column: 'library_item_id', table: 'library_items', to: 'id' },
      ],
    },
  },
  others: lambOthers,
  // Written once and kept as they were: what stood in another system, what was said, what was done.
  not_organizations: {
    'library_items.metadata': 'a copy of what the library service says',
    'library_items.import_params': 'how the file was imported then',
    'usage_logs.usage_data': 'what a request used then',
    'audit_log.details': 'what was done then',
    'bulk_import_logs.details': 'what was imported then',
    'lamb_chats.chat': 'what was said',
    'aac_sessions.conversation': 'what was said',
    'assistant_test_runs.assistant_snapshot': 'an assistant as it was then',
  },
  checks: lambChecks,
})
