import type { DLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs'

/** DBOS says a lot; what matters to a person goes to `onTrouble`: one line, without stacks. */
export function createLogger(onTrouble: (message: string) => unknown): DLogger {
  const say = (entry: unknown) => onTrouble(String(entry).split('\n')[0] ?? '')
  return { info: () => undefined, debug: () => undefined, warn: say, error: say }
}
