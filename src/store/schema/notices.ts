import type { StoreMigration } from './store-migration.ts'

/** Messages to people; `own` gives a table its name, which is all that differs between the engines. */
export function noticeTables(version: number, own: (name: string) => string, prefix: string): StoreMigration {
  return {
    version,
    statements: [
      `create table ${own('notice_batches')} (
        migration_id text not null,
        kind text not null check (kind in ('before', 'after')),
        facts text not null,
        created_at text not null,
        primary key (migration_id, kind)
      )`,
      `create table ${own('notices')} (
        id text primary key,
        migration_id text not null,
        kind text not null check (kind in ('before', 'after')),
        seq integer not null,
        user_key text not null,
        address text,
        language text not null,
        person text not null,
        state text not null check (state in
          ('held', 'waiting', 'sending', 'sent', 'unknown', 'refused', 'failed', 'unreachable', 'cancelled')),
        attempts integer not null,
        due_at bigint not null,
        lease_owner text,
        lease_until bigint,
        handed_at bigint,
        problem text,
        created_at text not null,
        sent_at text
      )`,
      `create index ${prefix}notices_migration on ${own('notices')} (migration_id, kind, seq)`,
      `create index ${prefix}notices_due on ${own('notices')} (due_at) where state in ('waiting', 'sending')`,
    ],
  }
}
