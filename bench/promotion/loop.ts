import pg from 'pg'
import { type Spent, timed } from '../contenders/timed.ts'

/** Tables whose rows take the organization, by the column that holds the person. */
const stamps = {
  api_keys: 'user_id',
  custom_secrets: 'keycloak_user_id',
  slack_users: 'keycloak_user_id',
  slack_conversation: 'keycloak_user_id',
  billing_sessions: 'user_id',
  stripe_customers: 'keycloak_user_id',
} as const

/**
 * The script that people write: a person after the other, a transaction for each, the same changes to the app's tables.
 * No journal, no proof, no ledger, nothing for the outside.
 */
export async function promoteInLoop(url: string, users: readonly string[]): Promise<Spent> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await timed(async () => {
      for (const user of users) await promoteOne(client, user)
    })
  } finally {
    await client.end()
  }
}

async function promoteOne(client: pg.Client, user: string): Promise<void> {
  const ask = async (text: string, ...values: unknown[]) => (await client.query(text, values)).rows
  await client.query('begin')
  const [settings] = await ask('select * from user_settings where keycloak_user_id = $1 for update', user)
  const [known] = await ask('select 1 from org where id = $1', user)
  const [paid] = await ask(
    `select 1 from billing_sessions where user_id = $1 and status = 'completed' limit 1`,
    user,
  )
  const [role] = await ask(`select id from role where name = 'owner'`)
  if (known === undefined) {
    await ask(
      `insert into org (id, name, contact_name, contact_email, org_version, byor_export_enabled, v1_enabled,
         default_max_iterations, default_llm_model, default_llm_base_url, agent, security_analyzer, confirmation_mode,
         remote_runtime_resource_factor, enable_default_condenser, billing_margin)
       values ($1, $2, $3, $4, $5, $6, true, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      ...[user, `user_${user}_org`, settings.git_user_name, settings.email, 5, paid !== undefined],
      ...[settings.max_iterations, settings.llm_model, settings.llm_base_url, settings.agent],
      ...[settings.security_analyzer, settings.confirmation_mode, settings.remote_runtime_resource_factor],
      ...[settings.enable_default_condenser ?? true, settings.billing_margin],
    )
  }
  await ask(
    `insert into "user" (id, current_org_id, email, language, accepted_tos) values ($1, $1, $2, $3, $4)
     on conflict do nothing`,
    ...[user, settings.email, settings.language, settings.accepted_tos],
  )
  await ask(
    `insert into org_member (org_id, user_id, role_id, status, _llm_api_key) values ($1, $1, $2, 'active', $3)
     on conflict do nothing`,
    ...[user, role.id, settings.llm_api_key ?? ''],
  )
  await ask(
    `insert into conversation_metadata_saas (conversation_id, user_id, org_id)
     select conversation_id, $1::uuid, $1::uuid from conversation_metadata where user_id = $1::text
     on conflict do nothing`,
    user,
  )
  for (const [table, column] of Object.entries(stamps)) {
    await ask(`update ${table} set org_id = $1::uuid where ${column} = $1::text and org_id is null`, user)
  }
  await ask('update user_settings set already_migrated = true where keycloak_user_id = $1', user)
  await client.query('commit')
}
