import { noticeTables } from './notices.ts'
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
  {
    version: 2,
    statements: [
      `create table resettle_promotions (
        id text primary key,
        batch text not null,
        blueprint text not null,
        user_key text not null,
        organization_key text not null,
        status text not null check (status in ('done', 'rolled-back')),
        report text not null,
        "rollback" text,
        finished_at text not null,
        rolled_back_at text
      )`,
      // Two promotions of one person at a time cannot be: the second waits for the first, and finds it done.
      `create unique index resettle_promotions_active on resettle_promotions (user_key) where status = 'done'`,
      `create table resettle_effects (
        id text primary key,
        subject text not null,
        seq integer not null,
        system text not null,
        kind text not null,
        target text not null,
        also text,
        state text not null check (state in
          ('pending', 'running', 'unknown', 'done', 'compensating', 'compensated', 'needs-attention')),
        direction text not null check (direction in ('forward', 'back')),
        wanted text not null,
        before text,
        progress text,
        secrets text,
        result text,
        attempts integer not null,
        generation integer not null,
        generation_at integer,
        due_at integer not null,
        lease_owner text,
        lease_until integer,
        problem text,
        created_at text not null,
        updated_at text not null
      )`,
      `create index resettle_effects_subject on resettle_effects (subject, seq)`,
      `create index resettle_effects_due on resettle_effects (due_at)
        where state in ('pending', 'running', 'unknown', 'compensating')`,
      // Whether something else is still to be done for the same team or customer is asked for each effect.
      `create index resettle_effects_target on resettle_effects (target) where state not in ('done', 'compensated')`,
      `create index resettle_effects_also on resettle_effects (also) where state not in ('done', 'compensated')`,
      `create index resettle_effects_owner on resettle_effects (lease_owner) where lease_owner is not null`,
      `create table resettle_rates (
        system text primary key,
        next_at integer not null
      ) without rowid`,
      `create table resettle_workers (
        id text primary key,
        seen_at integer not null
      ) without rowid`,
    ],
  },
  serviceTables(3, (name) => `resettle_${name}`),
  reportTables(4, (name) => `resettle_${name}`),
  noticeTables(5, (name) => `resettle_${name}`, 'resettle_'),
]
