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
    means: [
      'Tot el que és teu es mou amb tu.',
      'Conserves l’accés a tot plegat.',
      'Hi entres com sempre: això no canvia.',
    ],
    role: (role, target) => `El teu rol a ${target} serà: ${role}.`,
    yours: 'Què es mou amb tu',
    renamedTitle: 'Què tindrà un altre nom',
    renamed: (target) => `Aquests noms ja s’utilitzen a ${target}. Segons el pla d’avui passaran a ser:`,
    stayedTitle: (source) => `Què es queda a ${source}`,
    stayed: 'Això es quedarà on és:',
    mayChange: 'Si aleshores algun nom teu ja s’utilitza, aquell element en rebrà un altre i et direm quin.',
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
  },
  oldName: 'Abans',
  newName: 'Ara',
  withNewName: (count) => `${count} amb nom nou`,
  people: 'Persones',
  more: (count) => `… i ${count} més`,
  contact: (contact) => `Hi veus res estrany o tens cap pregunta? ${contact}`,
  noContact: 'Hi veus res estrany o tens cap pregunta? Parla amb el teu administrador.',
  footer: 'Reps aquest missatge perquè pertanys a aquesta organització.',
}
