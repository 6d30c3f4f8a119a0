import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../words/words.ts'
import styles from './pager.module.css'
import { usePrinting } from './use-printing.ts'

export interface Paged<T> {
  readonly shown: readonly T[]
  readonly page: number
  readonly pages: number
  readonly first: number
  readonly total: number
  readonly go: (page: number) => void
}

/** A long list, some rows at a time, on paper all of them; a shorter list never leaves an empty page behind. */
export function usePaged<T>(items: readonly T[], rows: number): Paged<T> {
  const [wanted, go] = useState(0)
  const size = usePrinting() ? Math.max(items.length, 1) : rows
  const pages = Math.max(1, Math.ceil(items.length / size))
  const page = Math.min(wanted, pages - 1)
  const first = page * size
  return { shown: items.slice(first, first + size), page, pages, first, total: items.length, go }
}

export function Pager<T>({ paged: { shown, page, pages, first, total, go } }: { readonly paged: Paged<T> }) {
  const { t } = useWords()
  if (pages === 1) return null
  return (
    <div className={styles.pager} data-no-print>
      <span aria-live="polite">{t.common.ofTotal(first + 1, first + shown.length, total)}</span>
      <ActionIcon
        variant="default"
        aria-label={t.common.actions.previous}
        disabled={page === 0}
        onClick={() => go(page - 1)}
      >
        <IconChevronLeft size={17} />
      </ActionIcon>
      <ActionIcon
        variant="default"
        aria-label={t.common.actions.following}
        disabled={page === pages - 1}
        onClick={() => go(page + 1)}
      >
        <IconChevronRight size={17} />
      </ActionIcon>
    </div>
  )
}
