import type { BlueprintInput } from '../../src/blueprint/blueprint.ts'
import type { Finding } from '../../src/blueprint/finding.ts'
import type { Model } from '../../src/blueprint/model.ts'
import { parseBlueprint } from '../../src/blueprint/parse.ts'
import { resolveModel } from '../../src/blueprint/resolve.ts'
import type { Catalog } from '../../src/database/catalog.ts'
import { type EngineName, freshDatabase } from '../support/databases.ts'

/** The least table of organizations. */
export const orgs = 'create table orgs (id integer primary key, slug text unique)'

/** A blueprint of these resources under `orgs`. */
export function blueprint(
  resources: BlueprintInput['resources'],
  more: Partial<BlueprintInput> = {},
): BlueprintInput {
  return { version: 1, name: 'test', organizations: { table: 'orgs', key: 'id' }, resources, ...more }
}

/** The catalog of an empty database in which these statements were run. */
export async function readSchema(engine: EngineName, statements: readonly string[]): Promise<Catalog> {
  const fresh = await freshDatabase(engine)
  try {
    await fresh.run(statements.join(';\n'))
    const database = await fresh.open()
    return await database.read((connection) => database.dialect.readCatalog(connection))
  } finally {
    await fresh.drop()
  }
}

/** A blueprint on a catalog. */
export function resolve(
  blueprint: BlueprintInput,
  catalog: Catalog,
): { model: Model; findings: readonly Finding[] } {
  return resolveModel(parseBlueprint(blueprint), catalog)
}

/** Findings that somebody has to act upon. */
export function serious(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => finding.severity !== 'info')
}
