import { ResettleError } from '../../errors.ts'
import type { Profile } from '../../migration/promotion/person.ts'
import { loadJson } from './files.ts'

const systems: readonly string[] = ['litellm', 'stripe']

/** `litellm=20/s,stripe=5/s`: requests a second by outside system. */
export function parseRates(text: string): Record<string, number> {
  const rates: Record<string, number> = {}
  for (const part of text.split(',')) {
    const match = /^\s*([a-z]+)=(\d+(?:\.\d+)?)(?:\/s)?\s*$/.exec(part)
    const rate = Number(match?.[2])
    if (match?.[1] === undefined || !systems.includes(match[1]) || !(rate > 0)) {
      throw new ResettleError('usage.invalid', `--rate does not understand "${part}".`, {
        remedy: 'Write it like --rate litellm=20/s,stripe=5/s.',
      })
    }
    rates[match[1]] = rate
  }
  return rates
}

/** A whole number from 1 on. */
export function parseCount(name: string): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
    throw new ResettleError('usage.invalid', `${name} takes a whole number from 1 on, not "${text}".`)
  }
}

/** `litellm,stripe`. */
export function parseWithout(text: string): string[] {
  const named = text.split(',').map((one) => one.trim())
  const strange = named.find((one) => !systems.includes(one))
  if (strange === undefined) return named
  throw new ResettleError('usage.invalid', `--without knows litellm and stripe, not "${strange}".`)
}

/**
 * What the identity provider knows, from a file: an object by user id, or an array with `id`, each with `name` (or
 * `username`) and `email`.
 */
export async function loadProfiles(path: string): Promise<Record<string, Profile>> {
  const document = await loadJson(path, 'file.unreadable')
  const entries: [string, unknown][] = Array.isArray(document)
    ? document.map((one) => [String(field(one, 'id') ?? ''), one])
    : Object.entries((document ?? {}) as object)
  const wrong = entries.findIndex(([id, one]) => id === '' || typeof one !== 'object' || one === null)
  if (wrong >= 0) {
    throw new ResettleError('file.unreadable', `${path}: entry ${wrong + 1} is no profile with an id.`, {
      remedy:
        'Write [{"id": "…", "name": "…", "email": "…"}], as an export of the identity provider gives it.',
    })
  }
  return Object.fromEntries(
    entries.map(([id, one]) => [
      id,
      { name: textOf(field(one, 'name') ?? field(one, 'username')), email: textOf(field(one, 'email')) },
    ]),
  )
}

function field(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[name] : undefined
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
