import { assistantHazards } from './hazards/assistants.ts'
import { dirtyHazards } from './hazards/dirty.ts'
import type { Hazard } from './hazards/hazard.ts'
import { ltiHazards } from './hazards/lti.ts'
import { nameHazards } from './hazards/names.ts'
import { peopleHazards } from './hazards/people.ts'
import { resourceHazards } from './hazards/resources.ts'
import { traceHazards } from './hazards/traces.ts'

/** Everything awkward that the university can hold, by name. */
const catalogue = {
  ...peopleHazards,
  ...assistantHazards,
  ...nameHazards,
  ...resourceHazards,
  ...ltiHazards,
  ...traceHazards,
  ...dirtyHazards,
}

export type HazardName = keyof typeof catalogue

export const hazards: Readonly<Record<HazardName, Hazard>> = catalogue

export const hazardNames = Object.keys(catalogue) as readonly HazardName[]
