import { noticeTables } from './notices.ts'
import { outboxTables } from './outbox.ts'
import { reportTables } from './reports.ts'
import { serviceTables } from './service.ts'
import type { StoreMigration } from './store-migration.ts'

/** Our tables on PostgreSQL: schema `resettle`. */
export const postgresSchema: readonly StoreMigration[] = [
  {
    version: 1,
    statements: [
      `create table resettle.migrations (
        id text primary key,
        status text not null check (status in ('done', 'rolled-back')),
        blueprint text not null,
        source_key text not null,
        target_key text not null,
        plan text not null,
        report text not null,
        "rollback" text,
        started_at text not null,
        finished_at text not null,
        rolled_back_at text
      )`,
      `create table resettle.steps (
        migration_id text not null,
        part text not null check (part in ('forward', 'back')),
        seq integer not null,
        kind text not null check (kind in ('update', 'insert', 'delete')),
        resource text not null,
        table_id text not null,
        layout text not null,
        primary key (migration_id, part, seq)
      )`,
      `create table resettle.journal (
        migration_id text not null,
        part text not null,
        seq integer not null,
        block integer not null,
        row_count integer not null,
        data text not null,
        primary key (migration_id, part, seq, block)
      )`,
    ],
  },
  outboxTables(2, (name) => `resettle.${name}`, ''),
  serviceTables(3, (name) => `resettle.${name}`),
  reportTables(4, (name) => `resettle.${name}`),
  noticeTables(5, (name) => `resettle.${name}`, ''),
]
