/** Some cells of a row of LAMB's. */
export type LambRow = Readonly<Record<string, string | number | boolean | null>>

const times = { created_at: 1_770_000_000, updated_at: 1_770_000_000 }

/** What a table asks for besides. */
const required: Readonly<Record<string, () => LambRow>> = {
  organizations: () => ({ config: '{}', ...times }),
  Creator_users: () => ({ user_name: 'Somebody', ...times }),
  organization_roles: () => times,
  assistants: () => times,
  prompt_templates: () => times,
  kb_registry: () => ({ kb_id: crypto.randomUUID(), ...times }),
  rubrics: () => ({ rubric_id: crypto.randomUUID(), rubric_data: '{}', ...times }),
  libraries: () => ({ id: crypto.randomUUID(), ...times }),
  library_items: () => ({
    id: crypto.randomUUID(),
    source_type: 'file',
    import_plugin: 'simple_import',
    ...times,
  }),
  collections: () => ({ id: crypto.randomUUID(), ...times }),
  usage_logs: () => ({ usage_data: '{}', created_at: times.created_at }),
  lti_activities: () => ({
    resource_link_id: crypto.randomUUID(),
    owi_group_id: 'g',
    owi_group_name: 'g',
    configured_by_email: 'x@portlindar.example',
    ...times,
  }),
  lti_activity_assistants: () => ({ added_at: times.created_at }),
  lti_creator_keys: () => ({ oauth_consumer_secret: 'secret', ...times }),
  aac_sessions: () => ({ id: crypto.randomUUID() }),
  audit_log: () => ({
    action: 'library.import',
    target_type: 'library',
    target_id: 'x',
    created_at: times.created_at,
  }),
  knowledge_stores: () => ({
    id: crypto.randomUUID(),
    chunking_strategy: 'markdown',
    embedding_vendor: 'ollama',
    embedding_model: 'nomic-embed-text',
    vector_db_backend: 'chromadb',
    ...times,
  }),
  kb_content_links: () => times,
}

/** The row with all that its table cannot do without. */
export function completeRow(table: string, row: LambRow): LambRow {
  return { ...required[table]?.(), ...row }
}

/** A statement that adds the row and answers its id. */
export function toInsert(table: string, row: LambRow): string {
  const names = Object.keys(row).map((name) => `"${name}"`)
  const values = Object.values(row).map(toLiteral)
  return `insert into ${table} (${names.join(', ')}) values (${values.join(', ')}) returning id`
}

/** A value as both engines read it. */
function toLiteral(value: string | number | boolean | null): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
