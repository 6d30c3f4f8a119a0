/**
 * The documents that every face prints: plan, migration, verification, rollback. Plain JSON in snake_case, frozen,
 * versioned. Ids are numbers where the key is an integer that JSON can hold, otherwise text; a composite key is an
 * array.
 */
import type { Choice } from '../blueprint/blueprint.ts'
import type { Facts, Finding } from '../blueprint/finding.ts'

export type Id = number | string | readonly (number | string | null)[]

export interface OrganizationRef {
  readonly id: Id
  readonly slug: string | null
  readonly name: string | null
}

export type Strategy = 'rename' | 'skip' | 'fail' | 'interactive'

export interface PlanOptions {
  readonly conflict_strategy: Strategy
  /** Strategy per resource or table. */
  readonly on: Readonly<Record<string, Strategy | Choice>>
  readonly rename_prefix: string | null
  readonly rename_style: 'prefix' | 'timestamp'
  readonly preserve_admin_roles: boolean
  /** What owners become; null: what `preserve_admin_roles` says. */
  readonly owner_becomes: string | null
  readonly delete_source: boolean
  /** Codes of findings that are accepted. */
  readonly accept: readonly string[]
  readonly decisions: readonly Decision[]
}

/** How one conflict is settled. */
export interface Decision {
  readonly resource: string
  readonly id: Id
  readonly choice: Choice
  /** For `rename` and `rename-target`: a name of one's own. */
  readonly name?: string
}

export interface ConflictItem {
  readonly id: Id
  readonly name: string | null
  readonly owner: string | null
  readonly target_id: Id
  readonly conflict_reason: string
  /** Name of the unique key. */
  readonly key: string
  /** Columns of the key, the organization's left out. */
  readonly columns: readonly string[]
  readonly choices: readonly Choice[]
  /** What will be done; null while nobody has decided, or the name asked for is refused. `name` was found free. */
  readonly proposed: { readonly action: Choice; readonly name: string | null } | null
  /** Who settled it. */
  readonly decided_by: 'strategy' | 'default' | 'table' | 'decision' | null
  readonly advice: string | null
}

export interface AccessChange {
  readonly user: Id
  readonly email: string | null
  readonly role_in_source: string | null
  readonly role_in_target: string | null
  readonly role_after: string | null
  /** `joins`: a member of the target from now on; `gains`: a higher role there; `loses`: less than in the source. */
  readonly change: 'joins' | 'gains' | 'loses' | 'same' | 'stays'
  readonly note: string | null
}

/** A change of an outside system that a migration asks for; it is done after the commit. */
export interface OutsideChange {
  readonly system: string
  readonly kind: string
  /** What is changed: a team, a customer. */
  readonly target: string
}

export interface TablePlan {
  readonly resource: string
  readonly table: string
  readonly verdict: 'move' | 'merge' | 'follow'
  /** Rows of the source now. */
  readonly rows: number
  readonly moves: number
  readonly stays: number
  /** Rows of the target now. */
  readonly target_rows: number
  readonly renames: number
}

export interface Plan {
  readonly kind: 'plan'
  readonly version: 1
  readonly blueprint: string
  readonly source: OrganizationRef
  readonly target: OrganizationRef
  readonly options: PlanOptions
  readonly can_migrate: boolean
  /** Rows that move, per resource. */
  readonly resources: Readonly<Record<string, number>>
  readonly tables: readonly TablePlan[]
  readonly conflicts: Readonly<Record<string, readonly ConflictItem[]>>
  /** Rows that stay because of a decision, per resource, with the reason in words. */
  readonly skipped: readonly {
    readonly resource: string
    readonly id: Id
    readonly name: string | null
    readonly reason: string
  }[]
  readonly access: readonly AccessChange[]
  /** Rows that go: memberships of moved people in the source, the source itself. */
  readonly removals: readonly { readonly resource: string; readonly count: number; readonly reason: string }[]
  /** What changes in the source organization that stays, in words. */
  readonly source_changes: readonly string[]
  readonly outside: readonly OutsideChange[]
  readonly findings: readonly Finding[]
  readonly estimated_time_seconds: number
  /** SHA-256 over schema, counts, checksums, conflicts, access and decisions. */
  readonly fingerprint: string
  readonly created_at: string
  /** What the fingerprint was made of, so that a stale plan can be refused with the difference. */
  readonly basis: Readonly<Record<string, string>>
}

