import { createCipheriv, createHash, createHmac } from 'node:crypto'

interface Moment {
  /** Seconds since the epoch, kept in the token. */
  readonly seconds: number
  /** 16 bytes in hex. */
  readonly vector: string
}

/**
 * A text as the app's older tables keep it: a Fernet token in base64 once more. The key is the SHA-256 of the app's
 * secret.
 */
export function encryptLegacy(text: string, secret: string, moment: Moment): string {
  const key = createHash('sha256').update(secret).digest()
  return Buffer.from(fernetToken(text, key, moment)).toString('base64')
}

/** A token of https://github.com/fernet/spec; of the key 16 bytes sign and 16 encrypt. */
export function fernetToken(text: string, key: Buffer, { seconds, vector }: Moment): string {
  const iv = Buffer.from(vector, 'hex')
  const cipher = createCipheriv('aes-128-cbc', key.subarray(16), iv)
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(seconds))
  const body = Buffer.concat([Buffer.from([0x80]), time, iv, cipher.update(text), cipher.final()])
  const signature = createHmac('sha256', key.subarray(0, 16)).update(body).digest()
  const token = Buffer.concat([body, signature])
  return token.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}
