import type { Words } from '../catalogue.ts'
import type { Format } from '../format.ts'

export const common = (f: Format): Words['common'] => ({
  product: 'Resettle',
  actions: {
    back: 'Enrere',
    cancel: 'Cancel·la',
    close: 'Tanca',
    next: 'Continua',
    retry: 'Torna-ho a provar',
    search: 'Cerca',
    copy: 'Copia',
    copied: 'Copiat',
    download: 'Baixa',
    print: 'Imprimeix',
    previous: 'Pàgina anterior',
    following: 'Pàgina següent',
  },
  shell: {
    navigation: 'Principal',
    skip: 'Salta al contingut',
    organizations: 'Organitzacions',
    history: 'Historial',
    promotions: 'Promocions',
    menu: 'Menú',
    signOut: 'Tanca la sessió',
    signedInAs: (name) => `Sessió iniciada com a ${name}`,
    language: 'Llengua',
    appearance: 'Aparença',
    light: 'Clara',
    dark: 'Fosca',
    system: 'Com el sistema',
    readOnly: 'Aquí ho podeu veure tot; per canviar alguna cosa cal un altre rol.',
    database: 'Base de dades',
    blueprint: 'Plànol',
  },
  loading: 'S’està carregant…',
  rows: (n) => f.plural(n, { one: '{n} fila', other: '{n} files' }),
  people: (n) => f.plural(n, { one: '{n} persona', other: '{n} persones' }),
  tables: (n) => f.plural(n, { one: '{n} taula', other: '{n} taules' }),
  ofTotal: (from, to, total) => `${f.number(from)}–${f.number(to)} de ${f.number(total)}`,
  nothingFound: 'Res no coincideix amb la cerca.',
  lessThanASecond: 'menys d’un segon',
  from: 'De',
  to: 'A',
  roles: { owner: 'Propietari', admin: 'Administrador', member: 'Membre', none: 'Sense rol' },
})

export const signIn: Words['signIn'] = {
  title: 'Inicia la sessió',
  lead: 'Per a administradors del sistema.',
  token: 'Testimoni',
  tokenHelp:
    'El testimoni d’un administrador del sistema de l’aplicació, o un que us hagi donat qui gestiona aquest servei.',
  submit: 'Entra',
  required: 'Enganxeu un testimoni.',
  expired: 'La vostra sessió s’ha acabat',
  expiredText: 'Torneu a iniciar la sessió per continuar on éreu. Els plans i les decisions es conserven.',
  points: [
    'Cada conflicte i cada canvi d’accés, abans que passi res',
    'Una sola transacció: fet i comprovat, o res de res',
    'Desfer-ho, setmanes després, conservant el que la gent ha fet mentrestant',
  ],
}

export const organizations = (f: Format): Words['organizations'] => ({
  title: 'Organitzacions',
  lead: (n) =>
    f.plural(n, {
      one: '{n} organització en aquesta base de dades',
      other: '{n} organitzacions en aquesta base de dades',
    }),
  filter: 'Nom o identificador',
  name: 'Organització',
  people: 'Persones',
  actions: 'Accions',
  system: 'Sistema',
  systemWhy: 'L’organització del sistema no pot ser ni origen ni destinació.',
  busy: 'En migració',
  migrate: 'Migra',
  migrateOf: (name) => `Migra ${name}`,
  inventory: 'Inventari',
  inventoryOf: (name) => `Què té ${name}`,
  emptyTitle: 'Encara no hi ha organitzacions',
  emptyText: 'La base de dades que mira aquest servei no en té cap. Comproveu-ne l’adreça i el plànol.',
  onlyOne: 'Només hi ha una organització: encara no hi ha on portar res.',
})

export const lost: Words['lost'] = {
  title: 'Aquí no hi ha res',
  text: 'Potser l’enllaç és antic o està mal escrit.',
  home: 'Ves a les organitzacions',
}
