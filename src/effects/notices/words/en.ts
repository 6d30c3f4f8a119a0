import type { NoticeWords } from './words.ts'

export const en: NoticeWords = {
  greeting: (name) => (name === null ? 'Hello,' : `Hello ${name},`),
  before: {
    subject: (source, target) => `${source} will become part of ${target}`,
    preheader: 'What moves with you, and what you have to do: nothing.',
    title: 'Your organization is moving',
    intro: (source, target, at) =>
      at === null
        ? `${source} will soon become part of ${target}. You do not have to do anything.`
        : `On ${at}, ${source} will become part of ${target}. You do not have to do anything.`,
    meansTitle: 'What this means for you',
    means: [
      'Everything that is yours moves with you.',
      'You keep your access to all of it.',
      'You sign in as always: nothing changes there.',
    ],
    role: (role, target) => `Your role in ${target} will be: ${role}.`,
    yours: 'What moves with you',
    renamedTitle: 'What will have another name',
    renamed: (target) => `These names are taken in ${target} already. By today’s plan they become:`,
    stayedTitle: (source) => `What stays in ${source}`,
    stayed: 'These will stay where they are:',
    mayChange:
      'Should a name of yours be taken by then, your item gets another one, and we will tell you which.',
  },
  after: {
    subject: (source, target) => `${source} is part of ${target} now`,
    preheader: 'The move is complete. Here is what is new for you.',
    title: 'The move is complete',
    intro: (source, target, at) =>
      at === null
        ? `${source} has become part of ${target}.`
        : `On ${at}, ${source} became part of ${target}.`,
    role: (role, target) => `Your role in ${target}: ${role}.`,
    yours: 'What moved with you',
    nothing: 'You owned nothing that had to move.',
    renamedTitle: 'What has a new name',
    renamed: (target) => `These names were taken in ${target}. Your items are called differently now:`,
    notRenamed: 'Everything of yours kept its name.',
    stayedTitle: (source) => `What stayed in ${source}`,
    stayed: 'These did not move:',
    allTitle: 'The whole move',
    login: 'You sign in as always.',
  },
  oldName: 'Before',
  newName: 'Now',
  withNewName: (count) => `${count} with a new name`,
  people: 'People',
  more: (count) => `… and ${count} more`,
  contact: (contact) => `Does something look wrong, or do you have a question? ${contact}`,
  noContact: 'Does something look wrong, or do you have a question? Ask your administrator.',
  footer: 'You get this message because you belong to this organization.',
}
