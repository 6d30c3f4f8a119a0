import { addAssistant, addCollection, addLibrary } from '../makers.ts'
import type { World } from '../world.ts'
import type { Hazard } from './hazard.ts'

export function addStore(world: World, organization: number, owner: number, name: string): string {
  return world.addNamed('knowledge_stores', {
    id: world.random.uuid(),
    organization_id: organization,
    name,
    description: null,
    owner_user_id: owner,
    is_shared: world.random.below(2),
    chunking_strategy: 'markdown',
    chunking_params: '{"chunk_size": 800}',
    embedding_vendor: 'ollama',
    embedding_model: 'nomic-embed-text',
    embedding_endpoint: null,
    vector_db_backend: 'chromadb',
    status: 'active',
    ...world.times(),
  })
}

/** Links every item of a library to a knowledge store. */
export function linkItems(
  world: World,
  organization: number,
  owner: number,
  store: string,
  library: string,
): void {
  const items = (world.rows.get('library_items') ?? []).filter((item) => item.library_id === library)
  for (const item of items) {
    world.add('kb_content_links', {
      knowledge_store_id: store,
      library_id: library,
      library_item_id: item.id ?? null,
      organization_id: organization,
      kb_job_id: world.random.hex(12),
      status: 'ready',
      chunks_created: world.random.below(60),
      error_message: null,
      created_by_user_id: owner,
      ...world.times(),
    })
  }
}

export function addKnowledgeBase(
  world: World,
  organization: number,
  owner: number,
  notes: { id: string; name: string; isShared: boolean },
): number {
  return world.add('kb_registry', {
    kb_id: notes.id,
    kb_name: notes.name,
    owner_user_id: owner,
    organization_id: organization,
    is_shared: notes.isShared,
    metadata: null,
    ...world.times(),
  })
}

export function addRubric(
  world: World,
  organization: number,
  owner: string,
  title: string,
  parent: string | null = null,
): string {
  const rubric = world.random.uuid()
  world.add('rubrics', {
    rubric_id: rubric,
    organization_id: organization,
    owner_email: owner,
    title,
    description: '',
    rubric_data: JSON.stringify({
      title,
      criteria: [
        { name: 'Argument', weight: 60 },
        { name: 'Form', weight: 40 },
      ],
    }),
    is_public: world.random.once(2),
    is_showcase: false,
    parent_rubric_id: parent,
    ...world.times(),
  })
  return rubric
}

export const resourceHazards = {
  'library-same-name': {
    says: 'Libraries of different owners have the same name; their items must stay with them.',
    needs: ['libraries'],
    write: (world, cast) => {
      const { source, target } = cast.organizations
      for (const name of ['Laboratory safety', 'Seguretat']) {
        const here = addLibrary(world, source.id, cast.marta.id, name, 5)
        world.conflict('libraries', here, addLibrary(world, target.id, cast.eleni.id, name, 3))
      }
    },
  },
  'library-rename-taken': {
    says: 'The new name of a library is taken in the target, and the next one by a sibling.',
    needs: ['libraries'],
    write: (world, cast) => {
      const { source, target } = cast.organizations
      const here = addLibrary(world, source.id, cast.jon.id, 'Past exams', 2)
      world.conflict('libraries', here, addLibrary(world, target.id, cast.soren.id, 'Past exams', 2))
      addLibrary(world, target.id, cast.soren.id, 'eng-dept_Past exams', 1)
      addLibrary(world, source.id, cast.aoife.id, 'eng-dept_Past exams_2', 1)
    },
  },
  'collection-same-name': {
    says: 'Collections of different owners have the same name.',
    write: (world, cast) => {
      const { source, target } = cast.organizations
      for (const name of ['shared-readings', 'open textbooks']) {
        const here = addCollection(world, source.id, cast.lukasz.email, name)
        world.conflict('collections', here, addCollection(world, target.id, cast.zeynep.email, name))
      }
      addCollection(world, target.id, cast.zeynep.email, 'eng-dept_shared-readings')
    },
  },
  'knowledge-store-same-name': {
    says: 'Knowledge stores of different owners have the same name; their links must stay with them.',
    needs: ['knowledge_stores'],
    write: (world, cast) => {
      const { source, target } = cast.organizations
      const add = (organization: number, owner: number, name: string) => {
        const store = addStore(world, organization, owner, name)
        linkItems(
          world,
          organization,
          owner,
          store,
          addLibrary(world, organization, owner, `Sources: ${owner}`, 3),
        )
        return store
      }
      const here = add(source.id, cast.jon.id, 'Regulations')
      world.conflict('knowledge_stores', here, add(target.id, cast.eleni.id, 'Regulations'))
      addStore(world, target.id, cast.eleni.id, 'eng-dept_Regulations')
    },
  },
  'kb-of-strangers': {
    says: 'Knowledge bases are shared and private, and some belong to people of other organizations.',
    write: (world, cast) => {
      const { source, target, bystander } = cast.organizations
      const add = (organization: number, owner: number, name: string, isShared: boolean, id: string) =>
        addKnowledgeBase(world, organization, owner, { id, name, isShared })
      add(source.id, cast.jon.id, 'beam_tables', true, '17')
      add(source.id, cast.marta.id, 'staff_rules', false, world.random.uuid())
      add(source.id, cast.zeynep.id, 'visiting_notes', true, '18')
      add(target.id, cast.jon.id, 'beam_tables', true, '19')
      add(bystander.id, cast.huong.id, 'implants', false, '20')
      addAssistant(world, {
        organization: source.id,
        owner: cast.jon.email,
        name: `${cast.jon.id}_reads_elsewhere`,
        more: { RAG_collections: '17,19,20,404' },
      })
    },
  },
  'rubric-parent-elsewhere': {
    says: 'Rubrics were copied across organizations and keep pointing at their originals.',
    write: (world, cast) => {
      const { source, target, bystander } = cast.organizations
      const ours = addRubric(world, source.id, cast.marta.email, 'Lab report')
      const theirs = addRubric(world, target.id, cast.eleni.email, 'Thesis')
      const medical = addRubric(world, bystander.id, cast.nadia.email, 'Case history')
      addRubric(world, source.id, cast.jon.email, 'Thesis (engineering)', theirs)
      addRubric(world, source.id, cast.jon.email, 'Case history (devices)', medical)
      addRubric(world, target.id, cast.soren.email, 'Lab report (physics)', ours)
      addRubric(world, bystander.id, cast.nadia.email, 'Lab report (medicine)', ours)
      addRubric(world, source.id, 'professor.emeritus@portlindar.example', 'Oral exam', ours)
    },
  },
} satisfies Record<string, Hazard>
