import { sql } from 'kysely'
import type { Connection, Dialect } from '../../database/database.ts'

export type RunKind = 'migration' | 'rollback' | 'promotion' | 'promotion-rollback'
export type RunStatus = 'scheduled' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted'

/** Long work that the service was asked for; `request`, `progress`, `problem`, `result` and `told` are JSON. */
export interface RunRow {
  readonly id: string
  readonly kind: RunKind
  readonly status: RunStatus
  readonly plan_id: string | null
  /** Of a migration run: given before it begins, so that whether it was done can be looked up. */
  readonly migration_id: string | null
  readonly request: string
  readonly progress: string
  readonly problem: string | null
  readonly result: string | null
  readonly created_by: string
  readonly created_at: string
  /** When a scheduled run is due. */
  readonly run_at: string | null
  readonly started_at: string | null
  readonly finished_at: string | null
  readonly attempts: number
  /** Statuses that the listeners were told of, so that each is told at least once. */
  readonly told: string
}

export async function insertRun(connection: Connection, dialect: Dialect, row: RunRow): Promise<void> {
  await connection.execute(sql`
    insert into ${dialect.own('runs')}
      (id, kind, status, plan_id, migration_id, request, progress, problem, result, created_by, created_at, run_at,
       started_at, finished_at, attempts, told)
    values (${row.id}, ${row.kind}, ${row.status}, ${row.plan_id}, ${row.migration_id}, ${row.request},
      ${row.progress}, ${row.problem}, ${row.result}, ${row.created_by}, ${row.created_at}, ${row.run_at},
      ${row.started_at}, ${row.finished_at}, ${row.attempts}, ${row.told})`)
}

export async function findRun(
  connection: Connection,
  dialect: Dialect,
  id: string,
): Promise<RunRow | undefined> {
  const rows = await connection.query<RunRow>(sql`select * from ${dialect.own('runs')} where id = ${id}`)
  return rows[0]
}

/** The latest run about a migration. */
export async function findRunOfMigration(
  connection: Connection,
  dialect: Dialect,
  migrationId: string,
): Promise<RunRow | undefined> {
  const rows = await connection.query<RunRow>(sql`
    select * from ${dialect.own('runs')} where migration_id = ${migrationId} order by created_at desc limit 1`)
  return rows[0]
}

/** Newest first. */
export function listRuns(connection: Connection, dialect: Dialect, limit: number): Promise<RunRow[]> {
  return connection.query<RunRow>(sql`
    select * from ${dialect.own('runs')} order by created_at desc, id desc limit ${sql.lit(limit)}`)
}

/** Runs with one of these statuses, oldest first. */
export function listRunsIn(
  connection: Connection,
  dialect: Dialect,
  statuses: readonly RunStatus[],
): Promise<RunRow[]> {
  return connection.query<RunRow>(sql`
    select * from ${dialect.own('runs')} where status in (${sql.join(statuses)}) order by created_at, id`)
}

/** Ended or scheduled runs whose status the listeners were not told of yet. */
export function listUntold(connection: Connection, dialect: Dialect): Promise<RunRow[]> {
  return connection.query<RunRow>(sql`
    select * from ${dialect.own('runs')}
    where status <> 'running' and told not like '%"' || status || '"%' order by created_at, id limit 100`)
}

/** What a run becomes. Absent: it stays. */
export type RunChange = Partial<
  Pick<
    RunRow,
    'status' | 'progress' | 'problem' | 'result' | 'started_at' | 'finished_at' | 'attempts' | 'migration_id'
  >
>

/**
 * Changes a run that has one of the statuses `from`; answers false where it has another by now. With two services this
 * decides which of them starts, ends or cancels it.
 */
export async function changeRun(
  connection: Connection,
  dialect: Dialect,
  id: string,
  from: readonly RunStatus[],
  change: RunChange,
): Promise<boolean> {
  const settings = Object.entries(change).map(([name, value]) => sql`${sql.id(name)} = ${value}`)
  const changed = await connection.execute(sql`
    update ${dialect.own('runs')} set ${sql.join(settings)}
    where id = ${id} and status in (${sql.join(from)})`)
  return changed === 1
}

/** Notes that the listeners were told; `told` is the whole list as JSON. */
export async function markTold(
  connection: Connection,
  dialect: Dialect,
  id: string,
  told: string,
): Promise<void> {
  await connection.execute(sql`update ${dialect.own('runs')} set told = ${told} where id = ${id}`)
}

/** Something that happened in a run; `data` is JSON. */
export interface EventRow {
  readonly run_id: string
  readonly seq: number
  readonly event: string
  readonly data: string
}

/** Adds events; those that are there already stay as they are. */
export async function insertEvents(
  connection: Connection,
  dialect: Dialect,
  events: readonly EventRow[],
): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(
    ({ run_id, seq, event, data }) => sql`(${run_id}, ${sql.lit(seq)}, ${event}, ${data})`,
  )
  await connection.execute(sql`
    insert into ${dialect.own('run_events')} (run_id, seq, event, data) values ${sql.join(rows)}
    on conflict (run_id, seq) do nothing`)
}

/** Events of a run after this one, in order. */
export function listEvents(
  connection: Connection,
  dialect: Dialect,
  runId: string,
  after: number,
): Promise<EventRow[]> {
  return connection.query<EventRow>(sql`
    select * from ${dialect.own('run_events')} where run_id = ${runId} and seq > ${sql.lit(after)} order by seq`)
}
