/** One numbered change of our own tables. */
export interface StoreMigration {
  readonly version: number
  readonly statements: readonly string[]
}
