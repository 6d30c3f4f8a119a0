import type { Format } from '../format.ts'

export const common = (f: Format) => ({
  product: 'Resettle',
  actions: {
    back: 'Back',
    cancel: 'Cancel',
    close: 'Close',
    next: 'Continue',
    retry: 'Try again',
    search: 'Search',
    copy: 'Copy',
    copied: 'Copied',
    download: 'Download',
    print: 'Print',
    previous: 'Previous page',
    following: 'Next page',
  },
  shell: {
    navigation: 'Main',
    skip: 'Skip to the content',
    organizations: 'Organizations',
    history: 'History',
    promotions: 'Promotions',
    menu: 'Menu',
    signOut: 'Sign out',
    signedInAs: (name: string) => `Signed in as ${name}`,
    language: 'Language',
    appearance: 'Appearance',
    light: 'Light',
    dark: 'Dark',
    system: 'As the system',
    readOnly: 'You may look at everything here; changing something takes another role.',
    database: 'Database',
    blueprint: 'Blueprint',
  },
  loading: 'Loading…',
  rows: (n: number) => f.plural(n, { one: '{n} row', other: '{n} rows' }),
  people: (n: number) => f.plural(n, { one: '{n} person', other: '{n} people' }),
  tables: (n: number) => f.plural(n, { one: '{n} table', other: '{n} tables' }),
  ofTotal: (from: number, to: number, total: number) =>
    `${f.number(from)}–${f.number(to)} of ${f.number(total)}`,
  nothingFound: 'Nothing fits the search.',
  lessThanASecond: 'less than a second',
  from: 'From',
  to: 'To',
  roles: { owner: 'Owner', admin: 'Administrator', member: 'Member', none: 'No role' },
})

export const signIn = {
  title: 'Sign in',
  lead: 'For system administrators.',
  token: 'Token',
  tokenHelp:
    'The token of a system administrator of the app, or one that the operator of this service gave you.',
  submit: 'Sign in',
  required: 'Paste a token.',
  expired: 'Your session has ended',
  expiredText: 'Sign in again to go on where you were. Plans and decisions are kept.',
  points: [
    'Every conflict and every change of access, before anything happens',
    'One transaction: done and proven, or nothing at all',
    'Undo, weeks later, keeping what people did meanwhile',
  ],
}

export const organizations = (f: Format) => ({
  title: 'Organizations',
  lead: (n: number) =>
    f.plural(n, { one: '{n} organization in this database', other: '{n} organizations in this database' }),
  filter: 'Name or slug',
  name: 'Organization',
  people: 'People',
  actions: 'Actions',
  system: 'System',
  systemWhy: 'The system organization can be neither source nor target.',
  busy: 'Being migrated',
  migrate: 'Migrate',
  migrateOf: (name: string) => `Migrate ${name}`,
  inventory: 'Inventory',
  inventoryOf: (name: string) => `What ${name} owns`,
  emptyTitle: 'No organizations yet',
  emptyText: 'The database that this service looks at has none. Check its address and the blueprint.',
  onlyOne: 'There is only one organization: nothing can be moved yet.',
})

export const lost = {
  title: 'There is nothing here',
  text: 'The link may be old, or mistyped.',
  home: 'Go to the organizations',
}
