import type { AccessChange } from '../../../api/contract.ts'

/** Whoever joins with more than an ordinary member's rights gains them, whatever they were before. */
export function kindOf({ change, role_after }: AccessChange): AccessChange['change'] {
  return change === 'joins' && (role_after === 'admin' || role_after === 'owner') ? 'gains' : change
}
