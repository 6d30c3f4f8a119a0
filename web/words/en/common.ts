import type { Format } from '../format.ts'

export const common = (f: Format) => ({
  product: 'Resettle',
  actions: {
    back: 'Back',
    cancel: 'Cancel',
    close: 'Close',
    next: 'Continue',
    retry: 'Try again',
    reload: 'Load again',
    search: 'Search',
    clearSearch: 'Clear the search',
    showAll: 'Show all',
    showLess: 'Show less',
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
    offline: 'The service cannot be reached. Trying again…',
    online: 'The service is back.',
  },
  loading: 'Loading…',
  rows: (n: number) => f.plural(n, { one: '# row', other: '# rows' }),
  people: (n: number) => f.plural(n, { one: '# person', other: '# people' }),
  tables: (n: number) => f.plural(n, { one: '# table', other: '# tables' }),
  ofTotal: (from: number, to: number, total: number) =>
    `${f.number(from)}–${f.number(to)} of ${f.number(total)}`,
  nothingFound: 'Nothing fits the search.',
  lessThanASecond: 'less than a second',
  into: (source: string, target: string) => `${source} into ${target}`,
  from: 'From',
  to: 'To',
  roles: { owner: 'Owner', admin: 'Administrator', member: 'Member', none: 'No role' },
  organization: 'organization',
})

export const problems = {
  heading: 'What happened',
  remedy: 'What to do',
  code: 'Code',
  differences: 'What changed',
  titles: {
    'page.offline': 'The service cannot be reached.',
    'page.answer': 'The service answered something this page does not understand.',
    'page.broken': 'This page made a mistake.',
    'page.missing': 'There is nothing at this address.',
  },
  details: {
    'page.offline': 'There is no connection, or the service is not running. Nothing you decided is lost.',
    'page.answer': 'Something between this page and the service answered in its place.',
    'page.broken': 'The part that failed is not shown. Your data is not touched by this.',
    'page.missing': 'The link may be old, or mistyped.',
  },
  remedies: {
    'page.offline': 'Check the network and that `resettle serve` runs; then try again.',
    'page.answer': 'Try again; if it stays so, look at the proxy in front of the service.',
    'page.broken': 'Load the page again; if it stays so, report it with this text.',
    'page.missing': 'Go back to the organizations.',
  },
}

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
  signedOut: 'You are signed out.',
  promise: 'Moves people, and everything they own, between organizations.',
  points: [
    'Every conflict and every change of access, before anything happens',
    'One transaction: done and proven, or nothing at all',
    'Undo, weeks later, keeping what people did meanwhile',
  ],
}

export const organizations = (f: Format) => ({
  title: 'Organizations',
  lead: (n: number) =>
    f.plural(n, { one: '# organization in this database', other: '# organizations in this database' }),
  filter: 'Name or slug',
  name: 'Organization',
  people: 'People',
  everything: 'All rows',
  contents: 'Contents',
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
