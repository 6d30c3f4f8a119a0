import type { Words } from '../catalogue.ts'
import type { Format } from '../format.ts'

export const common = (f: Format): Words['common'] => ({
  product: 'Resettle',
  actions: {
    back: 'Atzera',
    cancel: 'Utzi',
    close: 'Itxi',
    next: 'Jarraitu',
    retry: 'Saiatu berriro',
    search: 'Bilatu',
    copy: 'Kopiatu',
    copied: 'Kopiatuta',
    download: 'Deskargatu',
    print: 'Inprimatu',
    previous: 'Aurreko orria',
    following: 'Hurrengo orria',
  },
  shell: {
    navigation: 'Nagusia',
    skip: 'Joan edukira',
    organizations: 'Erakundeak',
    history: 'Historia',
    promotions: 'Promozioak',
    menu: 'Menua',
    signOut: 'Amaitu saioa',
    signedInAs: (name) => `Saioa hasita: ${name}`,
    language: 'Hizkuntza',
    appearance: 'Itxura',
    light: 'Argia',
    dark: 'Iluna',
    system: 'Sistemak bezala',
    readOnly: 'Hemen dena ikus dezakezu; zerbait aldatzeko beste rol bat behar da.',
    database: 'Datu-basea',
    blueprint: 'Planoa',
  },
  loading: 'Kargatzen…',
  rows: (n) => f.plural(n, { one: 'errenkada bat', other: '{n} errenkada' }),
  people: (n) => f.plural(n, { one: 'pertsona bat', other: '{n} pertsona' }),
  tables: (n) => f.plural(n, { one: 'taula bat', other: '{n} taula' }),
  ofTotal: (from, to, total) => `${f.number(from)}–${f.number(to)} / ${f.number(total)}`,
  nothingFound: 'Ez dago bilaketarekin bat datorrenik.',
  lessThanASecond: 'segundo bat baino gutxiago',
  from: 'Nondik',
  to: 'Nora',
  roles: { owner: 'Jabea', admin: 'Administratzailea', member: 'Kidea', none: 'Rolik gabe' },
})

export const signIn: Words['signIn'] = {
  title: 'Hasi saioa',
  lead: 'Sistemaren administratzaileentzat.',
  token: 'Tokena',
  tokenHelp:
    'Aplikazioko sistema-administratzaile baten tokena, edo zerbitzu honen arduradunak emandako bat.',
  submit: 'Sartu',
  required: 'Itsatsi token bat.',
  expired: 'Zure saioa amaitu da',
  expiredText: 'Hasi saioa berriro, zeunden lekutik jarraitzeko. Planak eta erabakiak gordeta daude.',
  points: [
    'Gatazka bakoitza eta sarbide-aldaketa bakoitza, ezer gertatu aurretik',
    'Transakzio bakarra: eginda eta egiaztatuta, edo ezer ez',
    'Desegitea, aste batzuk geroago, bitartean egindakoa gordeta',
  ],
}

export const organizations = (f: Format): Words['organizations'] => ({
  title: 'Erakundeak',
  lead: (n) =>
    f.plural(n, { one: 'Erakunde bat datu-base honetan', other: '{n} erakunde datu-base honetan' }),
  filter: 'Izena edo identifikatzailea',
  name: 'Erakundea',
  people: 'Pertsonak',
  actions: 'Ekintzak',
  system: 'Sistema',
  systemWhy: 'Sistemaren erakundea ezin da jatorria ez helmuga izan.',
  busy: 'Migratzen',
  migrate: 'Migratu',
  migrateOf: (name) => `Migratu ${name}`,
  inventory: 'Inbentarioa',
  inventoryOf: (name) => `${name}: zer duen`,
  emptyTitle: 'Oraindik ez dago erakunderik',
  emptyText: 'Zerbitzu honek begiratzen duen datu-baseak ez du erakunderik. Egiaztatu helbidea eta planoa.',
  onlyOne: 'Erakunde bakarra dago: oraindik ez dago nora eraman.',
})

export const lost: Words['lost'] = {
  title: 'Hemen ez dago ezer',
  text: 'Agian esteka zaharra da, edo gaizki idatzita dago.',
  home: 'Joan erakundeetara',
}
