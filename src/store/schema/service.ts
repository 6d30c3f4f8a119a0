import type { StoreMigration } from './store-migration.ts'

/** Tables of the HTTP service; `own` gives a table its name, which is all that differs between the engines. */
export function serviceTables(version: number, own: (name: string) => string): StoreMigration {
  return {
    version,
    statements: [
      `create table ${own('plans')} (
        id text primary key,
        status text not null check (status in ('open', 'approved', 'used', 'expired')),
        revision integer not null,
        document text not null,
        authors text not null,
        created_by text not null,
        created_at text not null,
        expires_at text not null,
        approved_by text,
        run_id text
      )`,
      `create table ${own('runs')} (
        id text primary key,
        kind text not null,
        status text not null check (status in
          ('scheduled', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
        plan_id text,
        migration_id text,
        request text not null,
        progress text not null,
        problem text,
        result text,
        created_by text not null,
        created_at text not null,
        run_at text,
        started_at text,
        finished_at text,
        attempts integer not null,
        told text not null
      )`,
      `create table ${own('run_events')} (
        run_id text not null,
        seq integer not null,
        event text not null,
        data text not null,
        primary key (run_id, seq)
      )`,
      `create table ${own('tokens')} (
        id text primary key,
        name text not null unique,
        role text not null check (role in ('admin', 'reader')),
        hash text not null unique,
        created_at text not null,
        expires_at text,
        revoked_at text
      )`,
      `create table ${own('sessions')} (
        hash text primary key,
        principal text not null,
        expires_at text not null,
        ended_at text
      )`,
      `create table ${own('audit')} (
        id text primary key,
        at text not null,
        actor text not null,
        action text not null,
        subject text,
        detail text not null
      )`,
    ],
  }
}
