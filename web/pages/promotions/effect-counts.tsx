import type { PromotionStatus } from '../../api/contract.ts'
import { Tag, type Tone } from '../../parts/tag.tsx'
import { useWords } from '../../words/words.ts'
import styles from './promotions.module.css'

const tones: Readonly<Record<string, Tone>> = { done: 'good', 'needs-attention': 'bad', unknown: 'warn' }

/** How many changes in other systems are in which state. */
export function EffectCounts({ counts }: { readonly counts: PromotionStatus['effects'] }) {
  const { t, f } = useWords()
  const states: Readonly<Record<string, string>> = t.promotions.effects.states
  return (
    <p className={styles.tags}>
      {Object.entries(counts)
        .filter(([, count]) => count > 0)
        .map(([state, count]) => (
          <Tag key={state} tone={tones[state] ?? 'plain'}>
            {f.number(count)} {states[state] ?? state}
          </Tag>
        ))}
    </p>
  )
}
