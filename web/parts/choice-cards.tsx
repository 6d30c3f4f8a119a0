import { type ReactNode, useId } from 'react'
import styles from './choice-cards.module.css'

export interface CardChoice {
  readonly value: string
  readonly title: ReactNode
  readonly text?: ReactNode
  /** Stands at the end of the card. */
  readonly aside?: ReactNode
}

interface Props {
  /** What is asked; shown unless it is shown elsewhere, under `labelledBy`. */
  readonly label?: string
  readonly labelledBy?: string
  /** Null: nothing is chosen yet. */
  readonly value: string | null
  readonly choices: readonly CardChoice[]
  readonly onChoose: (value: string) => void
  /** The answer before is still on its way: nothing is chosen meanwhile, and the keyboard stays where it is. */
  readonly busy?: boolean
  readonly columns?: 1 | 2
  readonly error?: string | null
}

/** One of several, each with room to say what it means. Native radio buttons: arrows, space, and nothing to learn. */
export function ChoiceCards(props: Props) {
  const { label, labelledBy, value, choices, onChoose, busy = false, columns = 1, error = null } = props
  const name = useId()
  return (
    <fieldset
      className={styles.set}
      aria-labelledby={labelledBy}
      aria-label={label}
      aria-describedby={error === null ? undefined : `${name}-error`}
      aria-busy={busy}
    >
      <div className={styles.cards} data-columns={columns}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={styles.card}
            data-checked={choice.value === value || undefined}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => {
                if (!busy) onChoose(choice.value)
              }}
            />
            <span className={styles.words}>
              <span className={styles.title}>{choice.title}</span>
              {choice.text !== undefined && <span className={styles.text}>{choice.text}</span>}
            </span>
            {choice.aside !== undefined && <span className={styles.aside}>{choice.aside}</span>}
          </label>
        ))}
      </div>
      {error !== null && (
        <p id={`${name}-error`} className={styles.error} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}
