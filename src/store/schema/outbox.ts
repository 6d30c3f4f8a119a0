import type { StoreMigration } from './store-migration.ts'

/**
 * Promotions, and what must happen outside; `own` gives a table its name and `prefix` stands before those of indexes,
 * which is all that differs between the engines.
 */
export function outboxTables(version: number, own: (name: string) => string, prefix: string): StoreMigration {
  return {
    version,
    statements: [
      `create table ${own('promotions')} (
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
      `create unique index ${prefix}promotions_active on ${own('promotions')} (user_key) where status = 'done'`,
      `create table ${own('effects')} (
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
      `create index ${prefix}effects_subject on ${own('effects')} (subject, seq)`,
      `create index ${prefix}effects_due on ${own('effects')} (due_at)
        where state in ('pending', 'running', 'unknown', 'compensating')`,
      // Whether something else is still to be done for the same team or customer is asked for each effect.
      `create index ${prefix}effects_target on ${own('effects')} (target) where state not in ('done', 'compensated')`,
      `create index ${prefix}effects_also on ${own('effects')} (also) where state not in ('done', 'compensated')`,
      `create index ${prefix}effects_owner on ${own('effects')} (lease_owner) where lease_owner is not null`,
      `create table ${own('rates')} (
        system text primary key,
        next_at bigint not null
      )`,
      `create table ${own('workers')} (
        id text primary key,
        seen_at bigint not null
      )`,
    ],
  }
}
