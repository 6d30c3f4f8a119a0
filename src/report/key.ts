import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { ResettleError } from '../errors.ts'

/** What signs. Ed25519, so that a signature is 64 bytes and needs no choice of anything. */
export interface SigningKey {
  readonly private: KeyObject
  /** Base64 of the 32 bytes of the public key. */
  readonly publicKey: string
  /** `SHA256:` and the base64 of the public key's SHA-256: short enough to be compared by eye. */
  readonly fingerprint: string
}

/** What stands before the 32 bytes of a key in DER (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex')
const KEY_BYTES = 32

export function createSigningKey(): SigningKey {
  return toSigningKey(generateKeyPairSync('ed25519').privateKey)
}

/**
 * The key in a setting: PEM of PKCS #8 (line ends may be written `\n`), base64 of the same, or the 32 bytes of the seed
 * in base64 or hexadecimal digits. Throws `config.invalid`, which never holds the value.
 */
export function parseSigningKey(text: string, setting: string): SigningKey {
  try {
    const key = readPrivateKey(text.trim())
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('another kind of key')
    return toSigningKey(key)
  } catch {
    throw new ResettleError('config.invalid', `${setting} holds no Ed25519 private key.`, {
      remedy: 'Make one with `openssl genpkey -algorithm ed25519` and set it to that text.',
    })
  }
}

/** Base64 of PKCS #8, as the store keeps it. */
export function exportPrivateKey(key: SigningKey): string {
  return key.private.export({ format: 'der', type: 'pkcs8' }).toString('base64')
}

export function fingerprintOf(publicKey: string): string {
  const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('base64')
  return `SHA256:${digest.replace(/=+$/, '')}`
}

/** Base64 of the signature. */
export function signText(key: SigningKey, text: string): string {
  return sign(null, Buffer.from(text), key.private).toString('base64')
}

/** Whether the signature is that of the text by the key. False for whatever is no key and no signature. */
export function isSignature(publicKey: string, text: string, signature: string): boolean {
  const bytes = Buffer.from(publicKey, 'base64')
  const signed = Buffer.from(signature, 'base64')
  // Base64 can write the same bytes in several ways; only one of them is what was written.
  if (bytes.length !== KEY_BYTES || signed.toString('base64') !== signature) return false
  const key = createPublicKey({ key: Buffer.concat([SPKI_HEAD, bytes]), format: 'der', type: 'spki' })
  return verify(null, Buffer.from(text), key, signed)
}

function toSigningKey(key: KeyObject): SigningKey {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const publicKey = der.subarray(-KEY_BYTES).toString('base64')
  return { private: key, publicKey, fingerprint: fingerprintOf(publicKey) }
}

function readPrivateKey(text: string): KeyObject {
  if (text.includes('-----BEGIN')) return createPrivateKey(text.replaceAll('\\n', '\n'))
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  const der = bytes.length === KEY_BYTES ? Buffer.concat([PKCS8_HEAD, bytes]) : bytes
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}
