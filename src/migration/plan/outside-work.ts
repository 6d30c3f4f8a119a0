import type { NewEffect } from '../../store/outbox.ts'

/** What a migration wants of the outside; the migration itself is named when it is known. */
export type OutsideWork = Omit<NewEffect, 'subject'>
