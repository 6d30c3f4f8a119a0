import type { BlueprintInput } from '../blueprint.ts'

/** To the user, whose e-mail is all that most of LAMB's tables know of an owner. */
export const ownerByEmail = (column: string) => ({ column, table: 'Creator_users', to: 'user_email' })
/** To the user, by id. */
export const ownerById = (column: string) => ({ column, table: 'Creator_users', to: 'id' })
/** To the assistant. */
export const assistant = { column: 'assistant_id', table: 'assistants', to: 'id' }

const activity = { column: 'activity_id', table: 'lti_activities', to: 'id' }
const evaluated = { column: 'file_submission_id', table: 'mod_file_eval_submissions', to: 'id' }

/** LAMB's tables that hold no organization: what hangs on an assistant, an activity or a person, and the rest. */
export const lambOthers: NonNullable<BlueprintInput['others']> = [
  { verdict: 'follow', table: 'assistant_publish', through: [assistant] },
  { verdict: 'follow', table: 'assistant_shares', through: [assistant] },
  { verdict: 'follow', table: 'assistant_quota_alerts', through: [assistant] },
  // Text here, an integer there.
  { verdict: 'follow', table: 'lti_users', through: [assistant] },
  { verdict: 'follow', table: 'lamb_chats', through: [assistant, ownerById('user_id')] },
  { verdict: 'follow', table: 'lti_activity_assistants', through: [activity, assistant], links: true },
  { verdict: 'follow', table: 'lti_activity_users', through: [activity] },
  { verdict: 'follow', table: 'lti_identity_links', through: [ownerById('creator_user_id')] },
  { verdict: 'follow', table: 'assistant_test_scenarios', through: [assistant] },
  { verdict: 'follow', table: 'assistant_test_runs', through: [assistant] },
  {
    verdict: 'follow',
    table: 'assistant_test_evaluations',
    through: [{ column: 'test_run_id', table: 'assistant_test_runs', to: 'id' }],
  },
  // The activity module's tables never take the prefix.
  { verdict: 'follow', table: 'mod_file_eval_submissions', unprefixed: true, through: [activity] },
  {
    verdict: 'follow',
    table: 'mod_file_eval_student_submissions',
    unprefixed: true,
    through: [evaluated, activity],
  },
  { verdict: 'follow', table: 'mod_file_eval_grades', unprefixed: true, through: [evaluated] },
  { verdict: 'keep', table: 'config', reason: 'settings of the whole server' },
  { verdict: 'keep', table: 'lti_global_config', reason: 'LTI settings of the whole server' },
  { verdict: 'keep', table: 'model_pricing', reason: 'one price list for all organizations' },
  {
    verdict: 'keep',
    table: 'model_permissions',
    reason: 'belongs to a person, by e-mail, in any organization',
  },
  {
    verdict: 'ignore',
    table: 'assistant_usage_totals',
    reason: 'sums that LAMB writes anew from usage_logs at every start',
  },
]
