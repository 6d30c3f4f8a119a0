import { organizationConfig } from './config.ts'
import type { Person, Role } from './makers.ts'
import { addPerson } from './makers.ts'
import type { Value, World } from './world.ts'

export interface Organization {
  readonly id: number
  readonly slug: string
}

export interface Organizations {
  readonly system: Organization
  readonly source: Organization
  readonly target: Organization
  readonly bystander: Organization
  /** A small one with everything a slug should not hold. */
  readonly summer: Organization
}

/** Awkward settings of the organizations; all off unless asked for. */
export interface Settings {
  /** The target keeps its knowledge bases on another server. */
  readonly kbServerDiffers: boolean
  /** The target keeps its libraries on another server. */
  readonly libraryServerDiffers: boolean
  /** The target forbids new shares. */
  readonly targetSharingOff: boolean
  /** The target offers no model at all. */
  readonly targetWithoutModels: boolean
  /** Anybody who knows the key may still sign up in the source. */
  readonly sourceSignUpOpen: boolean
}

/** The people whom the hazards are about. */
export interface Cast {
  readonly organizations: Organizations
  readonly root: Person
  readonly helpdesk: Person
  readonly marta: Person
  readonly jon: Person
  readonly lukasz: Person
  readonly aoife: Person
  readonly huong: Person
  readonly ahmed: Person
  readonly eleni: Person
  readonly soren: Person
  readonly zeynep: Person
  readonly nadia: Person
  readonly pedro: Person
  readonly julia: Person
}

const organizations: Organizations = {
  system: { id: 1, slug: 'lamb' },
  source: { id: 2, slug: 'eng-dept' },
  target: { id: 3, slug: 'faculty_sci' },
  bystander: { id: 4, slug: 'med-school' },
  summer: { id: 5, slug: `estiu-d'"or" ☀️` },
}

/** Organizations, their admins and a few people with a part to play. */
export function addCast(world: World, settings: Settings): Cast {
  addOrganizations(world, settings)
  const someone = (name: string, email: string, home: Organization, role: Role = 'member', more = {}) =>
    addPerson(world, { name, email: `${email}@portlindar.example`, organization: home.id, role, more })
  const { system, source, target, bystander, summer } = organizations
  return {
    organizations,
    root: someone('Irene Valdecasas', 'admin', system, 'admin', { role: 'admin' }),
    helpdesk: someone('Tobias Wendt', 'helpdesk', system),
    marta: someone('Marta Puigdomènech', 'marta.puigdomenech', source, 'admin'),
    jon: someone('Jon Etxeberria', 'jon.etxeberria', source),
    lukasz: someone('Łukasz Żółkiewski', 'lukasz.zolkiewski', source),
    aoife: someone('Aoife Ní Bhriain', 'aoife.nibhriain', source),
    huong: someone('Nguyễn Thị Hương', 'huong.nguyen', source),
    ahmed: someone('أحمد الفاروق', 'ahmed.alfarouq', source),
    eleni: someone('Ελένη Παπαδοπούλου', 'eleni.papadopoulou', target, 'admin'),
    soren: someone('Søren Kjærgaard', 'soren.kjaergaard', target),
    zeynep: someone('Zeynep Çağlar', 'zeynep.caglar', target),
    nadia: someone('Nadia Haddad', 'nadia.haddad', bystander, 'admin'),
    pedro: someone("Pedro O'Connor", 'pedro.oconnor', bystander),
    julia: someone('Júlia Ferrer i Bosch', 'julia.ferrer', summer, 'owner'),
  }
}

function addOrganizations(world: World, settings: Settings): void {
  const { system, source, target, bystander, summer } = organizations
  const kbServer = 'http://kb.portlindar.example:9090'
  const libraryServer = 'http://library.portlindar.example:9091'
  const usual = {
    admin: null,
    providers: { openai: ['gpt-4o-mini', 'gpt-4.1'] },
    model: { provider: 'openai', model: 'gpt-4o-mini' },
    kbServer,
    libraryServer,
    signUpKey: null,
    isSharing: true,
  }
  const add = (organization: Organization, name: string, config: string, more: Record<string, Value> = {}) =>
    world.add('organizations', {
      slug: organization.slug,
      name,
      is_system: false,
      status: 'active',
      config,
      ...world.times(),
      ...more,
    })
  const system_ = {
    ...usual,
    title: 'System organization',
    secret: 'system',
    signUpKey: 'lindar-welcome-2025',
  }
  add(system, 'University of Port Lindar', organizationConfig(system_), { is_system: true })
  add(
    source,
    'Department of Engineering',
    organizationConfig({
      ...usual,
      title: 'Enginyeria · Ingeniaritza · Ingeniería',
      secret: 'engineering',
      admin: { id: 3, email: 'marta.puigdomenech@portlindar.example' },
      providers: {
        openai: ['gpt-4o-mini', 'gpt-4.1', 'gpt-4o'],
        ollama: ['llama3.1:70b', 'qwen2.5-coder:32b'],
      },
      signUpKey: settings.sourceSignUpOpen ? 'engineers-only-2025' : null,
    }),
  )
  add(
    target,
    'Faculty of Sciences',
    organizationConfig({
      ...usual,
      title: 'Ciències · Zientziak · Ciencias',
      secret: 'sciences',
      admin: { id: 9, email: 'eleni.papadopoulou@portlindar.example' },
      providers: settings.targetWithoutModels
        ? {}
        : { openai: ['gpt-4o-mini', 'gpt-4.1'], anthropic: ['claude-3-5-haiku-20241022'] },
      kbServer: settings.kbServerDiffers ? 'http://kb.sciences.portlindar.example:9090' : kbServer,
      libraryServer: settings.libraryServerDiffers
        ? 'http://library.sciences.portlindar.example:9091'
        : libraryServer,
      isSharing: !settings.targetSharingOff,
    }),
  )
  const medicine = { ...usual, title: 'Medicine', secret: 'medicine', signUpKey: 'first-do-no-harm' }
  add(bystander, 'School of Medicine', organizationConfig(medicine))
  const sea = { ...usual, title: 'Courses by the sea', secret: 'summer' }
  add(summer, `Escola d'Estiu "Port Lindar"; drop table students; --`, organizationConfig(sea), {
    status: 'trial',
  })
}
