import {
  addAssistant,
  addAssistantTwice,
  addCollection,
  addLibrary,
  addTemplate,
  addTemplateTwice,
} from '../makers.ts'
import type { Hazard } from './hazard.ts'
import { pair } from './hazard.ts'

/** Names that break careless programs. */
const wildNames: readonly string[] = [
  `O'Brien's "quoted" \`tutor\``,
  'two lines\nand a\ttab',
  `'); drop table "LAMB_assistants"; --`,
  '🧪 Química ⚗️ 👩🏽‍🔬',
  'مختبر الدوائر الكهربائية',
  'עוזר הוראה \u202eאחורה',
  '%_like\\_\\\\',
  '<script>alert("marks")</script>',
  '{"name": null}',
  '$1 ? :name @p {{user}}',
  ' leading and trailing ',
  '電気回路の演習',
  '0',
  'null',
]

/** Pairs that look alike and are different names. */
const nearNames: readonly (readonly [source: string, target: string])[] = [
  ['Tutor de Física', 'tutor de física'],
  ['Càlcul'.normalize('NFC'), 'Càlcul'.normalize('NFD')],
  ['Notes', 'Notes '],
  ['Straße', 'Strasse'],
  ['ﬁnite elements', 'finite elements'],
  ['Heat\u00a0transfer', 'Heat transfer'],
]

export const nameHazards = {
  'wild-names': {
    says: 'Names with quotes, newlines, SQL, emoji and right-to-left text stand in both organizations.',
    write: (world, cast) => {
      for (const name of wildNames) {
        addAssistantTwice(world, pair(cast), cast.ahmed.email, name)
        addTemplateTwice(world, pair(cast), cast.ahmed.email, name)
      }
    },
  },
  'near-names': {
    says: 'Names that differ only by case, Unicode form or a space are no conflicts.',
    write: (world, cast) => {
      const { source, target } = cast.organizations
      const owner = cast.huong
      for (const [left, right] of nearNames) {
        addAssistant(world, { organization: source.id, owner: owner.email, name: left })
        addAssistant(world, { organization: target.id, owner: owner.email, name: right })
        addTemplate(world, source.id, owner.email, left)
        addTemplate(world, target.id, owner.email, right)
        addLibrary(world, source.id, owner.id, left, 1)
        addLibrary(world, target.id, cast.eleni.id, right, 1)
        addCollection(world, source.id, owner.email, left)
        addCollection(world, target.id, cast.eleni.email, right)
      }
    },
  },
  'template-same-name': {
    says: 'Prompt templates of one person have the same name in both organizations.',
    write: (world, cast) => {
      addTemplateTwice(world, pair(cast), cast.marta.email, 'Rúbrica de laboratori')
      addTemplateTwice(world, pair(cast), cast.jon.email, 'Galdera irekiak', { metadata: null })
      addTemplateTwice(world, pair(cast), cast.pedro.email, 'Estudio de caso')
      addTemplate(world, cast.organizations.target.id, cast.soren.email, 'Rúbrica de laboratori')
    },
  },
  'template-rename-taken': {
    says: 'The new name of a template is taken in the target, and the next one by a sibling.',
    write: (world, cast) => {
      const { source, target } = cast.organizations
      addTemplateTwice(world, pair(cast), cast.lukasz.email, 'Error analysis')
      addTemplate(world, target.id, cast.lukasz.email, 'eng-dept_Error analysis')
      addTemplate(world, source.id, cast.lukasz.email, 'eng-dept_Error analysis_2')
    },
  },
  'template-400-characters': {
    says: 'A template has a name of 400 characters in both organizations.',
    write: (world, cast) => {
      const name = 'Llarguíssim '.repeat(40).slice(0, 400)
      addTemplateTwice(world, pair(cast), cast.aoife.email, name)
    },
  },
  'template-empty-name': {
    says: 'A template has an empty name in both organizations.',
    write: (world, cast) => addTemplateTwice(world, pair(cast), cast.aoife.email, ''),
  },
} satisfies Record<string, Hazard>
