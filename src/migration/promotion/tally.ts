import type { StoredPromotion } from '../../store/promotions.ts'
import type { Promotion, PromotionRun, Unpromoted } from './documents.ts'
import { LISTED } from './unpromoted.ts'

type Met = Pick<Promotion, 'user'> | Pick<StoredPromotion, 'user_key'>

/** A run grows batch by batch. */
export class Tally {
  readonly promotions: { promotion_id: string; user: string }[] = []
  readonly left: Unpromoted[] = []
  readonly rows: Record<string, number> = {}
  readonly warnings: Record<string, number> = {}
  promoted = 0
  already = 0
  completed = 0
  readonly #late: Record<string, number> = {}
  readonly #lateIds = new Set<string>()
  readonly #met = new Set<string>()
  readonly #known = new Set<string>()
  readonly #started = performance.now()

  add(promotions: readonly Promotion[]): void {
    for (const { promotion_id, user, rows, warnings } of promotions) {
      this.promoted += 1
      if (promotion_id !== null && this.promotions.length < LISTED)
        this.promotions.push({ promotion_id, user })
      add(this.rows, rows)
      for (const code of warnings) add(this.warnings, { [code]: 1 })
    }
  }

  /** People who were promoted before, as a run comes upon them. `isLate`: something of theirs may have come late. */
  meet(promotions: readonly Met[], isLate = true): void {
    for (const one of promotions) {
      const user = 'user' in one ? one.user : one.user_key
      if (isLate) this.#lateIds.add(user)
      if (this.#met.has(user)) continue
      this.#met.add(user)
      this.already += 1
    }
  }

  /** Ids of people of whom something may have come late. */
  late(): readonly string[] {
    return [...this.#lateIds]
  }

  complete(promotions: readonly Promotion[]): void {
    this.completed += promotions.length
    for (const { late, warnings } of promotions) {
      add(this.#late, late)
      for (const code of warnings) add(this.warnings, { [code]: 1 })
    }
  }

  /** The first reason counts: a refused person is met again among those who own rows. */
  leave(one: Unpromoted): void {
    if (this.#known.has(one.user)) return
    this.#known.add(one.user)
    if (this.left.length < LISTED) this.left.push(one)
  }

  end(): PromotionRun {
    return {
      kind: 'promotions',
      version: 1,
      success: !this.left.some(({ reason }) => reason === 'refused'),
      promoted: this.promoted,
      already: this.already,
      completed: this.completed,
      promotions: this.promotions,
      left: this.left,
      left_count: this.#known.size,
      rows: this.rows,
      late: this.#late,
      warnings: this.warnings,
      effects: null,
      timings: { database_ms: Math.round(performance.now() - this.#started) },
      finished_at: new Date().toISOString(),
    }
  }
}

function add(into: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) into[name] = (into[name] ?? 0) + count
}
