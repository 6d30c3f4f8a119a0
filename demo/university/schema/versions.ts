import { assistantTables } from './assistants.ts'
import { ltiTables } from './lti.ts'
import type { TableNotes } from './notation.ts'
import { readColumn, readIndex } from './notation.ts'
import { peopleTables } from './people.ts'
import { resourceTables } from './resources.ts'

/** Three states of the app's schema: before it grew, as it is, and as its next branch has it. */
export type LambVersion = 'october-2025' | 'today' | 'next'

export const lambVersions: readonly LambVersion[] = ['october-2025', 'today', 'next']

const inOctober: readonly string[] = [
  'organizations',
  'Creator_users',
  'organization_roles',
  'model_permissions',
  'assistants',
  'assistant_publish',
  'usage_logs',
  'collections',
  'rubrics',
  'prompt_templates',
  'kb_registry',
  'lti_users',
  'config',
]

const afterOctober: Readonly<Record<string, readonly string[]>> = {
  usage_logs: ['model_name', 'provider'],
  Creator_users: ['lti_user_id', 'auth_provider', 'password_hash', 'role'],
}

const indexesAfterOctober: readonly string[] = [
  'creator_users_org_lti',
  'creator_users_lti_user_id',
  'usage_logs_assistant',
]

const inNextOnly: readonly string[] = ['knowledge_stores', 'kb_content_links']

/** The tables of a version, parents before the tables that refer to them. */
export function tablesOf(version: LambVersion): readonly TableNotes[] {
  const all = [...peopleTables, ...assistantTables, ...resourceTables, ...ltiTables]
  const order = [
    'organizations',
    'Creator_users',
    'assistants',
    'libraries',
    'library_items',
    'knowledge_stores',
    'lti_activities',
  ]
  const rank = (table: TableNotes) => (order.includes(table.name) ? order.indexOf(table.name) : order.length)
  const sorted = all.toSorted((left, right) => rank(left) - rank(right))
  if (version === 'next') return sorted
  if (version === 'today') return sorted.filter((table) => !inNextOnly.includes(table.name))
  return sorted.filter((table) => inOctober.includes(table.name)).map(asInOctober)
}

function asInOctober(table: TableNotes): TableNotes {
  const later = afterOctober[table.name] ?? []
  return {
    ...table,
    columns: table.columns.filter((line) => !later.includes(readColumn(line).name)),
    indexes: (table.indexes ?? []).filter((line) => !indexesAfterOctober.includes(readIndex(line).name)),
  }
}
