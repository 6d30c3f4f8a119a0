import { z } from '@hono/zod-openapi'
import type {
  CheckDocument,
  Migration,
  MigrationRecord,
  MigrationSummary,
  OrganizationList,
  Renamed,
  Rollback,
  Verification,
} from '../../migration/documents.ts'
import {
  accessChange,
  conflictItem,
  finding,
  organizationRef,
  outsideChange,
  plan,
  planOptions,
  skippedRow,
} from './plan.ts'
import { counts, document, facts, id, orNull, time } from './schema.ts'

export const organizations = document<OrganizationList>(
  'OrganizationList',
  z.object({
    kind: z.literal('organizations'),
    version: z.literal(1),
    organizations: z.array(
      z.object({
        id,
        slug: z.string().nullable(),
        name: z.string().nullable(),
        is_system: z.boolean(),
        resources: counts,
      }),
    ),
  }),
)

export const check = document<CheckDocument>(
  'CheckDocument',
  z.object({
    kind: z.literal('check'),
    version: z.literal(1),
    ok: z.boolean(),
    blueprint: z.string(),
    tables: z.array(
      z.object({
        table: z.string(),
        verdict: z.string(),
        resource: z.string().nullable(),
        note: z.string().nullable(),
      }),
    ),
    findings: z.array(finding),
  }),
)

export const checks = z.array(
  z.object({
    check: z.string(),
    table: z.string().nullable(),
    ok: z.boolean(),
    message: z.string(),
    code: z.string().optional(),
    context: facts.optional(),
  }),
)

export const verification = document<Verification>(
  'Verification',
  z.object({
    kind: z.literal('verification'),
    version: z.literal(1),
    migration_id: z.string(),
    ok: z.boolean(),
    verified_at: time,
    checks,
    notes: z.array(z.string()),
    noted: z.array(z.object({ code: z.string(), message: z.string(), context: facts })).optional(),
  }),
)

export const renamed = document<Renamed>(
  'Renamed',
  z.object({ resource: z.string(), id, from: z.string().nullable(), to: z.string().nullable() }),
)

const settledConflict = z.intersection(conflictItem, z.object({ resource: z.string() }))

const migration = document<Migration>(
  'Migration',
  z.object({
    kind: z.literal('migration'),
    version: z.literal(1),
    success: z.boolean(),
    migration_id: z.string(),
    source: organizationRef,
    target: organizationRef,
    resources_migrated: counts,
    conflicts_resolved: counts,
    renamed: z.array(renamed),
    skipped: z.array(skippedRow),
    decisions: z.array(settledConflict),
    access: z.array(accessChange),
    tables: z.array(
      z.object({
        resource: z.string(),
        table: z.string(),
        planned: z.number(),
        done: z.number(),
        verified: z.number(),
      }),
    ),
    warnings: z.array(z.string()),
    verification,
    source_deleted: z.boolean(),
    owned_in_target: counts,
    outside: z.array(outsideChange),
    effects: counts.nullable(),
    options: planOptions,
    fingerprint: z.string(),
    timings: counts,
    started_at: time,
    finished_at: time,
  }),
)

const summary = {
  migration_id: z.string(),
  status: z.enum(['done', 'rolled-back']),
  source: organizationRef,
  target: organizationRef,
  rows: z.number(),
  started_at: time,
  finished_at: time,
  rolled_back_at: time.nullable(),
}

export const migrationSummary = document<MigrationSummary>('MigrationSummary', z.object(summary))

export const rollback = document<Rollback>(
  'Rollback',
  z.object({
    kind: z.literal('rollback'),
    version: z.literal(1),
    success: z.boolean(),
    preview: z.boolean(),
    migration_id: z.string(),
    source: organizationRef,
    target: organizationRef,
    resources_restored: counts,
    tables: z.array(
      z.object({
        resource: z.string(),
        table: z.string(),
        journaled: z.number(),
        restored: z.number(),
      }),
    ),
    renamed: z.array(renamed),
    kept: z.array(z.object({ resource: z.string(), id, column: z.string(), message: z.string() })),
    conflicts: z.array(
      z.object({
        resource: z.string(),
        id,
        name: z.string().nullable(),
        reason: z.enum(['gone', 'moved', 'name-taken', 'role-changed']),
        message: z.string(),
        proposed: z.object({ action: z.enum(['rename', 'skip', 'keep']), name: z.string().nullable() }),
      }),
    ),
    left_behind: z.array(
      z.object({
        resource: z.string(),
        count: z.number(),
        samples: z.array(z.object({ id, name: z.string().nullable() })),
      }),
    ),
    warnings: z.array(z.string()),
    source_restored: z.boolean(),
    effects: z.number(),
    outside: counts.nullable(),
    verification: orNull(verification),
    timings: counts,
    finished_at: time,
  }),
)

export const migrationRecord = document<MigrationRecord>(
  'MigrationRecord',
  z.object({
    kind: z.literal('migration-record'),
    version: z.literal(1),
    ...summary,
    plan,
    report: migration,
    rollback: orNull(rollback),
  }),
)
