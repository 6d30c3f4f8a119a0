import type { Finding } from '../../../src/blueprint/finding.ts'
import type {
  CheckDocument,
  ConflictItem,
  Migration,
  MigrationRecord,
  MigrationSummary,
  OrganizationList,
  Plan,
  Rollback,
  Verification,
} from '../../../src/migration/documents.ts'

/** Hand-made documents of one small migration, with everything a page has to show. */
const source = { id: 2, slug: 'eng-dept', name: 'Department of Engineering' }
const target = { id: 3, slug: 'faculty_sci', name: 'Faculty of Sciences' }

export function conflict(item: Partial<ConflictItem> & Pick<ConflictItem, 'id'>): ConflictItem {
  return {
    name: '5_math',
    owner: 'ada@uni.example',
    target_id: 77,
    conflict_reason: 'Target organization already has an assistant with the same name and owner',
    key: 'assistants_org_name_owner',
    columns: ['name', 'owner'],
    choices: ['rename', 'rename-target', 'skip'],
    proposed: { action: 'rename', name: '5_eng_dept_math' },
    decided_by: 'strategy',
    advice: null,
    ...item,
  }
}

export const identity = conflict({
  id: 18,
  name: 'ada@uni.example',
  owner: null,
  target_id: 44,
  conflict_reason: 'Target organization already has a user with the same lti user id',
  key: 'users_org_lti',
  columns: ['lti_user_id'],
  choices: ['clear', 'skip'],
  proposed: null,
  decided_by: null,
  advice: 'Two accounts stand for the same person of the LMS.',
})

export const blocker: Finding = {
  code: 'lamb.kb-server-differs',
  severity: 'blocker',
  message: 'The knowledge-base servers of source and target differ.',
  count: 7,
  samples: ['kb-1', 'kb-2'],
  remedy: 'Copy the collections first.',
  acceptable: true,
}

export const warning: Finding = {
  code: 'lamb.visibility-widens',
  severity: 'warning',
  message: 'Every member of an organization may use every assistant in it.',
  count: 120,
  samples: ['line\nbreak', '5_math'],
  remedy: 'Make private what must not be seen before the move.',
}

export function plan(changes: Partial<Plan> = {}): Plan {
  return {
    kind: 'plan',
    version: 1,
    blueprint: 'lamb',
    source,
    target,
    options: {
      conflict_strategy: 'rename',
      on: {},
      rename_prefix: null,
      rename_style: 'prefix',
      preserve_admin_roles: true,
      owner_becomes: null,
      delete_source: false,
      accept: [],
      decisions: [],
    },
    can_migrate: true,
    resources: { users: 3, roles: 3, assistants: 120, rubrics: 0 },
    tables: [
      table('users', { rows: 3, moves: 3 }),
      table('roles', { rows: 4, moves: 3, stays: 1, verdict: 'merge' }),
      table('assistants', { rows: 121, moves: 120, stays: 1, renames: 2, target_rows: 1833 }),
      table('LAMB_assistant_publish', { rows: 9, moves: 9, verdict: 'follow' }),
      table('rubrics', {}),
    ],
    conflicts: {
      assistants: [
        conflict({ id: 12 }),
        conflict({
          id: 13,
          name: 'two\nlines',
          target_id: 78,
          proposed: { action: 'rename-target', name: ' x' },
        }),
        conflict({ id: 14, name: '9_old', target_id: 79, proposed: { action: 'skip', name: null } }),
      ],
    },
    skipped: [{ resource: 'assistants', id: 14, name: '9_old', reason: 'skipped because of a conflict' }],
    access: [
      person(7, 'ada@uni.example', 'joins', { role_in_source: 'member', role_after: 'member' }),
      person(8, 'bob@uni.example', 'gains', {
        role_in_source: 'admin',
        role_in_target: 'member',
        role_after: 'admin',
      }),
      person(9, 'eve@uni.example', 'loses', { role_in_source: 'owner', role_after: 'member' }),
      person(10, null, 'stays', { role_in_source: 'admin', note: 'holds a role without moving' }),
    ],
    removals: [
      { resource: 'roles', count: 1, reason: 'memberships of people who are members of the target' },
    ],
    outside: [],
    source_changes: ['features.signup_enabled becomes false'],
    findings: [warning],
    estimated_time_seconds: 1.4,
    fingerprint: 'f'.repeat(64),
    created_at: '2026-01-20T14:03:00.000Z',
    basis: {},
    ...changes,
  }
}

/** Two users are the same person of the LMS; nobody has decided. */
export const undecided = plan({
  can_migrate: false,
  conflicts: { users: [identity] },
  findings: [
    warning,
    {
      code: 'conflict.undecided',
      severity: 'decision',
      message: '1 of the conflicts of users must be decided by a person.',
      count: 1,
      samples: ['users 18'],
      remedy: 'Add --decide users:ID=CHOICE for each.',
    },
  ],
})

export const verification: Verification = {
  kind: 'verification',
  version: 1,
  migration_id: 'mig_1',
  ok: true,
  verified_at: '2026-01-20T14:05:00.000Z',
  checks: [
    { check: 'source-left', table: 'LAMB_users', ok: true, message: '0 rows left, 0 expected' },
    { check: 'source-left', table: 'LAMB_assistants', ok: true, message: '1 row left, 1 expected' },
    { check: 'roles', table: null, ok: true, message: '3 of 3 people have the planned role' },
  ],
  notes: ['assistants 20 was renamed'],
}

