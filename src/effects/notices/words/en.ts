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
    means: {
      all: 'Everything that is yours moves with you.',
      allButNamed: 'What is yours moves with you, but for what is named below.',
      access: 'You keep your access to all of it.',
      login: 'You sign in as always: nothing changes there.',
      loginMayChange: 'How you sign in may change: look at what else will change.',
    },
    role: (role, target) => `Your role in ${target} will be: ${role}.`,
    yours: 'What moves with you',
    renamedTitle: 'What will have another name',
    renamed: (target) => `These names are taken in ${target} already. By today’s plan they become:`,
    stayedTitle: (source) => `What stays in ${source}`,
    stayed: 'These will stay where they are:',
    mayChange:
      'Should a name of yours be taken by then, your item gets another one, and we will tell you which.',
    changed: {
      title: 'What else will change',
      cleared: (thing, columns, target) =>
        `${thing}: “${columns}” will be emptied, because it is taken in ${target}.`,
      switchedOff: (thing, source, target) =>
        `${thing} will be switched off in ${source}, because ${target} has its own.`,
    },
    other: {
      preheader: 'What of yours is concerned, and what you have to do: nothing.',
      title: 'A move that concerns you',
      intro: (source, target, at) =>
        at === null
          ? `${source} will soon become part of ${target}. You stay where you are, but something of yours is concerned. You do not have to do anything.`
          : `On ${at}, ${source} will become part of ${target}. You stay where you are, but something of yours is concerned. You do not have to do anything.`,
      renamed: (target) => `In ${target}, no name can be there twice. By today’s plan these become:`,
      moved: (target) => `What of yours will belong to ${target}`,
      lostTitle: 'Your access',
      lost: (role, source) => `Your role in ${source} (${role}) ends with it.`,
    },
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
    loginMayChange: 'How you sign in may have changed: look at what else changed.',
    changed: {
      title: 'What else changed',
      cleared: (thing, columns, target) =>
        `${thing}: “${columns}” was emptied, because it was taken in ${target}.`,
      switchedOff: (thing, source, target) =>
        `${thing} was switched off in ${source}, because ${target} has its own.`,
    },
    other: {
      preheader: 'The move is complete. Here is what changed for you.',
      title: 'A move that concerned you',
      intro: (source, target, at) =>
        at === null
          ? `${source} has become part of ${target}. You stayed where you are, but something of yours was concerned.`
          : `On ${at}, ${source} became part of ${target}. You stayed where you are, but something of yours was concerned.`,
      renamed: (target) => `In ${target}, no name can be there twice. These are called differently now:`,
      moved: (target) => `What of yours belongs to ${target} now`,
      lostTitle: 'Your access',
      lost: (role, source) => `Your role in ${source} (${role}) ended with it.`,
    },
  },
  oldName: 'Before',
  newName: 'Now',
  withNewName: (count) => `${count} with a new name`,
  people: 'People',
  more: (count) => `… and ${count} more`,
  contact: (contact) => `Does something look wrong, or do you have a question? ${contact}`,
  noContact: 'Does something look wrong, or do you have a question? Ask your administrator.',
  footer: 'You get this message because you belong to this organization.',
  otherFooter: 'You get this message because something of yours is concerned.',
  account: 'Your account',
}
