import { Component, type ReactNode } from 'react'
import { toProblem } from '../api/problem.ts'
import { ProblemCard } from './problem-card.tsx'

interface State {
  readonly error: unknown
}

/** Catches what breaks while drawing, so that a person reads what to do and never sees an empty page. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children
    return <ProblemCard problem={toProblem(this.state.error)} onRetry={() => window.location.reload()} page />
  }
}
