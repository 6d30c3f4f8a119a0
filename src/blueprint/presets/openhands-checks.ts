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
    kind: 'personal',
    code: 'openhands.personal-source',
    severity: 'warning',
    side: 'source',
    message:
      'The source is the personal organization of a user: it has the id of that user, who has no organization of their ' +
      'own afterwards and works in the target. OpenHands makes no other, since it knows the user.',
    remedy: 'Tell the person. A rollback brings the personal organization back.',
  },
  {
    kind: 'personal',
    code: 'openhands.personal-target',
    severity: 'blocker',
    acceptable: true,
    side: 'target',
    message:
      'The target is the personal organization of a user. OpenHands takes an organization with the id of a user for ' +
      "that user's own, whoever else is in it.",
    remedy:
      "Choose an organization that is nobody's own, or accept that OpenHands shows it as a personal one.",
  },
]
