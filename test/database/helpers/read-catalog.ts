import { type Catalog, findTable, type Table } from '../../../src/database/catalog.ts'
import type { FreshDatabase } from '../../support/databases.ts'

/** Runs these scripts and reads the catalog that they leave. */
export async function readCatalog(fresh: FreshDatabase, ...scripts: string[]): Promise<Catalog> {
  await fresh.run(...scripts)
  const database = await fresh.open()
  return database.read((connection) => database.dialect.readCatalog(connection))
}

/** The table of this id, which must be there. */
export function getTable(catalog: Catalog, id: string): Table {
  const table = findTable(catalog, id)
  if (table === undefined) throw new Error(`no ${id} among ${catalog.tables.map((each) => each.id)}`)
  return table
}
