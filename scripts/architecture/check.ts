import { advice, pageRules, rules, type Violation } from './rules.ts'
import { listSources, readSource } from './source.ts'

export interface ArchitectureReport {
  /** Paths of the files that were read: all of `src` and `web`. */
  readonly read: readonly string[]
  /** Imports that were followed from one file of `src` to another. */
  readonly followed: number
  readonly violations: readonly Violation[]
  /** Worth a look, and no failure. */
  readonly remarks: readonly Violation[]
}

/** Holds every file under `src` to the rules of the house, and the page under `web` to its own. */
export function checkArchitecture(root: string): ArchitectureReport {
  const sources = listSources(root, 'src').map((path) => readSource(root, path))
  const page = listSources(root, 'web').map((path) => readSource(root, path))
  return {
    read: [...sources, ...page].map(({ path }) => path),
    followed: [...sources, ...page].flatMap(({ imports }) => imports.filter(({ path }) => path !== null))
      .length,
    violations: [...rules.flatMap((rule) => rule(sources)), ...pageRules.flatMap((rule) => rule(page))],
    remarks: advice.flatMap((rule) => rule(sources)),
  }
}

export function printViolation({ rule, path, line, message }: Violation): string {
  return `${path}:${line} ${message} [${rule}]`
}
