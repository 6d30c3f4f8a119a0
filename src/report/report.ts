import type {
  Migration,
  MigrationRecord,
  MigrationStatus,
  OrganizationRef,
  PersonExtract,
} from '../migration/documents.ts'
import { checksum, type Seal } from './seal.ts'

/** Whether the migration still stands. */
export interface UndoState {
  readonly state: 'stands' | 'taken-back'
  readonly at: string | null
  /** Rows that went back. */
  readonly rows: number
  /** Later changes of people that were kept. */
  readonly kept: number
  /** Rows that could not go back as they were. */
  readonly conflicts: number
}

/** Everything about one migration, for the files: what the migration reported, and what became of it. */
export interface Report extends Omit<Migration, 'kind'> {
  readonly kind: 'report'
  readonly status: MigrationStatus
  readonly undo: UndoState
  readonly people: readonly PersonExtract[]
  /** Who did not move and is concerned. */
  readonly others: readonly PersonExtract[]
  /** SHA-256 of each part as canonical JSON, so that what was altered can be named. */
  readonly checksums: Readonly<Record<string, string>>
  readonly generated_at: string
}

/** What a migration means for one person, for a file of their own. */
export interface Extract {
  readonly kind: 'extract'
  readonly version: 1
  readonly migration_id: string
  readonly status: MigrationStatus
  readonly source: OrganizationRef
  readonly target: OrganizationRef
  readonly started_at: string
  readonly finished_at: string
  readonly undo: UndoState
  readonly person: PersonExtract
  readonly checksums: Readonly<Record<string, string>>
  readonly generated_at: string
}

/** A document as it stands in a JSON file. */
export type SealedDocument = (Report | Extract) & { readonly seal: Seal }

/** Parts that have a checksum of their own, where the document has them. */
const parts = [
  'tables',
  'renamed',
  'decisions',
  'access',
  'skipped',
  'warnings',
  'verification',
  'undo',
  'people',
  'others',
  'person',
] as const

/** `people` are all that the migration has an extract of. */
export function buildReport(
  record: MigrationRecord,
  people: readonly PersonExtract[],
  generatedAt: Date,
): Report {
  const document = {
    ...record.report,
    kind: 'report',
    status: record.status,
    undo: undoState(record),
    people: people.filter(({ moves }) => moves),
    others: people.filter(({ moves }) => !moves),
  } as const
  return {
    ...document,
    checksums: { plan: checksum(record.plan), ...checksumsOf(document) },
    generated_at: generatedAt.toISOString(),
  }
}

export function buildExtract(record: MigrationRecord, person: PersonExtract, generatedAt: Date): Extract {
  const { migration_id, status, source, target, started_at, finished_at } = record
  const document = {
    kind: 'extract',
    version: 1,
    migration_id,
    status,
    source,
    target,
    started_at,
    finished_at,
    undo: undoState(record),
    person,
  } as const
  return { ...document, checksums: checksumsOf(document), generated_at: generatedAt.toISOString() }
}

/** The checksum of each part that the document has. */
export function checksumsOf(document: object): Record<string, string> {
  const held = new Map(Object.entries(document))
  return Object.fromEntries(
    parts.filter((part) => held.has(part)).map((part) => [part, checksum(held.get(part))]),
  )
}

function undoState({ status, rolled_back_at, rollback }: MigrationRecord): UndoState {
  return {
    state: status === 'done' ? 'stands' : 'taken-back',
    at: rolled_back_at,
    rows: rollback?.tables.reduce((sum, { restored }) => sum + restored, 0) ?? 0,
    kept: rollback?.kept.length ?? 0,
    conflicts: rollback?.conflicts.length ?? 0,
  }
}
