import type { BlueprintInput } from '../blueprint.ts'

const PROVIDERS = 'setups.*.providers'

/**
 * What a move means for people who use LAMB. Provider keys, models and servers are taken from the organization of an
 * assistant's owner, so whoever moves changes them all without touching a single assistant.
 */
export const lambChecks: NonNullable<BlueprintInput['checks']> = [
  {
    kind: 'config-differs',
    code: 'lamb.kb-server-differs',
    severity: 'blocker',
    acceptable: true,
    // The new place of the address first, then the older one.
    paths: ['kb_server.url', 'setups.*.knowledge_base.server_url'],
    when: 'kbs',
    message:
      'Source and target use different knowledge base servers. After the move LAMB looks for the collections on the ' +
      "target's server, and it deletes its record of every knowledge base that is not found there.",
    remedy:
      "Copy the collections to the target's server, or give both organizations the same server; then plan again. " +
      'To move all the same, accept this finding.',
  },
  {
    kind: 'config-differs',
    code: 'lamb.knowledge-store-server-differs',
    severity: 'blocker',
    acceptable: true,
    paths: ['kb_server.url', 'setups.*.knowledge_base.server_url'],
    when: 'knowledge_stores',
    message:
      'Source and target use different knowledge base servers, and the content of knowledge stores does not move ' +
      'between servers.',
    remedy:
      'Give both organizations the same server and plan again, or accept that the stores lose their content.',
  },
  {
    kind: 'config-differs',
    code: 'lamb.library-server-differs',
    severity: 'blocker',
    acceptable: true,
    paths: ['setups.*.library.server_url'],
    when: 'libraries',
    message:
      'Source and target use different library servers. The files of moved libraries cannot be reached afterwards.',
    remedy:
      'Give both organizations the same library server and plan again, or accept the loss of the files.',
  },
  {
    kind: 'config-value',
    code: 'lamb.no-provider',
    severity: 'warning',
    side: 'target',
    path: `${PROVIDERS}.*`,
    equals: null,
    when: 'assistants',
    message:
      'The target has no model provider. Moved assistants stop answering until it has one: only the system ' +
      'organization falls back to the settings of the server.',
    remedy: 'Set up a provider in the target before people use the moved assistants.',
  },
  {
    kind: 'config-offers',
    code: 'lamb.model-missing',
    severity: 'warning',
    resource: 'assistants',
    column: 'api_callback',
    values: ['connector', 'llm'],
    offered: [PROVIDERS, `${PROVIDERS}.$0.models`],
    message:
      'Some assistants use a provider or a model that the target does not offer. They answer with another model, or ' +
      'with an error.',
    remedy: 'Offer these models in the target, or choose others for the assistants that are counted here.',
  },
  {
    kind: 'has-rows',
    code: 'lamb.costs-move',
    severity: 'info',
    resource: 'assistants',
    message: "Moved assistants use the target's provider keys from now on, so the target pays for them.",
    remedy: 'Tell whoever pays for the target.',
  },
  {
    kind: 'has-rows',
    code: 'lamb.visibility-widens',
    severity: 'warning',
    resource: 'assistants',
    message:
      'Every member of an organization may use every assistant in it, and sees its shared knowledge bases, ' +
      'templates, libraries and public rubrics. After the move the members of source and target share all of this.',
    remedy: 'Make private what must not be seen before the move.',
  },
  {
    kind: 'config-value',
    code: 'lamb.sharing-off',
    severity: 'warning',
    side: 'target',
    path: 'features.sharing_enabled',
    equals: false,
    when: 'assistants',
    message:
      'Sharing is switched off in the target. What is shared stays shared, but nothing can be shared anew.',
    remedy: 'Switch sharing on in the target if moved people need it.',
  },
  {
    kind: 'config-value',
    code: 'lamb.rag-off',
    severity: 'warning',
    side: 'target',
    path: 'features.rag_enabled',
    equals: false,
    when: 'kbs',
    message: 'Knowledge bases are switched off in the target.',
    remedy: 'Switch them on in the target if moved assistants need them.',
  },
  {
    kind: 'config-value',
    code: 'lamb.lti-publishing-off',
    severity: 'warning',
    side: 'target',
    path: 'features.lti_publishing',
    equals: false,
    when: 'assistants',
    message: 'Publishing to an LMS is switched off in the target.',
    remedy: 'Switch it on in the target if moved people publish assistants.',
  },
  {
    kind: 'config-value',
    code: 'lamb.mcp-off',
    severity: 'warning',
    side: 'target',
    path: 'features.mcp_enabled',
    equals: false,
    when: 'assistants',
    message: 'MCP is switched off in the target.',
    remedy: 'Switch it on in the target if moved assistants are used through it.',
  },
  {
    kind: 'config-value',
    code: 'lamb.signup-open',
    severity: 'warning',
    side: 'source',
    path: 'features.signup_enabled',
    equals: true,
    message:
      'Sign-up is open in the source: its key would go on admitting people there. The migration switches it off if ' +
      'the source stays.',
    remedy: 'Give people the sign-up key of the target.',
  },
  {
    kind: 'has-rows',
    code: 'lamb.library-permalinks',
    severity: 'warning',
    resource: 'library_items',
    message:
      'The library service keeps the old organization in its own database and in permalinks. Files can still be ' +
      'read, but every permalink that was given out answers 404 after the move.',
    remedy: 'Have the organization changed in the library service as well, and give out new links.',
  },
  {
    kind: 'has-rows',
    code: 'lamb.knowledge-store-paths',
    severity: 'warning',
    resource: 'knowledge_stores',
    message:
      'The knowledge base server files the content of knowledge stores under the id of the old organization.',
    remedy: 'Check the moved stores there, and rebuild those that are empty.',
  },
  {
    kind: 'has-rows',
    code: 'lamb.lti-setup-in-flight',
    severity: 'info',
    resource: 'lti_activities',
    message:
      'A set-up page of an LTI activity that was opened in the ten minutes before the move still writes the old ' +
      'organization.',
    remedy: 'Run verify on the migration a quarter of an hour later; it names rows that were written late.',
  },
]
