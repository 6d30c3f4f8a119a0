import type { Row, World } from './world.ts'

export interface Person {
  readonly id: number
  readonly email: string
  readonly name: string
}

export type Role = 'owner' | 'admin' | 'member'

export interface PersonNotes {
  readonly name: string
  readonly email: string
  readonly organization: number | null
  /** Role in that organization; null for a person without one. */
  readonly role: Role | null
  readonly more?: Row
}

/** A person and the role they hold where they live. */
export function addPerson(world: World, notes: PersonNotes): Person {
  const times = world.times()
  const id = world.add('Creator_users', {
    organization_id: notes.organization,
    user_email: notes.email,
    user_name: notes.name,
    user_type: 'creator',
    user_config: '{"can_share": true}',
    ...times,
    enabled: true,
    lti_user_id: null,
    auth_provider: 'password',
    password_hash: `$2b$12$demo${world.random.hex(49)}`,
    role: 'user',
    ...notes.more,
  })
  if (notes.organization !== null && notes.role !== null) addRole(world, notes.organization, id, notes.role)
  return { id, email: notes.email, name: notes.name }
}

export function addRole(world: World, organization: number, user: number, role: Role): number {
  return world.add('organization_roles', {
    organization_id: organization,
    user_id: user,
    role,
    ...world.times(),
  })
}

/** A person whom the LMS brought along. */
export function addLmsPerson(
  world: World,
  organization: { readonly id: number; readonly slug: string },
  name: string,
  lmsId: string,
): Person {
  return addPerson(world, {
    name,
    email: `lti_creator_${organization.slug}_${lmsId.replaceAll(' ', '+')}@lamb-lti.local`,
    organization: organization.id,
    role: 'member',
    more: { lti_user_id: lmsId, auth_provider: 'lti_creator', password_hash: null },
  })
}

export interface AssistantNotes {
  readonly organization: number
  /** An e-mail; it need not belong to anybody. */
  readonly owner: string
  readonly name: string
  readonly provider?: string
  readonly model?: string
  readonly more?: Row
}

export function addAssistant(world: World, notes: AssistantNotes): number {
  const { provider = 'openai', model = 'gpt-4o-mini' } = notes
  return world.add('assistants', {
    organization_id: notes.organization,
    name: notes.name,
    description: `Assistant for ${notes.name.replace(/^\d+_/, '').replaceAll('_', ' ')}`,
    owner: notes.owner,
    api_callback: JSON.stringify({
      prompt_processor: 'simple_augment',
      connector: provider,
      llm: model,
      rag_processor: 'no_rag',
      file_path: '',
      capabilities: { vision: false, image_generation: false },
    }),
    system_prompt: 'You help students think; you do not solve their exercises for them.',
    prompt_template: 'Context: {context}\nQuestion: {user_input}',
    RAG_endpoint: '',
    RAG_Top_k: 3,
    RAG_collections: '',
    pre_retrieval_endpoint: '',
    post_retrieval_endpoint: '',
    ...world.times(),
    ...notes.more,
  })
}

/** The same assistant name under the same owner in both organizations: a conflict. */
export function addAssistantTwice(
  world: World,
  organizations: { readonly source: number; readonly target: number },
  owner: string,
  name: string,
): { source: number; target: number } {
  const source = addAssistant(world, { organization: organizations.source, owner, name })
  const target = addAssistant(world, { organization: organizations.target, owner, name })
  world.conflict('assistants', source, target)
  return { source, target }
}

export function publish(
  world: World,
  assistant: number,
  name: string,
  owner: string,
  consumer: string,
): void {
  world.add('assistant_publish', {
    assistant_id: assistant,
    assistant_name: name,
    assistant_owner: owner,
    group_id: `assistant_${assistant}`,
    group_name: `assistant_${assistant}`,
    oauth_consumer_name: consumer,
    created_at: world.moment(),
  })
}

export function addTemplate(
  world: World,
  organization: number,
  owner: string,
  name: string,
  more: Row = {},
): number {
  return world.add('prompt_templates', {
    organization_id: organization,
    owner_email: owner,
    name,
    description: 'Prepared by the teaching innovation group',
    system_prompt: 'Answer in the language of the question.',
    prompt_template: '{context}\n\n{user_input}',
    is_shared: world.random.once(3),
    metadata: '{}',
    ...world.times(),
    ...more,
  })
}

export function addTemplateTwice(
  world: World,
  organizations: { readonly source: number; readonly target: number },
  owner: string,
  name: string,
  more: Row = {},
): void {
  const source = addTemplate(world, organizations.source, owner, name, more)
  const target = addTemplate(world, organizations.target, owner, name, more)
  world.conflict('prompt_templates', source, target)
}

export function addLibrary(
  world: World,
  organization: number,
  owner: number,
  name: string,
  items: number,
): string {
  const id = world.addNamed('libraries', {
    id: world.random.uuid(),
    organization_id: organization,
    name,
    description: null,
    owner_user_id: owner,
    is_shared: world.random.below(2),
    import_config: '{"default_plugin": "simple_import"}',
    status: world.random.once(9) ? 'provisional' : 'active',
    ...world.times(),
  })
  for (let number = 1; number <= items; number++) addLibraryItem(world, organization, owner, id, number)
  return id
}

function addLibraryItem(
  world: World,
  organization: number,
  owner: number,
  library: string,
  number: number,
): void {
  const id = world.random.uuid()
  world.addNamed('library_items', {
    id,
    library_id: library,
    organization_id: organization,
    title: `Chapter ${number}`,
    source_type: 'file',
    original_filename: `chapter-${number}.pdf`,
    content_type: 'application/pdf',
    file_size: 20_000 + world.random.below(4_000_000),
    source_url: null,
    import_plugin: 'simple_import',
    import_params: '{}',
    status: world.random.once(12) ? 'failed' : 'ready',
    uploader_user_id: owner,
    metadata: JSON.stringify({ permalinks: { original: `/docs/${organization}/${library}/${id}/original` } }),
    ...world.times(),
  })
}

export function addCollection(world: World, organization: number, owner: string, name: string): string {
  return world.addNamed('collections', {
    id: world.random.uuid(),
    organization_id: organization,
    collection_name: name,
    owner,
    metadata: '{"visibility": "private"}',
    ...world.times(),
  })
}
