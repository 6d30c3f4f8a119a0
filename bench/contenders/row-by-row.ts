import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { Plan } from '../../src/migration/documents.ts'
import { settledRows } from './lamb.ts'
import { type Spent, timed } from './timed.ts'

type Row = Readonly<Record<string, string | number | null>>
type Parameter = string | number | null

/** A connection as a script has it: in its own process, statement by statement. `?` stands for a parameter. */
interface Session {
  ask(text: string, ...parameters: Parameter[]): Promise<Row[]>
  run(text: string, ...parameters: Parameter[]): Promise<void>
  close(): Promise<void>
}

/**
 * The script that the analysis of LAMB describes: people, assistants and templates one after the other, each asked for
 * a conflict and then updated; knowledge bases row by row; all logs in one statement. It knows six tables, those that
 * came later stay behind. Where it would make up a name it is given Resettle's, for its own may be taken: it must get
 * to the end.
 */
export async function runRowByRow(url: string, plan: Plan, prefix: string): Promise<Spent> {
  const session = url.startsWith('sqlite:') ? openFile(url.slice('sqlite:'.length)) : await connect(url)
  try {
    return await timed(async () => {
      await session.run('begin')
      await movePeople(session, plan, prefix)
      await moveNamed(session, plan, 'assistants', `"${prefix}assistants"`, 'owner')
      await moveNamed(session, plan, 'templates', `"${prefix}prompt_templates"`, 'owner_email')
      await moveBases(session, plan, `"${prefix}kb_registry"`)
      const { source, target } = ends(plan)
      await session.run(
        `update "${prefix}usage_logs" set organization_id = ? where organization_id = ?`,
        target,
        source,
      )
      await session.run('commit')
    })
  } finally {
    await session.close()
  }
}

async function movePeople(session: Session, plan: Plan, prefix: string): Promise<void> {
  const { source, target, now } = ends(plan)
  const [people, roles] = [`"${prefix}Creator_users"`, `"${prefix}organization_roles"`]
  const all = await session.ask(`select id, lti_user_id from ${people} where organization_id = ?`, source)
  for (const { id = null, lti_user_id: identity = null } of all) {
    const taken = await count(
      session,
      `${people} where organization_id = ? and lti_user_id = ?`,
      target,
      identity,
    )
    const set = `organization_id = ?, updated_at = ?${taken > 0 ? ', lti_user_id = null' : ''}`
    await session.run(`update ${people} set ${set} where id = ?`, target, now, id)
    const [held] = await session.ask(
      `select role from ${roles} where organization_id = ? and user_id = ?`,
      source,
      id,
    )
    await session.run(
      `insert into ${roles} (organization_id, user_id, role, created_at, updated_at) values (?, ?, ?, ?, ?)
       on conflict (organization_id, user_id) do update set role = excluded.role, updated_at = excluded.updated_at`,
      ...[target, id, held?.role ?? 'member', now, now],
    )
    await session.run(`delete from ${roles} where organization_id = ? and user_id = ?`, source, id)
  }
}

async function moveNamed(
  session: Session,
  plan: Plan,
  resource: string,
  table: string,
  owner: string,
): Promise<void> {
  const { source, target, now } = ends(plan)
  const names = new Map(settledRows(plan, resource).renamed.map(({ id, name }) => [id, name]))
  const all = await session.ask(
    `select id, name, ${owner} as owner from ${table} where organization_id = ?`,
    source,
  )
  for (const { id = null, name = null, owner: by = null } of all) {
    const taken = await count(
      session,
      `${table} where organization_id = ? and name = ? and ${owner} = ?`,
      ...[target, name, by],
    )
    const free = taken > 0 ? (names.get(id ?? '') ?? name) : name
    await session.run(
      `update ${table} set organization_id = ?, name = ?, updated_at = ? where id = ?`,
      ...[target, free, now, id],
    )
  }
}

async function moveBases(session: Session, plan: Plan, table: string): Promise<void> {
  const { source, target, now } = ends(plan)
  for (const { id = null } of await session.ask(
    `select id from ${table} where organization_id = ?`,
    source,
  )) {
    await session.run(`update ${table} set organization_id = ?, updated_at = ? where id = ?`, target, now, id)
  }
}

async function count(session: Session, from: string, ...parameters: Parameter[]): Promise<number> {
  const [row] = await session.ask(`select count(*) as n from ${from}`, ...parameters)
  return Number(row?.n)
}

function ends({ source, target }: Plan) {
  return { source: Number(source.id), target: Number(target.id), now: Math.floor(Date.now() / 1000) }
}

function openFile(path: string): Session {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 30_000 })
  database.exec('pragma temp_store = memory; pragma cache_size = -200000')
  return {
    ask: async (text, ...parameters) => database.prepare(text).all(...parameters) as Row[],
    async run(text, ...parameters) {
      database.prepare(text).run(...parameters)
    },
    close: async () => database.close(),
  }
}

async function connect(url: string): Promise<Session> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const query = (text: string, parameters: Parameter[]) => {
    let position = 0
    return client.query<Row>(
      text.replaceAll('?', () => `$${++position}`),
      parameters,
    )
  }
  return {
    ask: async (text, ...parameters) => (await query(text, parameters)).rows,
    run: async (text, ...parameters) => void (await query(text, parameters)),
    close: () => client.end(),
  }
}
