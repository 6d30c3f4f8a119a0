import type { OrganizationSummary } from '../../api/contract.ts'

/** All rows that an organization owns, over all its resources. */
export function totalRows({ resources }: Pick<OrganizationSummary, 'resources'>): number {
  return Object.values(resources).reduce((sum, count) => sum + count, 0)
}
