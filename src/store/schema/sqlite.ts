import { noticeTables } from './notices.ts'
import { outboxTables } from './outbox.ts'
import { reportTables } from './reports.ts'
import { serviceTables } from './service.ts'
import type { StoreMigration } from './store-migration.ts'

/** Our tables on SQLite: prefix `resettle_`. */
export const sqliteSchema: readonly StoreMigration[] = [
  {
    version: 1,
    statements: [
      `create table resettle_migrations (
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
      `create table resettle_steps (
        migration_id text not null,
        part text not null check (part in ('forward', 'back')),
        seq integer not null,
        kind text not null check (kind in ('update', 'insert', 'delete')),
        resource text not null,
        table_id text not null,
        layout text not null,
        primary key (migration_id, part, seq)
      ) without rowid`,
      `create table resettle_journal (
        migration_id text not null,
        part text not null,
        seq integer not null,
        block integer not null,
        row_count integer not null,
        data text not null,
        primary key (migration_id, part, seq, block)
      ) without rowid`,
    ],
  },
  outboxTables(2, (name) => `resettle_${name}`, 'resettle_'),
  serviceTables(3, (name) => `resettle_${name}`),
  reportTables(4, (name) => `resettle_${name}`),
  noticeTables(5, (name) => `resettle_${name}`, 'resettle_'),
]
