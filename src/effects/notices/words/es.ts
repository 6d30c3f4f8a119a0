import type { NoticeWords } from './words.ts'

export const es: NoticeWords = {
  greeting: (name) => (name === null ? 'Hola:' : `Hola, ${name}:`),
  before: {
    subject: (source, target) => `${source} pasará a formar parte de ${target}`,
    preheader: 'Qué se mueve contigo y qué tienes que hacer: nada.',
    title: 'Tu organización se traslada',
    intro: (source, target, at) =>
      at === null
        ? `${source} pasará pronto a formar parte de ${target}. No tienes que hacer nada.`
        : `El ${at}, ${source} pasará a formar parte de ${target}. No tienes que hacer nada.`,
    meansTitle: 'Qué significa para ti',
    means: {
      all: 'Todo lo que es tuyo se mueve contigo.',
      allButNamed: 'Lo tuyo se mueve contigo, salvo lo que se nombra más abajo.',
      access: 'Conservas el acceso a todo ello.',
      login: 'Entras como siempre: ahí no cambia nada.',
      loginMayChange: 'Puede cambiar tu forma de entrar: mira qué más cambiará.',
    },
    role: (role, target) => `Tu rol en ${target} será: ${role}.`,
    yours: 'Qué se mueve contigo',
    renamedTitle: 'Qué tendrá otro nombre',
    renamed: (target) => `Estos nombres ya están en uso en ${target}. Según el plan de hoy pasarán a ser:`,
    stayedTitle: (source) => `Qué se queda en ${source}`,
    stayed: 'Esto se quedará donde está:',
    mayChange:
      'Si para entonces algún nombre tuyo ya está en uso, ese elemento recibirá otro y te diremos cuál.',
    changed: {
      title: 'Qué más cambiará',
      cleared: (thing, columns, target) =>
        `${thing}: se vaciará «${columns}», porque ya está en uso en ${target}.`,
      switchedOff: (thing, source, target) =>
        `${thing} se desactivará en ${source}, porque ${target} tiene lo suyo.`,
    },
    other: {
      preheader: 'Qué te afecta y qué tienes que hacer: nada.',
      title: 'Un traslado que te afecta',
      intro: (source, target, at) =>
        at === null
          ? `${source} pasará pronto a formar parte de ${target}. Tú te quedas donde estás, pero afecta a algo tuyo. No tienes que hacer nada.`
          : `El ${at}, ${source} pasará a formar parte de ${target}. Tú te quedas donde estás, pero afecta a algo tuyo. No tienes que hacer nada.`,
      renamed: (target) =>
        `En ${target} un nombre no puede estar dos veces. Según el plan de hoy, estos pasarán a ser:`,
      moved: (target) => `Qué de lo tuyo pertenecerá a ${target}`,
      lostTitle: 'Tu acceso',
      lost: (role, source) => `Tu rol en ${source} (${role}) termina con esa organización.`,
    },
  },
  after: {
    subject: (source, target) => `${source} ya forma parte de ${target}`,
    preheader: 'El traslado ha terminado. Esto es lo que cambia para ti.',
    title: 'El traslado ha terminado',
    intro: (source, target, at) =>
      at === null
        ? `${source} ha pasado a formar parte de ${target}.`
        : `El ${at}, ${source} pasó a formar parte de ${target}.`,
    role: (role, target) => `Tu rol en ${target}: ${role}.`,
    yours: 'Qué se ha movido contigo',
    nothing: 'No tenías nada que hubiera que mover.',
    renamedTitle: 'Qué tiene un nombre nuevo',
    renamed: (target) =>
      `Estos nombres ya estaban en uso en ${target}. Tus elementos se llaman ahora de otra manera:`,
    notRenamed: 'Todo lo tuyo conserva su nombre.',
    stayedTitle: (source) => `Qué se ha quedado en ${source}`,
    stayed: 'Esto no se ha movido:',
    allTitle: 'El traslado completo',
    login: 'Entras como siempre.',
    loginMayChange: 'Puede haber cambiado tu forma de entrar: mira qué más ha cambiado.',
    changed: {
      title: 'Qué más ha cambiado',
      cleared: (thing, columns, target) =>
        `${thing}: se ha vaciado «${columns}», porque ya estaba en uso en ${target}.`,
      switchedOff: (thing, source, target) =>
        `${thing} se ha desactivado en ${source}, porque ${target} tiene lo suyo.`,
    },
    other: {
      preheader: 'El traslado ha terminado. Esto es lo que ha cambiado para ti.',
      title: 'Un traslado que te ha afectado',
      intro: (source, target, at) =>
        at === null
          ? `${source} ha pasado a formar parte de ${target}. Tú sigues donde estabas, pero ha afectado a algo tuyo.`
          : `El ${at}, ${source} pasó a formar parte de ${target}. Tú sigues donde estabas, pero ha afectado a algo tuyo.`,
      renamed: (target) =>
        `En ${target} un nombre no puede estar dos veces. Estos se llaman ahora de otra manera:`,
      moved: (target) => `Qué de lo tuyo pertenece ahora a ${target}`,
      lostTitle: 'Tu acceso',
      lost: (role, source) => `Tu rol en ${source} (${role}) ha terminado con esa organización.`,
    },
  },
  oldName: 'Antes',
  newName: 'Ahora',
  withNewName: (count) => `${count} con nombre nuevo`,
  people: 'Personas',
  more: (count) => `… y ${count} más`,
  contact: (contact) => `¿Ves algo que no cuadra o tienes alguna pregunta? ${contact}`,
  noContact: '¿Ves algo que no cuadra o tienes alguna pregunta? Habla con tu administrador.',
  footer: 'Recibes este mensaje porque perteneces a esta organización.',
  otherFooter: 'Recibes este mensaje porque afecta a algo tuyo.',
  account: 'Tu cuenta',
}
