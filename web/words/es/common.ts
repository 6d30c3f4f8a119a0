import type { Words } from '../catalogue.ts'
import type { Format } from '../format.ts'

export const common = (f: Format): Words['common'] => ({
  product: 'Resettle',
  actions: {
    back: 'Atrás',
    cancel: 'Cancelar',
    close: 'Cerrar',
    next: 'Continuar',
    retry: 'Reintentar',
    search: 'Buscar',
    copy: 'Copiar',
    copied: 'Copiado',
    download: 'Descargar',
    print: 'Imprimir',
    previous: 'Página anterior',
    following: 'Página siguiente',
  },
  shell: {
    navigation: 'Principal',
    skip: 'Saltar al contenido',
    organizations: 'Organizaciones',
    history: 'Historial',
    promotions: 'Promociones',
    menu: 'Menú',
    signOut: 'Cerrar sesión',
    signedInAs: (name) => `Sesión iniciada como ${name}`,
    language: 'Idioma',
    appearance: 'Apariencia',
    light: 'Clara',
    dark: 'Oscura',
    system: 'Como el sistema',
    readOnly: 'Aquí puede verlo todo; para cambiar algo hace falta otro rol.',
    database: 'Base de datos',
    blueprint: 'Plano',
  },
  loading: 'Cargando…',
  rows: (n) => f.plural(n, { one: '{n} fila', other: '{n} filas' }),
  people: (n) => f.plural(n, { one: '{n} persona', other: '{n} personas' }),
  tables: (n) => f.plural(n, { one: '{n} tabla', other: '{n} tablas' }),
  ofTotal: (from, to, total) => `${f.number(from)}–${f.number(to)} de ${f.number(total)}`,
  nothingFound: 'Nada coincide con la búsqueda.',
  lessThanASecond: 'menos de un segundo',
  from: 'De',
  to: 'A',
  roles: { owner: 'Propietario', admin: 'Administrador', member: 'Miembro', none: 'Sin rol' },
})

export const signIn: Words['signIn'] = {
  title: 'Iniciar sesión',
  lead: 'Para administradores del sistema.',
  token: 'Token',
  tokenHelp:
    'El token de un administrador del sistema de la aplicación, o uno que le haya dado quien gestiona este servicio.',
  submit: 'Entrar',
  required: 'Pegue un token.',
  expired: 'Su sesión ha terminado',
  expiredText: 'Inicie sesión de nuevo para seguir donde estaba. Los planes y las decisiones se conservan.',
  points: [
    'Cada conflicto y cada cambio de acceso, antes de que ocurra nada',
    'Una sola transacción: hecho y comprobado, o nada en absoluto',
    'Deshacer, semanas después, conservando lo que la gente hizo entretanto',
  ],
}

export const organizations = (f: Format): Words['organizations'] => ({
  title: 'Organizaciones',
  lead: (n) =>
    f.plural(n, {
      one: '{n} organización en esta base de datos',
      other: '{n} organizaciones en esta base de datos',
    }),
  filter: 'Nombre o identificador',
  name: 'Organización',
  people: 'Personas',
  actions: 'Acciones',
  system: 'Sistema',
  systemWhy: 'La organización del sistema no puede ser ni origen ni destino.',
  busy: 'En migración',
  migrate: 'Migrar',
  migrateOf: (name) => `Migrar ${name}`,
  inventory: 'Inventario',
  inventoryOf: (name) => `Lo que posee ${name}`,
  emptyTitle: 'Todavía no hay organizaciones',
  emptyText: 'La base de datos que mira este servicio no tiene ninguna. Compruebe su dirección y el plano.',
  onlyOne: 'Solo hay una organización: aún no hay adónde llevar nada.',
})

export const lost: Words['lost'] = {
  title: 'Aquí no hay nada',
  text: 'Puede que el enlace sea antiguo o esté mal escrito.',
  home: 'Ir a las organizaciones',
}
