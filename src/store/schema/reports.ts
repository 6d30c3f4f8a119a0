import type { StoreMigration } from './store-migration.ts'

/** What a migration meant for each person, and the keys that sign reports: the same words on every engine. */
export function reportTables(version: number, own: (name: string) => string): StoreMigration {
  return {
    version,
    statements: [
      `create table ${own('people')} (
        migration_id text not null,
        seq integer not null,
        user_key text not null,
        extract text not null,
        primary key (migration_id, seq)
      )`,
      `create table ${own('signing_keys')} (
        fingerprint text primary key,
        public_key text not null,
        private_key text,
        created_at text not null
      )`,
    ],
  }
}
