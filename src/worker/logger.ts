import type { DLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs'

/** DBOS says a lot; what matters to a person goes to `onTrouble`, without stacks. */
export function createLogger(onTrouble: (message: string) => void): DLogger {
  const say = (entry: unknown) =>
    onTrouble(entry instanceof Error ? entry.message : (String(entry).split('\n')[0] ?? ''))
  return { info: () => undefined, debug: () => undefined, warn: say, error: say }
}