export interface VerificationCheck {
  readonly check: string
  readonly table: string | null
  readonly ok: boolean
  /** One sentence: what was expected and what was found. */
  readonly message: string
  /** Permanent: which sentence that is. Absent in proofs of earlier versions, as `context` is. */
  readonly code?: string
  /** What the sentence says, under permanent names, so that it can be said in any language. */
  readonly context?: Facts
}

/** A sentence that can be said in any language. */
export interface Note {
  /** Permanent. */
  readonly code: string
  readonly message: string
  readonly context: Facts
}

export interface Verification {
  readonly kind: 'verification'
  readonly version: 1
  readonly migration_id: string
  readonly ok: boolean
  readonly verified_at: string
  readonly checks: readonly VerificationCheck[]
  /** What people changed since; of no harm to the proof. */
  readonly notes: readonly string[]
  /** The same, one for one, for other languages. Absent in proofs of earlier versions. */
  readonly noted?: readonly Note[]
}

export interface Renamed {
  readonly resource: string
  readonly id: Id
  readonly from: string | null
  readonly to: string | null
}

/** Something that keeps its name and is not quite what it was. */
export interface Changed {
  readonly resource: string
  readonly id: Id
  readonly name: string | null
  /** `cleared`: these columns are emptied, since the target has the same; `switched-off`: it stays and is out of use. */
  readonly change: 'cleared' | 'switched-off'
  readonly columns: readonly string[]
  /** It is the person's own account. */
  readonly is_account: boolean
}

/** What a migration means for one person. */
export interface PersonExtract {
  readonly user: Id
  readonly email: string | null
  readonly name: string | null
  /** The language as the app keeps it, such as `es` or `pt-BR`; null where it keeps none. */
  readonly language: string | null
  /** False: the person stays, and something of theirs is concerned. */
  readonly moves: boolean
  readonly role_before: string | null
  /** In the target; null for who stays. */
  readonly role_after: string | null
  /** `loses` for who stays: the role goes with the source. Null where the app has no memberships. */
  readonly change: AccessChange['change'] | null
  /** Rows of theirs that move, per resource. History (logs) is left out. */
  readonly moved: Readonly<Record<string, number>>
  /** Things of theirs that take another name, in the source or in the target. */
  readonly renamed: readonly Renamed[]
  readonly changed: readonly Changed[]
  /** Things of theirs that stay in the source. */
  readonly stayed: Plan['skipped']
}

/** One extract for each person, in the order of their keys. */
export interface PeopleDocument {
  readonly kind: 'people'
  readonly version: 1
  readonly migration_id: string
  /** Who moved. */
  readonly people: readonly PersonExtract[]
  /** Who did not move and is concerned: something of theirs moved, changed or was renamed, or they lost a role. */
  readonly others: readonly PersonExtract[]
}

export interface TableReport {
  readonly resource: string
  readonly table: string
  readonly planned: number
  readonly done: number
  readonly verified: number
}

export interface Migration {
  readonly kind: 'migration'
  readonly version: 1
  readonly success: boolean
  readonly migration_id: string
  readonly source: OrganizationRef
  readonly target: OrganizationRef
  readonly resources_migrated: Readonly<Record<string, number>>
  /** `assistants_renamed`, `users_cleared`, `templates_skipped`, `lti_creator_keys_kept` … */
  readonly conflicts_resolved: Readonly<Record<string, number>>
  readonly renamed: readonly Renamed[]
  readonly skipped: Plan['skipped']
  readonly decisions: readonly (ConflictItem & { readonly resource: string })[]
  readonly access: readonly AccessChange[]
  readonly tables: readonly TableReport[]
  readonly warnings: readonly string[]
  readonly verification: Verification
  readonly source_deleted: boolean
  /** Rows of the target that belonged to people or rows that moved, before they came: per resource, logs left out. */
  readonly owned_in_target: Readonly<Record<string, number>>
  readonly outside: readonly OutsideChange[]
  /** The state of these changes, how many are in each; null where nobody began with them yet. */
  readonly effects: Readonly<Record<string, number>> | null
  readonly options: PlanOptions
  readonly fingerprint: string
  readonly timings: Readonly<Record<string, number>>
  readonly started_at: string
  readonly finished_at: string
}

