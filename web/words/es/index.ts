import type { Words } from '../catalogue.ts'
import type { Format } from '../format.ts'
import { advice } from './advice.ts'
import { checks } from './checks.ts'
import { common, lost, organizations, signIn } from './common.ts'
import { details } from './details.ts'
import { findings } from './findings.ts'
import { history, promotions } from './history.ts'
import { problems } from './problems.ts'
import { proofs } from './proofs.ts'
import { resources } from './resources.ts'
import { report, run, undo } from './run.ts'
import { wizard } from './wizard.ts'

export const spanish = (f: Format): Words => ({
  common: common(f),
  problems,
  resources,
  findings,
  details: details(f),
  advice,
  checks,
  proofs,
  signIn,
  organizations: organizations(f),
  wizard: wizard(f),
  run: run(f),
  report: report(f),
  undo: undo(f),
  history,
  promotions: promotions(f),
  lost,
})
