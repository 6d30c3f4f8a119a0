import { z } from 'zod'

const column = z.string().min(1)

/** What it means outside that one organization goes into another. */
export const mergesSchema = z.strictObject({
  /** Organizations have a LiteLLM team of their own, with their id: keys and people of the source's go to the target's. */
  litellm: z
    .strictObject({
      /**
       * `add`: what is left of the source's budget is added to the target's. `keep-target`: that of the target stays.
       * `larger`: the larger of both counts.
       */
      budgets: z.enum(['add', 'keep-target', 'larger']).default('add'),
    })
    .optional(),
  /** Customers of the source learn the target. Stripe cannot merge customers: all of them stay. */
  stripe: z
    .strictObject({
      /** Whose rows name customers. */
      resource: z.string(),
      customer: column,
      /** `{source}` and `{target}` stand for the ids of the organizations. An empty text takes a key away. */
      metadata: z.record(z.string(), z.string()),
      deleted: z.enum(['skip', 'attention']).default('skip'),
    })
    .optional(),
})

export type MergesRule = z.infer<typeof mergesSchema>
