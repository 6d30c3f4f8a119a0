import { type Finding, SAMPLES } from '../../blueprint/finding.ts'
import type { PromotionModel } from '../../blueprint/promotion-model.ts'
import { plural } from '../../blueprint/words.ts'
import { ACCEPT_UNREADABLE } from './secrets.ts'

type Meaning = Pick<Finding, 'code' | 'severity' | 'message' | 'remedy'>

const nothing = 'Nothing needs to be done.'

/** What the warnings of promotions mean, in words. */
const meanings: readonly Meaning[] = [
  {
    code: 'promotion.duplicate-rows',
    severity: 'info',
    message: 'more than one row of settings. The newest counts, and all of them are marked as done.',
    remedy: 'Nothing needs to be done; the other rows stay as they are.',
  },
  {
    code: 'promotion.no-legacy-row',
    severity: 'info',
    message: 'rows but no row of settings. What is missing is what the app gives by default.',
    remedy: 'Leave them out by naming the others, if these people are gone for good.',
  },
  {
    code: 'promotion.half-promoted',
    severity: 'info',
    message: 'marked as done although something is missing. Only what is missing is added.',
    remedy: nothing,
  },
  {
    code: 'promotion.organization-existed',
    severity: 'info',
    message: 'an organization of their own already. It is left as it is.',
    remedy: nothing,
  },
  {
    code: 'promotion.rows-elsewhere',
    severity: 'info',
    message: 'rows that hold another organization already. These rows stay there.',
    remedy: nothing,
  },
  {
    code: 'promotion.name-taken',
    severity: 'info',
    message: 'a number after the name of the organization, since another has the name.',
    remedy: 'Nothing needs to be done; the name can be changed in the app.',
  },
  {
    code: 'promotion.same-names',
    severity: 'warning',
    message:
      'several rows of one name, which an organization may hold once. The newest keeps the name, the others get a number.',
    remedy: 'Tell these people, or delete the rows that they do not need before.',
  },
  {
    code: 'promotion.address-unknown',
    severity: 'warning',
    message: "no address of the app's own LiteLLM for the organization, since nobody said it.",
    remedy: "Give the address that stands in people's settings in RESETTLE_APP_LITELLM_URL.",
  },
  {
    code: 'promotion.secret-unreadable',
    severity: 'warning',
    message:
      'a secret that cannot be read, without the secret of the app or with the one given. ' +
      'It is kept, but the app may not be able to use it.',
    remedy: "Give the app's secret in RESETTLE_APP_SECRET, so that secrets are written in the new form.",
  },
]

/** Whether the app's secret is the right one, or nobody minds. */
export interface Secrets {
  readonly isRight: boolean
  readonly isAccepted: boolean
}

/** A few secrets that nobody could read before are a warning; a secret of the app that opens none is a blocker. */
function severityOf(
  meaning: Meaning,
  { isRight, isAccepted }: Secrets,
): Pick<Finding, 'severity' | 'acceptable' | 'remedy'> {
  const { severity, remedy } = meaning
  if (meaning.code !== ACCEPT_UNREADABLE) return { severity, remedy }
  if (isRight)
    return { severity, remedy: 'An older secret closed them: ask these people to enter them anew.' }
  return { severity: isAccepted ? 'warning' : 'blocker', acceptable: true, remedy }
}

/** Warnings with the people whom they concern. */
export function warningFindings(warned: ReadonlyMap<string, readonly string[]>, secrets: Secrets): Finding[] {
  return meanings.flatMap(({ message, ...meaning }) => {
    const users = warned.get(meaning.code.replace('promotion.', '')) ?? []
    if (users.length === 0) return []
    const count = users.length
    const samples = users.slice(0, SAMPLES)
    return [
      {
        ...meaning,
        ...severityOf({ ...meaning, message }, secrets),
        message: `${plural(count, 'person', 'people')}: ${message}`,
        count,
        samples,
      },
    ]
  })
}

/** Rows that stay people's own, with the reason. */
export function stayFindings({ stays }: PromotionModel, counts: Readonly<Record<string, number>>): Finding[] {
  return Object.entries(counts).map(([resource, count]) => {
    const [first] = stays.filter((one) => one.resource === resource)
    return {
      code: 'promotion.stays',
      severity: 'info',
      message: `${resource}: ${plural(count, 'row stays', 'rows stay')} people's own. ${sentence(first?.reason)}`,
      count,
      samples: [],
      context: { resource, reason: first?.reason ?? null },
      remedy: nothing,
    }
  })
}

function sentence(reason = ''): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`
}
