import type { Cast, Organizations } from './cast.ts'
import { addActivity, addLtiStudent } from './hazards/lti.ts'
import { addKnowledgeBase, addRubric, addStore, linkItems } from './hazards/resources.ts'
import { addAudit, addChat, addImport, addQuota, addSession, addShare, addTest } from './hazards/traces.ts'
import type { Person } from './makers.ts'
import { addAssistant, addCollection, addLibrary, addPerson, addTemplate, publish } from './makers.ts'
import { assistantKinds, familyNames, givenNames, libraryKinds, subjects, templateKinds } from './words.ts'
import type { World } from './world.ts'

const people = { system: 2, source: 42, target: 48, bystander: 24, summer: 6 } as const

interface Faculty {
  readonly name: keyof Organizations
  readonly id: number
  readonly people: readonly Person[]
  readonly assistants: readonly { readonly id: number; readonly name: string; readonly owner: Person }[]
}

/** Ordinary people with ordinary work, and no conflict among any of it. */
export function addPopulation(world: World, cast: Cast, scale: number): void {
  const taken = new Set<string>()
  for (const name of Object.keys(people) as (keyof Organizations)[]) {
    const { id } = cast.organizations[name]
    const count = Math.max(1, Math.round(people[name] * scale))
    const members = Array.from({ length: count }, (_, number) => addMember(world, id, number, taken))
    const faculty = {
      name,
      id,
      people: members,
      assistants: members.flatMap((person) => addWork(world, name, id, person)),
    }
    addShelves(world, faculty)
    addClassroom(world, faculty)
    addTraces(world, faculty)
  }
  addPrices(world)
}

function addMember(world: World, organization: number, number: number, taken: Set<string>): Person {
  const [given, plainGiven] = world.random.pick(givenNames)
  const [family, plainFamily] = world.random.pick(familyNames)
  const plain = `${plainGiven}.${plainFamily}`
  let mailbox = plain
  for (let next = 2; taken.has(mailbox); next++) mailbox = `${plain}${next}`
  taken.add(mailbox)
  return addPerson(world, {
    name: `${given} ${family}`,
    email: `${mailbox}@portlindar.example`,
    organization,
    role: number % 17 === 16 ? 'admin' : 'member',
  })
}

/** What one person made: assistants, now and then a template. */
function addWork(world: World, faculty: keyof Organizations, organization: number, person: Person) {
  const { random } = world
  const made: { id: number; name: string; owner: Person }[] = []
  const names = new Set<string>()
  for (let number = 1 + random.below(4); number > 0; number--) {
    const base = `${random.pick(subjects[faculty])} ${random.pick(assistantKinds)}`.replaceAll(' ', '_')
    let name = `${person.id}_${base}`
    for (let next = 2; names.has(name); next++) name = `${person.id}_${base}_${next}`
    names.add(name)
    const model = random.once(4) ? 'gpt-4.1' : 'gpt-4o-mini'
    made.push({
      id: addAssistant(world, { organization, owner: person.email, name, model }),
      name,
      owner: person,
    })
  }
  if (random.once(2)) {
    const title = `${random.pick(templateKinds)}: ${random.pick(subjects[faculty])}`
    addTemplate(world, organization, person.email, title)
  }
  return made
}

/** Libraries, collections, knowledge bases and rubrics. */
function addShelves(world: World, { name, id, people }: Faculty): void {
  for (const [number, person] of people.entries()) {
    const subject = world.random.pick(subjects[name])
    if (number % 6 === 0) {
      const library = addLibrary(
        world,
        id,
        person.id,
        `${world.random.pick(libraryKinds)}: ${subject} ${number}`,
        4,
      )
      const store = addStore(world, id, person.id, `${subject} ${number}`)
      if (world.has('kb_content_links')) linkItems(world, id, person.id, store, library)
    }
    if (number % 9 === 0) addCollection(world, id, person.email, `${subject} ${number}`)
    if (number % 4 === 0) {
      const notes = {
        id: world.random.uuid(),
        name: subject.replaceAll(' ', '_'),
        isShared: world.random.once(2),
      }
      addKnowledgeBase(world, id, person.id, notes)
    }
    if (number % 4 === 1) addRubric(world, id, person.email, `Rubric for ${subject}`)
  }
}

/** Publications, LMS activities and students. */
function addClassroom(world: World, { name, id, assistants }: Faculty): void {
  for (const [number, assistant] of assistants.entries()) {
    const { email } = assistant.owner
    if (number % 5 === 0) publish(world, assistant.id, assistant.name, email, assistant.name)
    if (number % 10 === 0) {
      for (let student = 0; student < 3; student++) addLtiStudent(world, assistant.id, assistant.name, email)
    }
    if (number % 12 === 0) {
      const title = world.random.pick(subjects[name])
      addActivity(world, id, { owner: email, title, assistants: [assistant.id], students: 6 })
    }
  }
}

/** Chats, shares, tests, sessions and logs that work leaves behind. */
function addTraces(world: World, { id, people, assistants }: Faculty): void {
  const { random } = world
  for (const [number, { id: assistant, name, owner }] of assistants.entries()) {
    const other = random.pick(people)
    if (number % 2 === 0) addChat(world, other.id, assistant, `About ${name.replaceAll('_', ' ')}`)
    if (number % 3 === 0 && other.id !== owner.id) addShare(world, assistant, other.id, owner.id)
    if (number % 8 === 0) addTest(world, assistant, owner.email, `Keeps to ${name}`)
    if (number % 11 === 0) addSession(world, id, owner.email, assistant)
    if (number % 9 === 0) addQuota(world, assistant, 5 + random.below(50), random.once(5))
    if (number % 5 === 0) addAudit(world, id, owner.id, 'library.import', random.uuid(), '{"items": 1}')
  }
  for (const person of people.slice(0, Math.ceil(people.length / 12))) addImport(world, id, person)
}

function addPrices(world: World): void {
  world.addNamed('config', { id: 1, config: '{}' })
  const prices = { 'gpt-4.1': [2, 8], 'gpt-4o': [2.5, 10], 'gpt-4o-mini': [0.15, 0.6] } as const
  for (const [model, [input, output]] of Object.entries(prices)) {
    world.add('model_pricing', {
      provider: 'openai',
      model_name: model,
      input_per_1m: input,
      output_per_1m: output,
      notes: null,
      updated_at: world.now,
    })
  }
  world.addNamed('lti_global_config', {
    id: 1,
    oauth_consumer_key: 'port-lindar',
    oauth_consumer_secret: 'lti-demo-global',
    updated_at: world.now,
    updated_by: 'admin@portlindar.example',
  })
}
