import type { HazardName } from '../../demo/university/university.ts'

const gone = `'professor.emeritus@portlindar.example'`

const twins = (column: string, condition: string) =>
  `from {assistants} s join {assistants} t on t.name = s.name and t.owner = s.owner
    where s.organization_id = 2 and t.organization_id = 3 and ${condition.replaceAll('$', column)}`

const person = (condition: string) => `from {Creator_users} u where ${condition}`

const role = (condition: string) =>
  `from {organization_roles} r join {Creator_users} u on u.id = r.user_id where ${condition}`

const near = (table: string, column: string) =>
  `select 1 from {${table}} s join {${table}} t on replace(lower(s.${column}), ' ', '') = replace(lower(t.${column}), ' ', '')
    and s.${column} <> t.${column} where s.organization_id = 2 and t.organization_id = 3`

/** For every hazard a `from …` that finds it in the database, written apart from what wrote it, and how often. */
export const probes: Readonly<Record<HazardName, readonly [sql: string, atLeast: number]>> = {
  'roles-in-both': [
    role(
      `r.organization_id = 2 and u.organization_id = 2 and r.role = 'member' and exists
        (select 1 from {organization_roles} h where h.user_id = u.id and h.organization_id = 3 and h.role <> 'member')`,
    ),
    2,
  ],
  'role-owner': [role(`r.organization_id = 2 and r.role = 'owner' and u.organization_id = 2`), 1],
  'role-missing': [
    person(
      'u.organization_id = 2 and not exists (select 1 from {organization_roles} r where r.user_id = u.id)',
    ),
    2,
  ],
  'role-without-home': [role('r.organization_id = 2 and u.organization_id is null'), 2],
  'role-of-outsiders': [role('r.organization_id = 2 and u.organization_id in (1, 3, 4)'), 3],
  'role-stale': [role('u.organization_id = 2 and r.organization_id in (1, 4, 5)'), 3],
  'person-disabled': [person('u.organization_id = 2 and not u.enabled'), 2],
  'person-settings': [person('u.organization_id = 2 and u.user_config is null'), 1],
  'person-invalid-settings': [person('u.organization_id = 2 and not json_valid(u.user_config)'), 2],
  'lms-person-twice': [
    `from {Creator_users} s join {Creator_users} t on t.lti_user_id = s.lti_user_id
      where s.organization_id = 2 and t.organization_id = 3`,
    2,
  ],
  'lms-person-near': [
    `from {Creator_users} s join {Creator_users} t on lower(trim(t.lti_user_id)) = lower(trim(s.lti_user_id))
      and t.lti_user_id <> s.lti_user_id where s.organization_id = 2 and t.organization_id = 3`,
    2,
  ],
  'assistant-same-name': [
    twins('s.name', `$ like '%circuit_theory' or $ = 'legacy tutor without a number'`),
    2,
  ],
  'assistant-rename-taken-in-target': [
    `from {assistants} a where a.organization_id = 3 and a.name like '%statics_tutor%eng_dept%'`,
    2,
  ],
  'assistant-rename-taken-in-source': [
    `from {assistants} a where a.organization_id = 2 and a.name like '%dynamics_tutor%eng_dept%'`,
    2,
  ],
  'assistant-rename-taken-in-turn': [twins('s.name', `$ like '%kinematics_from_eng_dept'`), 1],
  'assistant-deleted-twice': [twins('s.owner', `$ = 'deleted_assistant@owi.com'`), 1],
  'assistant-50-characters': [twins('s.name', 'length($) = 50'), 3],
  'assistant-400-characters': [twins('s.name', 'length($) = 400'), 1],
  'assistant-owner-elsewhere': [
    `from {assistants} a join {Creator_users} u on u.user_email = a.owner
      where a.organization_id = 2 and u.organization_id in (1, 3, 4)`,
    3,
  ],
  'assistant-owner-unknown': [twins('s.owner', `$ = ${gone}`), 1],
  'assistant-published': [
    `from {assistant_publish} p join {assistants} a on a.id = p.assistant_id
      where a.organization_id = 4 and p.oauth_consumer_name like '%_from_eng_dept'`,
    1,
  ],
  'assistant-model-missing': [
    `from {assistants} a where a.organization_id = 2 and a.api_callback like '%"ollama"%'`,
    2,
  ],
  'assistant-broken-settings': [
    `from {assistants} a where a.organization_id = 2 and (a.api_callback is null or a.api_callback not like '{%}')`,
    8,
  ],
  'wild-names': [twins('s.name', `$ like '%drop table%' or $ like '%🧪%' or $ like 'two lines%'`), 3],
  'near-names': [`from (${near('assistants', 'name')} union all ${near('prompt_templates', 'name')}) n`, 4],
  'template-same-name': [
    `from {prompt_templates} s join {prompt_templates} t on t.name = s.name and t.owner_email = s.owner_email
      where s.organization_id = 2 and t.organization_id = 3 and s.name in ('Rúbrica de laboratori', 'Galdera irekiak')`,
    2,
  ],
  'template-rename-taken': [`from {prompt_templates} t where t.name like 'eng-dept_Error analysis%'`, 2],
  'template-400-characters': [`from {prompt_templates} t where length(t.name) = 400`, 2],
  'template-empty-name': [`from {prompt_templates} t where t.name = ''`, 2],
  'library-same-name': [
    `from {libraries} s join {libraries} t on t.name = s.name and t.owner_user_id <> s.owner_user_id
      join {library_items} i on i.library_id = s.id where s.organization_id = 2 and t.organization_id = 3`,
    10,
  ],
  'library-rename-taken': [`from {libraries} l where l.name like 'eng-dept_Past exams%'`, 2],
  'collection-same-name': [
    `from {collections} s join {collections} t on t.collection_name = s.collection_name and t.owner <> s.owner
      where s.organization_id = 2 and t.organization_id = 3`,
    2,
  ],
  'knowledge-store-same-name': [
    `from {knowledge_stores} s join {knowledge_stores} t on t.name = s.name
      join {kb_content_links} l on l.knowledge_store_id = s.id where s.organization_id = 2 and t.organization_id = 3`,
    3,
  ],
  'kb-of-strangers': [
    `from {kb_registry} k join {Creator_users} u on u.id = k.owner_user_id where k.organization_id <> u.organization_id`,
    3,
  ],
  'rubric-parent-elsewhere': [
    `from {rubrics} c join {rubrics} p on p.rubric_id = c.parent_rubric_id
      where p.organization_id <> c.organization_id and (p.organization_id = 2 or c.organization_id = 2)`,
    4,
  ],
  'lms-key-twice': [`from {lti_creator_keys} k where k.organization_id in (2, 3)`, 2],
  'lms-activity': [
    `from {lti_activity_assistants} l join {lti_activities} v on v.id = l.activity_id
      join {assistants} a on a.id = l.assistant_id where a.organization_id <> v.organization_id`,
    2,
  ],
  'lms-student': [
    `from {lti_users} l join {assistants} a on cast(a.id as text) = l.assistant_id where a.organization_id = 2`,
    5,
  ],
  'lms-identity': [`from {lti_identity_links} l join {Creator_users} u on u.id = l.creator_user_id`, 3],
  'usage-of-strangers': [
    `from {usage_logs} l join {assistants} a on a.id = l.assistant_id where a.organization_id <> l.organization_id`,
    2,
  ],
  'shares-and-chats-of-strangers': [
    `from {lamb_chats} c join {assistants} a on a.id = c.assistant_id join {Creator_users} u on u.id = c.user_id
      where a.organization_id = 2 and u.organization_id <> 2`,
    2,
  ],
  'audit-of-strangers': [
    `from {audit_log} l join {Creator_users} u on u.id = l.actor_user_id
      where l.organization_id = 2 and u.organization_id <> 2`,
    2,
  ],
  'import-without-admin': [
    `from {bulk_import_logs} l where l.organization_id = 2 and l.admin_user_id is null`,
    1,
  ],
  'session-of-nobody': [
    `from {aac_sessions} s where s.organization_id = 2
      and not exists (select 1 from {Creator_users} u where u.user_email = s.user_email)`,
    1,
  ],
  'model-permissions': ['from {model_permissions} p', 3],
  'dirty-usage': [
    `from {usage_logs} l where l.organization_id = 2 and l.assistant_id is not null
      and l.assistant_id not in (select id from {assistants})`,
    2,
  ],
  'dirty-roles': [
    `from {organization_roles} r where r.user_id not in (select id from {Creator_users})
      or r.organization_id not in (select id from {organizations})`,
    3,
  ],
  'dirty-homes': [person('u.organization_id not in (select id from {organizations})'), 1],
  'dirty-templates': [
    `from {prompt_templates} t where t.owner_email not in (select user_email from {Creator_users})`,
    2,
  ],
  'dirty-knowledge-base': [
    `from {kb_registry} k where k.owner_user_id not in (select id from {Creator_users})`,
    1,
  ],
  'dirty-publication': [
    `from {rubrics} r where r.parent_rubric_id is not null and r.parent_rubric_id not in (select rubric_id from {rubrics})`,
    1,
  ],
}