export type MigrationStatus = 'done' | 'rolled-back'

/** One line of `migrations`, and the head of `show`. */
export interface MigrationSummary {
  readonly migration_id: string
  readonly status: MigrationStatus
  readonly source: OrganizationRef
  readonly target: OrganizationRef
  readonly rows: number
  readonly started_at: string
  readonly finished_at: string
  readonly rolled_back_at: string | null
}

export interface MigrationList {
  readonly kind: 'migrations'
  readonly version: 1
  readonly migrations: readonly MigrationSummary[]
}

/** `show`: the summary, the plan that was executed, the report, and the rollback if there was one. */
export interface MigrationRecord extends MigrationSummary {
  readonly kind: 'migration-record'
  readonly version: 1
  readonly plan: Plan
  readonly report: Migration
  readonly rollback: Rollback | null
}

export interface RollbackConflict {
  readonly resource: string
  readonly id: Id
  readonly name: string | null
  /** `gone`: the row was deleted; `moved`: it holds another organization now; `name-taken`: its old name is used in the source. */
  readonly reason: 'gone' | 'moved' | 'name-taken' | 'role-changed'
  readonly message: string
  readonly proposed: { readonly action: 'rename' | 'skip' | 'keep'; readonly name: string | null }
}

export interface Rollback {
  readonly kind: 'rollback'
  readonly version: 1
  readonly success: boolean
  /** Nothing was written. */
  readonly preview: boolean
  readonly migration_id: string
  readonly source: OrganizationRef
  readonly target: OrganizationRef
  /** Rows that go back, per resource. */
  readonly resources_restored: Readonly<Record<string, number>>
  readonly tables: readonly {
    readonly resource: string
    readonly table: string
    readonly journaled: number
    readonly restored: number
  }[]
  /** Names that go back: from what they are now to what they were. */
  readonly renamed: readonly Renamed[]
  /** Changes of people that are kept. */
  readonly kept: readonly {
    readonly resource: string
    readonly id: Id
    readonly column: string
    readonly message: string
  }[]
  readonly conflicts: readonly RollbackConflict[]
  /** Rows made in the target since that belong to people or rows that go back: they stay in the target. */
  readonly left_behind: readonly {
    readonly resource: string
    readonly count: number
    readonly samples: readonly { readonly id: Id; readonly name: string | null }[]
  }[]
  readonly warnings: readonly string[]
  readonly source_restored: boolean
  /** Changes of outside systems that are undone. */
  readonly effects: number
  /** Their state, how many are in each; null where nobody began with them yet. */
  readonly outside: Readonly<Record<string, number>> | null
  readonly verification: Verification | null
  readonly timings: Readonly<Record<string, number>>
  readonly finished_at: string
}

export interface OrganizationSummary extends OrganizationRef {
  readonly is_system: boolean
  readonly resources: Readonly<Record<string, number>>
}

export interface OrganizationList {
  readonly kind: 'organizations'
  readonly version: 1
  readonly organizations: readonly OrganizationSummary[]
}

export interface CheckDocument {
  readonly kind: 'check'
  readonly version: 1
  readonly ok: boolean
  readonly blueprint: string
  readonly tables: readonly {
    readonly table: string
    readonly verdict: string
    readonly resource: string | null
    readonly note: string | null
  }[]
  readonly findings: readonly Finding[]
}

/** One step of long work, for a progress line. */
export interface Progress {
  readonly phase:
    | 'planning'
    | 'locking'
    | 'checking'
    | 'moving'
    | 'verifying'
    | 'committing'
    | 'restoring'
    | 'promoting'
    | 'outside'
  readonly table: string | null
  readonly done: number
  readonly total: number
}
