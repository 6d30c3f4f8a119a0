import styles from './page-header.module.css'

/** Heading of a step; it takes the keyboard when the step is reached. */
export function StepHeading({ title, lead }: { readonly title: string; readonly lead?: string }) {
  return (
    <header className={styles.step}>
      <h1 id="step-title" className={styles.title} tabIndex={-1}>
        {title}
      </h1>
      {lead !== undefined && <p className={styles.lead}>{lead}</p>}
    </header>
  )
}
