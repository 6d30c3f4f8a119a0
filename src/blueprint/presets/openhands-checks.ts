import type { BlueprintInput } from '../blueprint.ts'

/** What it means for OpenHands and its people when one organization joins another. */
export const openhandsChecks: NonNullable<BlueprintInput['checks']> = [
  {
    kind: 'has-rows',
    code: 'openhands.secrets-shared',
    severity: 'info',
    resource: 'custom_secrets',
    message:
      'Secrets go on belonging to the person who made them, and are used in conversations of the target.',
    remedy: 'Nothing needs to be done.',
  },
  {
    kind: 'has-rows',
    code: 'openhands.api-keys-move',
    severity: 'warning',
    resource: 'api_keys',
    message: 'API keys go on working, and act in the target from now on.',
    remedy: 'Have keys deleted that must not act there.',
  },
  {
    kind: 'has-rows',
    code: 'openhands.invitations-move',
    severity: 'warning',
    resource: 'invitations',
    match: { status: 'pending' },
    message:
      'Whoever accepts an invitation that is still open joins the target, with the role of the invitation.',
    remedy: 'Revoke the invitations that must not count there.',
  },
  {
    kind: 'has-rows',
    code: 'openhands.customers-stay-apart',
    severity: 'info',
    resource: 'stripe_customers',
    message:
      'Stripe cannot merge customers: those of the source stay what they are, with their subscriptions and payment ' +
      'methods, and belong to the target beside its own.',
    remedy: 'Look at Stripe whether two subscriptions are paid for the same thing.',
  },
]
