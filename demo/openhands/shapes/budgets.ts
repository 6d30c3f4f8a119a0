import type { Legacy } from '../legacy.ts'
import { addLegacy } from '../legacy.ts'
import type { World } from '../world.ts'
import type { Shape } from './shape.ts'

/** What OpenHands writes where it means "no limit", and then reads as "already migrated". */
const unlimited = 1_000_000_000

/** Money: what LiteLLM allows, what was spent, and the margin that older settings carry. */
export const budgetShapes = {
  'margin-of-old-version': {
    what: 'Settings of version 3 with a margin of 2: budget and spend count double.',
    write: (world) => ({ user: withBudget(world, 20, 7.5, 3, 2), credit: '25' }),
  },
  'margin-of-new-version': {
    what: 'Settings of version 4 with a margin of 2, which no longer counts.',
    write: (world) => ({ user: withBudget(world, 20, 7.5, 4, 2), credit: '12.5' }),
  },
  'margin-null': {
    what: 'Settings of version 3 without a margin.',
    write: (world) => ({ user: withBudget(world, 20, 7.5, 3, null), credit: '12.5' }),
  },
  'margin-one': {
    what: 'Settings of version 3 with a margin of 1.',
    write: (world) => ({ user: withBudget(world, 20, 7.5, 3, 1), credit: '12.5' }),
  },
  'margin-fractional': {
    what: 'Settings of version 2 with a margin of 1.1 and cents that no binary fraction holds.',
    write: (world) => ({ user: withBudget(world, 10.1, 0.3, 2, 1.1), credit: '10.78' }),
  },
  'budget-null': {
    what: 'LiteLLM sets no limit; that is not a limit of 0.',
    write: (world) => ({ user: withBudget(world, null, 3), credit: null }),
  },
  'budget-zero': {
    what: 'The budget is 0; that is not no limit.',
    write: (world) => ({ user: withBudget(world, 0, 0), credit: '0' }),
  },
  'budget-exhausted': {
    what: 'More was spent than the budget allowed.',
    write: (world) => ({ user: withBudget(world, 10, 12.34), credit: '0' }),
  },
  'budget-fractional': {
    what: 'Budget and spend are fractions of cents.',
    write: (world) => ({ user: withBudget(world, 17.123456, 0.000001), credit: '17.123455' }),
  },
  'budget-marker': {
    what: 'The app stopped half-way: the budget is already lifted and the team made, but no key moved.',
    write: (world) => ({
      user: addHalfWay(world, { membersInTeam: false, keysMoved: 0 }),
      credit: '12.5',
      reason: 'begun and not finished outside',
    }),
  },
  'budget-marker-some-keys': {
    what: 'The app stopped half-way: the user is in the team, and some keys moved and others did not.',
    write: (world) => ({
      user: addHalfWay(world, { membersInTeam: true, keysMoved: 4 }),
      credit: '12.5',
      reason: 'begun and not finished outside',
    }),
  },
  'budget-marker-no-team': {
    what: 'The budget is lifted and there is no team, so that nobody knows what was left.',
    write: (world) => ({
      user: withBudget(world, unlimited, 5),
      credit: 'unknown',
      reason: 'the credit was overwritten',
    }),
  },
} satisfies Record<string, Shape>

function withBudget(
  world: World,
  budget: number | null,
  spend: number,
  version = 4,
  margin: number | null = 1,
): Legacy {
  return addLegacy(world, { budget, spend, settings: { user_version: version, billing_margin: margin } })
}

function addHalfWay(world: World, how: { membersInTeam: boolean; keysMoved: number }): Legacy {
  const user = addLegacy(world, { budget: unlimited, spend: 7.5, keys: 12 })
  const { teams, keys } = world.outside.litellm
  teams.push({
    team_id: user.id,
    team_alias: user.id,
    max_budget: 12.5,
    spend: 0,
    models: [],
    members: how.membersInTeam ? [{ user_id: user.id, role: 'user', max_budget: 12.5, spend: 0 }] : [],
    metadata: { version: 4 },
  })
  for (const key of user.keys.slice(0, how.keysMoved)) {
    const place = keys.indexOf(key)
    keys[place] = { ...key, team_id: user.id }
  }
  return user
}