export const failed: Verification = {
  ...verification,
  ok: false,
  checks: [
    ...verification.checks,
    { check: 'source-left', table: 'LAMB_rubrics', ok: false, message: '2 rows left, 0 expected' },
  ],
}

export const migration: Migration = {
  kind: 'migration',
  version: 1,
  success: true,
  migration_id: 'mig_1',
  source,
  target,
  resources_migrated: { users: 3, roles: 3, assistants: 120, rubrics: 0 },
  conflicts_resolved: { assistants_renamed: 2, assistants_skipped: 1 },
  renamed: [
    { resource: 'assistants', id: 12, from: '5_math', to: '5_eng_dept_math' },
    {
      resource: 'libraries',
      id: '361dc14b-2b54-4752-a9f2-0eba9e849842',
      from: 'Past exams',
      to: 'eng_Past exams',
    },
  ],
  skipped: plan().skipped,
  decisions: [
    { ...conflict({ id: 12 }), resource: 'assistants' },
    { ...identity, resource: 'users', proposed: { action: 'clear', name: null }, decided_by: 'decision' },
  ],
  access: plan().access,
  tables: [
    { resource: 'users', table: 'LAMB_Creator_users', planned: 3, done: 3, verified: 3 },
    { resource: 'assistants', table: 'LAMB_assistants', planned: 120, done: 120, verified: 120 },
  ],
  warnings: ['2 assistants were renamed due to conflicts'],
  verification,
  outside: [],
  effects: null,
  owned_in_target: {},
  source_deleted: false,
  options: plan().options,
  fingerprint: 'f'.repeat(64),
  timings: { planning_ms: 50.1, moving_ms: 1450 },
  started_at: '2026-01-20T14:04:58.000Z',
  finished_at: '2026-01-20T14:05:00.500Z',
}

export const summary: MigrationSummary = {
  migration_id: 'mig_1',
  status: 'done',
  source,
  target,
  rows: 126,
  started_at: migration.started_at,
  finished_at: migration.finished_at,
  rolled_back_at: null,
}

export const preview: Rollback = {
  kind: 'rollback',
  version: 1,
  success: true,
  preview: true,
  migration_id: 'mig_1',
  source,
  target,
  resources_restored: { users: 3, assistants: 119 },
  tables: [
    { resource: 'users', table: 'LAMB_Creator_users', journaled: 3, restored: 3 },
    { resource: 'assistants', table: 'LAMB_assistants', journaled: 120, restored: 119 },
  ],
  renamed: [{ resource: 'assistants', id: 12, from: '5_eng_dept_math', to: '5_math' }],
  kept: [{ resource: 'assistants', id: 20, column: 'name', message: 'was renamed to "Algebra" since' }],
  conflicts: [
    {
      resource: 'assistants',
      id: 21,
      name: '6_physics',
      reason: 'gone',
      message: 'was deleted since',
      proposed: { action: 'skip', name: null },
    },
  ],
  left_behind: [{ resource: 'assistants', count: 2, samples: [{ id: 901, name: '12_new' }] }],
  warnings: [],
  source_restored: false,
  effects: 0,
  outside: null,
  verification: null,
  timings: {},
  finished_at: '2026-01-21T09:00:00.000Z',
}

export const rollback: Rollback = {
  ...preview,
  preview: false,
  verification: { ...verification, notes: [] },
}

export const record: MigrationRecord = {
  ...summary,
  kind: 'migration-record',
  version: 1,
  plan: plan(),
  report: migration,
  rollback: null,
}

export const rolledBack: MigrationRecord = {
  ...record,
  status: 'rolled-back',
  rolled_back_at: '2026-01-21T09:00:00.000Z',
  rollback,
}

export const organizations: OrganizationList = {
  kind: 'organizations',
  version: 1,
  organizations: [
    { id: 1, slug: 'lamb', name: 'LAMB', is_system: true, resources: { users: 1, assistants: 0 } },
    { ...source, is_system: false, resources: { users: 3, assistants: 121 } },
    { ...target, is_system: false, resources: { users: 40, assistants: 1833 } },
  ],
}

export const check: CheckDocument = {
  kind: 'check',
  version: 1,
  ok: true,
  blueprint: 'lamb',
  tables: [
    { table: 'LAMB_assistants', verdict: 'move', resource: 'assistants', note: null },
    { table: 'LAMB_config', verdict: 'keep', resource: null, note: 'one row for all' },
  ],
  findings: [],
}

export const mismatch: CheckDocument = {
  ...check,
  ok: false,
  findings: [
    { ...blocker, code: 'table.unknown', message: 'extra_things has no verdict.', acceptable: false },
  ],
}

function table(resource: string, changes: Partial<Plan['tables'][number]>): Plan['tables'][number] {
  return {
    resource,
    table: `LAMB_${resource}`,
    verdict: 'move',
    rows: 0,
    moves: 0,
    stays: 0,
    target_rows: 0,
    renames: 0,
    ...changes,
  }
}

function person(
  user: number,
  email: string | null,
  change: Plan['access'][number]['change'],
  roles: Partial<Plan['access'][number]>,
): Plan['access'][number] {
  return {
    user,
    email,
    role_in_source: null,
    role_in_target: null,
    role_after: null,
    note: null,
    ...roles,
    change,
  }
}
