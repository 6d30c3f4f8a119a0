import { createCipheriv, createHash, createHmac } from 'node:crypto'

interface Moment {
  /** Seconds since the epoch, kept in the token. */
  readonly seconds: number
  /** 16 bytes in hex. */
  readonly vector: string
}

/**
 * A text as the app's older tables keep it: a Fernet token (https://github.com/fernet/spec) in base64 once more. The key
 * is the SHA-256 of the app's secret: 16 bytes to sign with, 16 to encrypt with.
 */
export function encryptLegacy(text: string, secret: string, { seconds, vector }: Moment): string {
  const key = createHash('sha256').update(secret).digest()
  const iv = Buffer.from(vector, 'hex')
  const cipher = createCipheriv('aes-128-cbc', key.subarray(16), iv)
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(seconds))
  const body = Buffer.concat([Buffer.from([0x80]), time, iv, cipher.update(text), cipher.final()])
  const signature = createHmac('sha256', key.subarray(0, 16)).update(body).digest()
  const token = Buffer.concat([body, signature]).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
  return Buffer.from(token).toString('base64')
}
