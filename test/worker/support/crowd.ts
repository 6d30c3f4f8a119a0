import { clubsScript } from '../../promotion/clubs.ts'
import type { FreshDatabase } from '../../support/databases.ts'

/** How the crowd's ids begin; nobody else's do. */
export const crowdIds = 'c0ffee00-'

/** The clubs with so many ordinary people more, each with a row of settings, two tokens, three notes and a book. */
export async function buildCrowd(fresh: FreshDatabase, people: number): Promise<void> {
  await fresh.run(clubsScript('postgres'))
  await fresh.run(`
    create temporary table crowd as
      select ('${crowdIds}0000-4000-8000-' || lpad(to_hex(n), 12, '0')) as id, n from generate_series(1, ${people}) n;
    insert into profiles (person, mail, theme, size, secret, promoted)
      select id, n || '@example.org', 'plain', n % 9, 'sk-crowd-' || n, false from crowd;
    insert into tokens (person, value) select id, 'crowd-' || n || '-' || m from crowd, generate_series(1, 2) m;
    insert into notes (person, body) select id, 'note ' || m from crowd, generate_series(1, 3) m;
    insert into books (book_id, person, title) select 'crowd-' || n, id, 'A book' from crowd;
    create index notes_person on notes (person);
    create index payers_person on payers (person);
    create index profiles_person on profiles (person);
    create index books_person on books (person);
    create index grants_person on grants (person);
    analyze`)
}
