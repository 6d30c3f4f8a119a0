import type { Progress } from '../../migration/documents.ts'
import type { Look } from './look.ts'
import { count, duration, shorten } from './text.ts'

interface Sheet {
  write(text: string): unknown
}

export interface ProgressLine {
  show(progress: Progress): void
  /** Takes the line away. */
  end(): void
}

/** Faster than this nobody can read. */
const REDRAW_MS = 80
/** An estimate from less than this is a guess. */
const LEAST_SHARE = 0.01
const LEAST_MS = 500
const BAR = 24
const WORDS = 30
/** Numbers say more than a bar where there is no room for both. */
const LEAST_WIDTH_OF_BAR = 100

/** One line that is rewritten in place: phase, table, rows, rate, time left. */
export function createProgressLine(sheet: Sheet, look: Look, now: () => number = Date.now): ProgressLine {
  let drawnAt = 0
  let startedAt = now()
  let last: Progress | null = null
  let isOpen = false
  return {
    show(progress) {
      const isNew = last?.phase !== progress.phase || last.table !== progress.table
      if (isNew || progress.done < (last?.done ?? 0)) startedAt = now()
      last = progress
      if (!isNew && progress.done < progress.total && now() - drawnAt < REDRAW_MS) return
      drawnAt = now()
      isOpen = true
      sheet.write(`\r\u001b[2K${describe(progress, now() - startedAt, look)}`)
    },
    end() {
      if (isOpen) sheet.write('\r\u001b[2K')
      isOpen = false
    },
  }
}

/** Longer than this a silent wait looks like a fault. */
const PATIENCE_MS = 1500

/** Says once, beside any line, what is waited for when the app does not let go of its data soon. */
export function createWaitingNote(write: (text: string) => void): {
  see(progress: Progress): void
  end(): void
} {
  let timer: NodeJS.Timeout | undefined
  const end = (): void => clearTimeout(timer)
  return {
    see({ phase }) {
      end()
      if (phase !== 'locking') return
      timer = setTimeout(() => write(WAITING), PATIENCE_MS)
    },
    end,
  }
}

const WAITING =
  'Waiting for the app to finish a change of its own to this data, half a minute at most; nothing is written yet.\n'

/** The line itself, for a progress that began `elapsedMs` ago. */
export function describe(progress: Progress, elapsedMs: number, look: Look): string {
  const { phase, table, done, total } = progress
  const share = total > 0 ? Math.min(done / total, 1) : 0
  const rate = elapsedMs >= LEAST_MS ? (done / elapsedMs) * 1000 : 0
  const isTelling = rate > 0 && share >= LEAST_SHARE && share < 1
  const facts = [
    total > 0 ? `${count(done)} / ${count(total)}` : '',
    rate > 0 ? `${count(Math.round(rate))}/s` : '',
    isTelling ? `about ${duration((total - done) / rate)} left` : '',
  ].filter(Boolean)
  const hasBar = look.width >= LEAST_WIDTH_OF_BAR
  const filled = Math.round(share * BAR)
  const bar = look.paint('cyan', '━'.repeat(filled)) + look.paint('dim', '─'.repeat(BAR - filled))
  const words = shorten([phase, table ?? ''].join(' ').trim(), WORDS)
  const room = look.width - WORDS - 1 - (hasBar ? BAR + 1 : 0)
  return [
    look.paint('bold', words.padEnd(WORDS)),
    ...(hasBar ? [bar] : []),
    look.paint('dim', shorten(facts.join('  '), room)),
  ].join(' ')
}
