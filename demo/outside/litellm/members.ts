import { plain, refused } from './errors.ts'
import type { Context, Endpoint, Input } from './input.ts'
import { membershipRows, teamRow, userRow } from './rows.ts'
import {
  createUser,
  findMember,
  type Member,
  removeMember,
  type State,
  type Team,
  type User,
} from './state.ts'

const licenceText =
  'Assigning team admins is a premium feature. You must be a LiteLLM Enterprise user to use this feature.'

/** Adds the member, makes the user's row when there is none, and a row for the budget when there is one. */
export function joinTeam(
  { state, options }: Context,
  team: Team,
  member: Member,
  budget: number | null,
): User {
  const user =
    state.users.get(member.user_id) ?? createUser({ user_id: member.user_id, user_email: member.user_email })
  state.users.set(user.user_id, user)
  if (!user.teams.includes(team.team_id)) user.teams.push(team.team_id)
  if (findMember(team, member.user_id) === undefined) team.members_with_roles.push(member)
  if (budget !== null || options.membership_rows === 'all') {
    const spend = team.memberships.get(member.user_id)?.spend ?? 0
    team.memberships.set(member.user_id, { user_id: member.user_id, max_budget: budget, spend })
  }
  return user
}

const add: Endpoint = (context, input) => {
  const { state, options } = context
  const id = input.needText('team_id')
  const { isList, items } = input.items('member')
  if (!options.licence && items.some((item) => item.text('role') === 'admin')) throw refused(400, licenceText)
  const team = state.teams.get(id)
  if (team === undefined) throw refused(404, `Team not found for team_id=${id}`)
  const members = items.map((item) => readMember(context, item))
  const newcomers = members.filter(({ user_id }) => findMember(team, user_id) === undefined)
  if (newcomers.length === 0) throw alreadyThere(team, members, isList)
  const users = newcomers.map((member) => joinTeam(context, team, member, input.number('max_budget_in_team')))
  const touched = new Set(users.map(({ user_id }) => user_id))
  return {
    ...teamRow(team),
    updated_users: users.map(userRow),
    updated_team_memberships: membershipRows({
      ...team,
      memberships: new Map([...team.memberships].filter(([userId]) => touched.has(userId))),
    }),
  }
}

const update: Endpoint = (context, input) => {
  const { team, member } = findTeamAndMember(context, input)
  const role = input.text('role')
  if (role === 'admin' && !context.options.licence) throw refused(400, licenceText)
  const budget = input.number('max_budget_in_team')
  if (budget !== null) {
    const spend = team.memberships.get(member.user_id)?.spend ?? 0
    team.memberships.set(member.user_id, { user_id: member.user_id, max_budget: budget, spend })
  }
  if (role !== null) member.role = role === 'admin' ? 'admin' : 'user'
  return {
    team_id: team.team_id,
    user_id: member.user_id,
    user_email: input.text('user_email'),
    max_budget_in_team: budget,
    tpm_limit: null,
    rpm_limit: null,
  }
}

const remove: Endpoint = (context, input) => {
  const { state, options } = context
  const { team, member } = findTeamAndMember(context, input)
  removeMember(state, team, member.user_id)
  if (options.member_delete_deletes_keys)
    for (const key of state.keys.ofUser(member.user_id))
      if (key.team_id === team.team_id) state.keys.delete(key.token)
  return teamRow(team)
}

export const memberEndpoints: Readonly<Record<string, Endpoint>> = {
  'POST /team/member_add': add,
  'POST /team/member_update': update,
  'POST /team/member_delete': remove,
}

function readMember({ state }: Context, item: Input): Member {
  const email = item.text('user_email')
  const id = item.text('user_id') ?? findByEmail(state, email)?.user_id ?? email
  if (id === null) throw refused(400, 'Either user_id or user_email must be provided')
  return { user_id: id, user_email: email, role: item.text('role') === 'admin' ? 'admin' : 'user' }
}

function findByEmail(state: State, email: string | null): User | undefined {
  return [...state.users.values()].find(({ user_email }) => email !== null && user_email === email)
}

function alreadyThere(team: Team, members: readonly Member[], isList: boolean): Error {
  const existing = `Existing members=${JSON.stringify(team.members_with_roles)}`
  const [first] = members
  const message = isList
    ? `All users are already in team. ${existing}`
    : `User already in team. Member: user_id=${first?.user_id}, user_email=${first?.user_email ?? 'None'}. ${existing}`
  return plain(400, message, 'team_member_already_in_team', 'member')
}

/** 400 and not 404, for the team as for the member. */
function findTeamAndMember(
  { state }: Context,
  input: Input,
): { readonly team: Team; readonly member: Member } {
  const id = input.needText('team_id')
  const userId = input.text('user_id')
  const email = input.text('user_email')
  if (userId === null && email === null)
    throw refused(400, 'Either user_id or user_email needs to be passed in')
  const team = state.teams.get(id)
  if (team === undefined) throw refused(400, `Team id=${id} does not exist in db`)
  const member = team.members_with_roles.find((one) =>
    userId === null ? one.user_email === email : one.user_id === userId,
  )
  if (member === undefined) throw refused(400, 'User not found in team')
  return { team, member }
}
