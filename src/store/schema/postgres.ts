import { noticeTables } from './notices.ts'
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
  {
    version: 2,
    statements: [
      `create table resettle.promotions (
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
      `create unique index promotions_active on resettle.promotions (user_key) where status = 'done'`,
      `create table resettle.effects (
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
        generation_at bigint,
        due_at bigint not null,
        lease_owner text,
        lease_until bigint,
        problem text,
        created_at text not null,
        updated_at text not null
      )`,
      `create index effects_subject on resettle.effects (subject, seq)`,
      `create index effects_due on resettle.effects (due_at)
        where state in ('pending', 'running', 'unknown', 'compensating')`,
      // Whether something else is still to be done for the same team or customer is asked for each effect.
      `create index effects_target on resettle.effects (target) where state not in ('done', 'compensated')`,
      `create index effects_also on resettle.effects (also) where state not in ('done', 'compensated')`,
      `create index effects_owner on resettle.effects (lease_owner) where lease_owner is not null`,
      `create table resettle.rates (
        system text primary key,
        next_at bigint not null
      )`,
      `create table resettle.workers (
        id text primary key,
        seen_at bigint not null
      )`,
    ],
  },
  serviceTables(3, (name) => `resettle.${name}`),
  reportTables(4, (name) => `resettle.${name}`),
  noticeTables(5, (name) => `resettle.${name}`, ''),
]
