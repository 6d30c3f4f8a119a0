import type { LeaseKey } from '../store/leases.ts'

/** Renews the leases of everything that a process works on, and tells when one is lost. */
export interface LeaseKeeper {
  /** `since`: when the claim began, by `performance.now()`. */
  hold(lease: LeaseKey, since: number): HeldLease
}

export interface HeldLease {
  /** Aborted with a `LostLease` once somebody else may hold it. */
  readonly signal: AbortSignal
  /** Throws a `LostLease` where it is lost, even when no timer had the time to say so. */
  assertHeld(): void
  release(): void
}

/** The effect is not ours any more: nothing may be written for it. */
export class LostLease extends Error {
  override readonly name = 'LostLease'
}

interface Held {
  readonly lease: LeaseKey
  readonly controller: AbortController
  renewedAt: number
}

/** `renew` answers the ids of the leases that are still held. */
export function createLeaseKeeper(
  leaseMs: number,
  renew: (leases: readonly LeaseKey[]) => Promise<ReadonlySet<string>>,
): LeaseKeeper {
  const held = new Set<Held>()
  let timer: NodeJS.Timeout | null = null

  async function renewAll(): Promise<void> {
    const those = [...held]
    const startedAt = performance.now()
    try {
      const still = await renew(those.map(({ lease }) => lease))
      for (const one of those) {
        if (still.has(one.lease.id)) one.renewedAt = startedAt
        else one.controller.abort(new LostLease('the lease was lost'))
      }
    } catch {
      // The database may be back in time for the next one.
    }
    dropStale()
  }

  /** Our own clock says so, whatever the database does: a process that slept for long must not go on writing. */
  function dropStale(): void {
    for (const { controller, renewedAt } of held) {
      if (performance.now() - renewedAt > leaseMs * 0.9) {
        controller.abort(new LostLease('the lease could not be renewed in time'))
      }
    }
  }

  return {
    hold(lease, since) {
      const one: Held = { lease, controller: new AbortController(), renewedAt: since }
      held.add(one)
      timer ??= setInterval(() => void renewAll(), leaseMs / 3)
      return {
        signal: one.controller.signal,
        assertHeld() {
          dropStale()
          one.controller.signal.throwIfAborted()
        },
        release() {
          held.delete(one)
          if (held.size > 0 || timer === null) return
          clearInterval(timer)
          timer = null
        },
      }
    },
  }
}
