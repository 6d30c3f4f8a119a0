import type { MigrationSummary, RunStatus } from '../api/contract.ts'
import { useWords } from '../words/words.ts'
import { Tag, type Tone } from './tag.tsx'

const tones: Readonly<Record<RunStatus | MigrationSummary['status'], Tone>> = {
  scheduled: 'source',
  running: 'target',
  done: 'good',
  failed: 'bad',
  cancelled: 'plain',
  interrupted: 'warn',
  'rolled-back': 'plain',
}

export function StatusTag({ status }: { readonly status: RunStatus | MigrationSummary['status'] }) {
  const { t } = useWords()
  return <Tag tone={tones[status]}>{t.history.statuses[status]}</Tag>
}
