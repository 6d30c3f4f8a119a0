import { EmptyState } from '../parts/empty-state.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { useTitle } from '../parts/use-title.ts'
import { Mark } from '../theme/logo.tsx'
import { useWords } from '../words/words.ts'

export function LostPage() {
  const { t } = useWords()
  useTitle(t.lost.title)
  return (
    <main>
      <EmptyState level={1} icon={<Mark size={40} />} title={t.lost.title} text={t.lost.text}>
        <LinkButton to="/organizations">{t.lost.home}</LinkButton>
      </EmptyState>
    </main>
  )
}
