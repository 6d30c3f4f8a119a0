import { advice, rules, type Violation } from './rules.ts'
import { listSources, readSource } from './source.ts'

export interface ArchitectureReport {
  /** Paths of the files that were read: all of `src`. */
  readonly read: readonly string[]
  /** Imports that were followed from one file of `src` to another. */
  readonly followed: number
  readonly violations: readonly Violation[]
  /** Worth a look, and no failure. */
  readonly remarks: readonly Violation[]
}

/** Holds every file under `src` to the rules of the house. */
export function checkArchitecture(root: string): ArchitectureReport {
  const sources = listSources(root, 'src').map((path) => readSource(root, path))
  return {
    read: sources.map(({ path }) => path),
    followed: sources.flatMap(({ imports }) => imports.filter(({ path }) => path !== null)).length,
    violations: rules.flatMap((rule) => rule(sources)),
    remarks: advice.flatMap((rule) => rule(sources)),
  }
}

export function printViolation({ rule, path, line, message }: Violation): string {
  return `${path}:${line} ${message} [${rule}]`
}
