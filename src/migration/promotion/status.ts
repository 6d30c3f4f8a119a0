import { countEffects } from '../../store/outbox.ts'
import { countPromotions, hasPromotions } from '../../store/promotions.ts'
import { countLate } from './complete.ts'
import type { PromotionStatus } from './documents.ts'
import { CHUNK, countNative, countStragglers, listEverybody, listOwners } from './find.ts'
import type { PromotionContext } from './gather.ts'
import type { Profiles } from './person.ts'
import { planPromotions } from './plan.ts'
import type { PromoteInput } from './promote.ts'

/** Who is promoted, who is left, and why; reads only. */
export async function promotionStatus(
  context: PromotionContext,
  input: PromoteInput & { readonly profiles: Profiles },
): Promise<PromotionStatus> {
  const { connection, dialect, model } = context
  const hasStore = await hasPromotions(connection, dialect)
  const plan = await planPromotions(context, { ...input, without: new Set(['litellm', 'stripe']) }, null)
  const promoted = hasStore ? await countPromotions(connection, dialect) : 0
  return {
    kind: 'promotion-status',
    version: 1,
    blueprint: model.blueprint.name,
    promoted,
    native: await countNative(context, hasStore),
    ready: Object.values(plan.people).reduce((sum, count) => sum + count, 0),
    left: plan.left,
    left_count: plan.left_count,
    stragglers: hasStore ? await countStragglers(context) : {},
    completable: promoted > 0 ? await countCompletable(context) : 0,
    effects: hasStore ? await countEffects(connection, dialect, {}) : {},
    findings: plan.findings,
  }
}

async function countCompletable(context: PromotionContext): Promise<number> {
  const written = [...new Set([...(await listEverybody(context)), ...(await listOwners(context))])]
  let people = 0
  for (let first = 0; first < written.length; first += CHUNK) {
    people += await countLate(context, written.slice(first, first + CHUNK))
  }
  return people
}
