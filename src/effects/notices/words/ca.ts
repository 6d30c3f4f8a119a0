import type { NoticeWords } from './words.ts'

export const ca: NoticeWords = {
  greeting: (name) => (name === null ? 'Hola,' : `Hola, ${name},`),
  before: {
    subject: (source, target) => `${source} passarà a formar part de ${target}`,
    preheader: 'Què es mou amb tu i què has de fer: res.',
    title: 'La teva organització es trasllada',
    intro: (source, target, at) =>
      at === null
        ? `${source} passarà aviat a formar part de ${target}. No has de fer res.`
        : `El ${at}, ${source} passarà a formar part de ${target}. No has de fer res.`,
    meansTitle: 'Què significa per a tu',
    means: {
      all: 'Tot el que és teu es mou amb tu.',
      allButNamed: 'El que és teu es mou amb tu, tret del que s’anomena més avall.',
      access: 'Conserves l’accés a tot plegat.',
      login: 'Hi entres com sempre: això no canvia.',
      loginMayChange: 'Pot canviar la manera d’entrar-hi: mira què més canviarà.',
    },
    role: (role, target) => `El teu rol a ${target} serà: ${role}.`,
    yours: 'Què es mou amb tu',
    renamedTitle: 'Què tindrà un altre nom',
    renamed: (target) => `Aquests noms ja s’utilitzen a ${target}. Segons el pla d’avui passaran a ser:`,
    stayedTitle: (source) => `Què es queda a ${source}`,
    stayed: 'Això es quedarà on és:',
    mayChange: 'Si aleshores algun nom teu ja s’utilitza, aquell element en rebrà un altre i et direm quin.',
    changed: {
      title: 'Què més canviarà',
      cleared: (thing, columns, target) =>
        `${thing}: es buidarà «${columns}», perquè ja s’utilitza a ${target}.`,
      switchedOff: (thing, source, target) =>
        `${thing} es desactivarà a ${source}, perquè ${target} ja en té.`,
    },
    other: {
      preheader: 'Què t’afecta i què has de fer: res.',
      title: 'Un trasllat que t’afecta',
      intro: (source, target, at) =>
        at === null
          ? `${source} passarà aviat a formar part de ${target}. Tu et quedes on ets, però afecta alguna cosa teva. No has de fer res.`
          : `El ${at}, ${source} passarà a formar part de ${target}. Tu et quedes on ets, però afecta alguna cosa teva. No has de fer res.`,
      renamed: (target) =>
        `A ${target} un nom no hi pot ser dues vegades. Segons el pla d’avui, aquests passaran a ser:`,
      moved: (target) => `Què del que és teu pertanyerà a ${target}`,
      lostTitle: 'El teu accés',
      lost: (role, source) => `El teu rol a ${source} (${role}) s’acaba amb aquesta organització.`,
    },
  },
  after: {
    subject: (source, target) => `${source} ja forma part de ${target}`,
    preheader: 'El trasllat ha acabat. Això és el que canvia per a tu.',
    title: 'El trasllat ha acabat',
    intro: (source, target, at) =>
      at === null
        ? `${source} ha passat a formar part de ${target}.`
        : `El ${at}, ${source} va passar a formar part de ${target}.`,
    role: (role, target) => `El teu rol a ${target}: ${role}.`,
    yours: 'Què s’ha mogut amb tu',
    nothing: 'No tenies res que calgués moure.',
    renamedTitle: 'Què té un nom nou',
    renamed: (target) =>
      `Aquests noms ja s’utilitzaven a ${target}. Els teus elements ara es diuen d’una altra manera:`,
    notRenamed: 'Tot el que és teu conserva el nom.',
    stayedTitle: (source) => `Què s’ha quedat a ${source}`,
    stayed: 'Això no s’ha mogut:',
    allTitle: 'El trasllat sencer',
    login: 'Hi entres com sempre.',
    loginMayChange: 'Pot haver canviat la manera d’entrar-hi: mira què més ha canviat.',
    changed: {
      title: 'Què més ha canviat',
      cleared: (thing, columns, target) =>
        `${thing}: s’ha buidat «${columns}», perquè ja s’utilitzava a ${target}.`,
      switchedOff: (thing, source, target) =>
        `${thing} s’ha desactivat a ${source}, perquè ${target} ja en té.`,
    },
    other: {
      preheader: 'El trasllat ha acabat. Això és el que ha canviat per a tu.',
      title: 'Un trasllat que t’ha afectat',
      intro: (source, target, at) =>
        at === null
          ? `${source} ha passat a formar part de ${target}. Tu continues on eres, però ha afectat alguna cosa teva.`
          : `El ${at}, ${source} va passar a formar part de ${target}. Tu continues on eres, però ha afectat alguna cosa teva.`,
      renamed: (target) =>
        `A ${target} un nom no hi pot ser dues vegades. Aquests ara es diuen d’una altra manera:`,
      moved: (target) => `Què del que és teu pertany ara a ${target}`,
      lostTitle: 'El teu accés',
      lost: (role, source) => `El teu rol a ${source} (${role}) s’ha acabat amb aquesta organització.`,
    },
  },
  oldName: 'Abans',
  newName: 'Ara',
  withNewName: (count) => `${count} amb nom nou`,
  people: 'Persones',
  more: (count) => `… i ${count} més`,
  contact: (contact) => `Hi veus res estrany o tens cap pregunta? ${contact}`,
  noContact: 'Hi veus res estrany o tens cap pregunta? Parla amb el teu administrador.',
  footer: 'Reps aquest missatge perquè pertanys a aquesta organització.',
  otherFooter: 'Reps aquest missatge perquè afecta alguna cosa teva.',
  account: 'El teu compte',
}
