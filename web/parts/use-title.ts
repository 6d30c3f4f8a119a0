import { useEffect } from 'react'

/** The browser's title for a page: what it shows, then the product. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Resettle`
  }, [title])
}
