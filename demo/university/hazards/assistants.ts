import type { Person } from '../makers.ts'
import { addAssistant, addAssistantTwice, publish } from '../makers.ts'
import type { Hazard } from './hazard.ts'
import { pair, renamesOf } from './hazard.ts'

const deletedOwner = 'deleted_assistant@owi.com'

/** A name of exactly 50 characters that begins with the owner's id. */
function fifty(owner: Person, end: string): string {
  const start = `${owner.id}_computational_fluid_dynamics_revision_course_for_exams`
  return start.slice(0, 50 - end.length) + end
}

export const assistantHazards = {
  'assistant-same-name': {
    says: 'Two teachers have an assistant of the same name in both organizations.',
    write: (world, cast) => {
      addAssistantTwice(world, pair(cast), cast.jon.email, `${cast.jon.id}_circuit_theory`)
      addAssistantTwice(world, pair(cast), cast.soren.email, `${cast.soren.id}_vector_calculus`)
      addAssistantTwice(world, pair(cast), cast.aoife.email, 'legacy tutor without a number')
    },
  },
  'assistant-rename-taken-in-target': {
    says: 'An assistant must be renamed, and the target already has the new name.',
    write: (world, cast) => {
      const { id, email } = cast.jon
      addAssistantTwice(world, pair(cast), email, `${id}_statics_tutor`)
      for (const name of renamesOf(id, 'statics_tutor')) {
        addAssistant(world, { organization: cast.organizations.target.id, owner: email, name })
      }
    },
  },
  'assistant-rename-taken-in-source': {
    says: 'An assistant must be renamed, and a sibling that moves along already has the new name.',
    write: (world, cast) => {
      const { id, email } = cast.lukasz
      addAssistantTwice(world, pair(cast), email, `${id}_dynamics_tutor`)
      for (const name of renamesOf(id, 'dynamics_tutor')) {
        addAssistant(world, { organization: cast.organizations.source.id, owner: email, name })
      }
    },
  },
  'assistant-rename-taken-in-turn': {
    says: 'The new name is taken by a sibling that must be renamed itself.',
    write: (world, cast) => {
      const { id, email } = cast.huong
      addAssistantTwice(world, pair(cast), email, `${id}_kinematics`)
      for (const name of renamesOf(id, 'kinematics')) addAssistantTwice(world, pair(cast), email, name)
    },
  },
  'assistant-deleted-twice': {
    says: 'Assistants that were deleted in both organizations within the same second collide.',
    write: (world, cast) => {
      const name = `${cast.jon.id}_old_lab_deleted_1750000000`
      addAssistantTwice(world, pair(cast), deletedOwner, name)
      const once = `${cast.aoife.id}_scratch_deleted_1750000321`
      addAssistant(world, { organization: cast.organizations.source.id, owner: deletedOwner, name: once })
    },
  },
  'assistant-50-characters': {
    says: 'Three assistant names are at the limit of 50 characters and differ only at the end.',
    write: (world, cast) => {
      for (const end of ['_exam_a', '_exam_b', '_exam_c']) {
        addAssistantTwice(world, pair(cast), cast.jon.email, fifty(cast.jon, end))
      }
    },
  },
  'assistant-400-characters': {
    says: 'An assistant has a name of 400 characters in both organizations.',
    write: (world, cast) => {
      const name = `${cast.lukasz.id}_${'very_'.repeat(80)}`.slice(0, 396)
      addAssistantTwice(world, pair(cast), cast.lukasz.email, `${name}long`)
    },
  },
  'assistant-owner-elsewhere': {
    says: 'Assistants of the source belong to people of other organizations, and the other way round.',
    write: (world, cast) => {
      const { source, target, bystander, system } = cast.organizations
      const own = (organization: number, owner: Person, base: string) =>
        addAssistant(world, { organization, owner: owner.email, name: `${owner.id}_${base}` })
      own(source.id, cast.pedro, 'prosthetics')
      own(source.id, cast.eleni, 'joint_degree')
      own(source.id, cast.root, 'campus_guide')
      own(target.id, cast.jon, 'guest_lecture')
      own(bystander.id, cast.lukasz, 'biomechanics')
      own(system.id, cast.marta, 'department_guide')
      addAssistantTwice(world, pair(cast), cast.pedro.email, `${cast.pedro.id}_medical_devices`)
    },
  },
  'assistant-owner-unknown': {
    says: 'Assistants belong to e-mail addresses that nobody has, one of them in both organizations.',
    write: (world, cast) => {
      const gone = 'professor.emeritus@portlindar.example'
      const shouted = cast.jon.email.toUpperCase()
      const source = cast.organizations.source.id
      addAssistantTwice(world, pair(cast), gone, '997_history_of_bridges')
      addAssistant(world, { organization: source, owner: gone, name: '997_history_of_dams' })
      addAssistant(world, { organization: source, owner: shouted, name: `${cast.jon.id}_circuit_theory` })
      addAssistant(world, { organization: source, owner: '', name: 'nobody' })
    },
  },
  'assistant-published': {
    says: 'A published assistant must be renamed, and another one is published under the new name.',
    write: (world, cast) => {
      const { id, email } = cast.marta
      const name = `${id}_bridge_design`
      const { source, target } = addAssistantTwice(world, pair(cast), email, name)
      publish(world, source, name, email, name)
      publish(world, target, name, email, `${name}_sci`)
      const trap = `${id}_bridge_design_from_eng_dept`
      const bystander = cast.organizations.bystander.id
      const owner = cast.pedro.email
      publish(world, addAssistant(world, { organization: bystander, owner, name: trap }), trap, owner, trap)
    },
  },
  'assistant-model-missing': {
    says: 'Assistants of the source use models that the target does not offer.',
    write: (world, cast) => {
      const { id, email } = cast.huong
      const add = (base: string, provider: string, model: string) =>
        addAssistant(world, {
          organization: cast.organizations.source.id,
          owner: email,
          name: `${id}_${base}`,
          provider,
          model,
        })
      add('local_llama', 'ollama', 'llama3.1:70b')
      add('local_coder', 'ollama', 'qwen2.5-coder:32b')
      add('vision_bench', 'openai', 'gpt-4o')
      add('retired_bypass', 'bypass', 'debug-mode')
    },
  },
  'assistant-broken-settings': {
    says: 'Assistants carry no settings, empty settings, or settings that are not JSON.',
    write: (world, cast) => {
      const broken = [null, '', '   ', '{"connector": "openai", "llm": ', '[]', 'null', '"gpt-4o-mini"', '42']
      for (const [number, settings] of broken.entries()) {
        addAssistant(world, {
          organization: cast.organizations.source.id,
          owner: cast.aoife.email,
          name: `${cast.aoife.id}_settings_${number}`,
          more: { api_callback: settings, description: null, RAG_collections: null },
        })
      }
    },
  },
} satisfies Record<string, Hazard>
