import type { FindingText } from '../finding.ts'
import type { Format } from '../format.ts'
import type { Sentences } from '../sentence.ts'
import { checks } from './checks.ts'
import { common, lost, organizations, signIn } from './common.ts'
import { findings } from './findings.ts'
import { history } from './history.ts'
import { problems } from './problems.ts'
import { promotions } from './promotions.ts'
import { resources } from './resources.ts'
import { report, run, undo } from './run.ts'
import { wizard } from './wizard.ts'

export const english = (f: Format) => ({
  common: common(f),
  problems,
  resources,
  checks,
  // English is what the service says anyway.
  details: {} as Sentences,
  proofs: {} as Sentences,
  advice: {} as Readonly<Record<string, string>>,
  findings: findings as Readonly<Record<keyof typeof findings, FindingText>>,
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
