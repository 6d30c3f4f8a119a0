/** The public library. */
export { type Blueprint, type BlueprintInput, defineBlueprint } from './blueprint/blueprint.ts'
export type { Finding } from './blueprint/finding.ts'
export { type ErrorCode, type Problem, ResettleError } from './errors.ts'
export type * from './migration/documents.ts'
export type { PlanInput } from './migration/plan/options.ts'
export type * from './migration/promotion/documents.ts'
export type { RollbackInput } from './migration/rollback/rollback.ts'
export { openResettle, type Resettle, type ResettleOptions, type Watcher } from './resettle.ts'
