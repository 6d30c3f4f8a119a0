import type { Choice } from '../../blueprint/blueprint.ts'
import type { Decision } from '../../migration/documents.ts'
import { takesName } from '../input/decisions.ts'
import type { Conflict } from '../render/conflicts.ts'
import { mark } from '../render/parts.ts'
import type { Option, Prompter } from '../terminal/prompter.ts'
import { count, shorten, visible } from '../terminal/text.ts'
import type { Group } from './groups.ts'

/** What each choice means, as the question shows it. */
const meanings: Readonly<Record<Choice, string>> = {
  rename: "the source's row gets a new name",
  'rename-target': "the target's row gets a new name, this one keeps its own",
  skip: 'the row stays in the source, with everything that belongs to it',
  'keep-target': "the target's stays in use, this one is left behind",
  clear: 'the row moves without this value',
}

/** A default for the whole group, then exceptions; a group of one is asked directly. */
export async function askGroup(group: Group, prompter: Prompter): Promise<Decision[]> {
  const [first] = group.items
  if (group.items.length === 1 && first) return [await askItem(first, prompter)]
  const choice = await prompter.select<Choice | null>(`All ${count(group.items.length)} ${where(group)}`, [
    ...group.choices.map((one) => ({ value: one, label: one, hint: meanings[one] })),
    { value: null, label: 'decide each one' },
  ])
  if (choice === null) return await askEach(group.items, prompter)
  const exceptions = await askExceptions(group, choice, prompter)
  return group.items.map((item) => exceptions.get(item) ?? decide(item, choice))
}

/** One conflict: its choices, and for a renaming a name of one's own. */
export async function askItem(item: Conflict, prompter: Prompter): Promise<Decision> {
  const options = item.choices.flatMap((choice): Option<readonly [Choice, boolean]>[] => [
    { value: [choice, false], label: choice, hint: hintOf(choice, item) },
    ...(takesName(choice)
      ? [{ value: [choice, true] as const, label: `${choice} to a name of your own` }]
      : []),
  ])
  const [choice, isOwn] = await prompter.select(`${title(item)}: ${visible(item.conflict_reason)}`, options)
  if (!isOwn) return decide(item, choice)
  const name = await prompter.text(`New name instead of ${visible(item.name)}`, (answer) =>
    refuseName(answer, item.name),
  )
  return { ...decide(item, choice), name }
}

function hintOf(choice: Choice, { madeName }: Conflict): string {
  return choice === 'rename' && madeName ? `→ ${shorten(visible(madeName), 48)}` : meanings[choice]
}

/** Picks one of the settled conflicts to decide anew; null: all is well. */
export async function askChange(items: readonly Conflict[], prompter: Prompter): Promise<Conflict | null> {
  return await prompter.select<Conflict | null>('These names are free. Go on?', [
    { value: null, label: 'go on' },
    ...items.map((item) => ({ value: item, label: `change ${title(item)}`, hint: outcome(item) })),
  ])
}

async function askEach(items: readonly Conflict[], prompter: Prompter): Promise<Decision[]> {
  const decisions: Decision[] = []
  for (const item of items) decisions.push(await askItem(item, prompter))
  return decisions
}

async function askExceptions(
  group: Group,
  choice: Choice,
  prompter: Prompter,
): Promise<Map<Conflict, Decision>> {
  const exceptions = new Map<Conflict, Decision>()
  for (;;) {
    const left = group.items.filter((item) => !exceptions.has(item))
    const item = await prompter.select<Conflict | null>(`Any exception from ${choice}?`, [
      { value: null, label: exceptions.size === 0 ? `no, ${choice} all` : 'no more' },
      ...left.map((one) => ({ value: one, label: title(one), hint: visible(one.conflict_reason) })),
    ])
    if (item === null) return exceptions
    exceptions.set(item, await askItem(item, prompter))
  }
}

function decide(item: Conflict, choice: Choice): Decision {
  return { resource: item.resource, id: item.id, choice }
}

function refuseName(answer: string, current: string | null): string | undefined {
  if (answer === '') return 'Type a name.'
  return answer === current ? 'That is the name it has.' : undefined
}

function where(group: Group): string {
  return `${visible(group.resource)} with the same ${group.columns.map(visible).join(' and ')}`
}

function title(item: Conflict): string {
  return `${visible(item.resource)} ${mark(item.id)} ${shorten(visible(item.name), 48)}`
}

function outcome(item: Conflict): string {
  const { proposed } = item
  if (proposed === null) return ''
  return proposed.name === null
    ? proposed.action
    : `${proposed.action} → ${shorten(visible(proposed.name), 48)}`
}
