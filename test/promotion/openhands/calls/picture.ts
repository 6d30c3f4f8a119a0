import { createHash } from 'node:crypto'
import type { OpenHands } from '../../../../demo/openhands/openhands.ts'
import type { LiteLlmSnapshot } from '../../../../demo/outside/litellm.ts'
import type { StripeSnapshot } from '../../../../demo/outside/stripe.ts'
import type { Database } from '../../../../src/database/database.ts'
import { openSecret } from '../../../../src/migration/promotion/functions/openhands-secrets.ts'
import { dump } from '../../../support/dump.ts'

/** Lines by what they are about: tables, users, keys. Two equal pictures are two equal worlds. */
export type Picture = Readonly<Record<string, readonly string[]>>

export interface Outsides {
  readonly litellm: LiteLlmSnapshot
  readonly stripe: StripeSnapshot
}

/**
 * The app's tables and both outside systems as they are now, but for times of today and for what is random: sealed
 * secrets are opened, and a key that was made is named after its owner, at LiteLLM and where the app keeps it.
 */
export async function takePicture(
  database: Pick<Database, 'dialect' | 'read'>,
  { litellm, stripe }: Outsides,
  { outside, secret }: OpenHands,
): Promise<Picture> {
  const known = new Set(outside.litellm.keys.map(({ token }) => token))
  const made = new Map(
    litellm.keys
      .filter(({ token }) => !known.has(token))
      .map((key) => [key.token, `new key of ${key.user_id}`]),
  )
  const nameOf = (text: string) => made.get(createHash('sha256').update(text).digest('hex')) ?? text
  const open = (line: string) =>
    line.replaceAll(sealed, (text) => {
      const opened = openSecret(text, secret)
      return opened.is === 'plain' ? `<sealed: ${nameOf(opened.text)}>` : text
    })
  const tables = Object.entries(await dump(database)).filter(([table]) => !table.startsWith('resettle'))
  return {
    ...Object.fromEntries(tables.map(([table, rows]) => [table, rows.map((row) => blur(open(row))).sort()])),
    ...named('litellm', litellm),
    ...named('stripe', stripe),
    'litellm keys': lines(
      litellm.keys.map((key) => {
        const name = made.get(key.token)
        if (name === undefined) return key
        return { ...key, token: name, key_name: '', key_alias: key.key_alias?.replace(/ [0-9a-f]{8}$/, '') }
      }),
    ),
  }
}

/** What the one has and the other does not, the first of each. Empty: they are the same. */
export function differences(expected: Picture, found: Picture): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])]
  return names.flatMap((name) => {
    const [before, after] = [expected[name] ?? [], found[name] ?? []]
    if (before.join('\n') === after.join('\n')) return []
    const [then, now] = [new Set(before), new Set(after)]
    const missing = before.filter((line) => !now.has(line))
    const added = after.filter((line) => !then.has(line))
    return [
      `${name}: ${before.length} lines, now ${after.length}; ${missing.length} missing, ${added.length} added`,
      ...missing.slice(0, 3).map((line) => `- ${line}`),
      ...added.slice(0, 3).map((line) => `+ ${line}`),
    ]
  })
}

export function lines(rows: readonly object[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort()
}

const sealed = /eyJ[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+/g

function named(system: string, snapshot: object): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(snapshot).map(([kind, rows]) => [`${system} ${kind}`, lines(rows as object[])]),
  )
}

/** Rows without a time of their own have that of the run. */
function blur(line: string): string {
  const today = new Date().toISOString().slice(0, 10)
  return line.replaceAll(new RegExp(`${today}[ T][0-9:.]+(?:[+-][0-9:]+|Z)?`, 'g'), '<today>')
}
