import { useInsertionEffect, useState } from 'react'

type Actions<T> = { readonly [name in keyof T]: (...args: never[]) => void }

/** The same functions for as long as the part lives; each does what the newest of its name does. */
export function useStable<T extends Actions<T>>(newest: T): T {
  const [{ hold, stable }] = useState(() => createHolder(newest))
  useInsertionEffect(() => hold(newest))
  return stable
}

function createHolder<T extends Actions<T>>(first: T): { hold(newest: T): void; stable: T } {
  let current = first
  const names = Object.keys(first) as (keyof T)[]
  const calls = names.map((name) => [name, (...args: never[]) => current[name](...args)])
  return {
    hold: (newest) => {
      current = newest
    },
    stable: Object.fromEntries(calls) as T,
  }
}
