import { readFile, writeFile } from 'node:fs/promises'
import { type ErrorCode, ResettleError } from '../../errors.ts'

/** The JSON in a file; `malformed` is the code for text that is none. */
export async function loadJson(path: string, malformed: ErrorCode): Promise<unknown> {
  const text = await readText(path)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ResettleError(malformed, `${path} holds no JSON: ${reason(cause)}.`, { cause })
  }
}

export async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (cause) {
    throw new ResettleError('file.unwritable', `${path} cannot be written: ${reason(cause)}.`, { cause })
  }
}

/** How every document is printed and stored. */
export function toJson(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await loadBytes(path))
}

/** A file as it is. */
export async function loadBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new ResettleError('file.unreadable', `${path} cannot be read: ${reason(cause)}.`, { cause })
  }
}

/** The system's words without its call and path. */
function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  return message.replace(/^[A-Z]+: /, '').replace(/, \w+( '.*')?$/s, '')
}
