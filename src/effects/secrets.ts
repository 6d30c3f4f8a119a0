import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { EffectFailure } from './connector.ts'

/** Keeps the secrets of effects unreadable for whoever reads the database. */
export interface Vault {
  /** `place` binds a secret to where it is kept: it cannot be opened anywhere else. */
  seal(place: string, text: string): string
  /** Throws a permanent failure where it was sealed with another key, or for another place. */
  open(place: string, sealed: string): string
}

const FORM = 'v1'
const NONCE = 12
const TAG = 16

/** AES-256-GCM with a key that is derived from `secret` (HKDF-SHA-256). */
export function createVault(secret: string): Vault {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'resettle: secrets of effects', 32))
  return {
    seal(place, text) {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${FORM}.${Buffer.concat([nonce, cipher.getAuthTag(), data]).toString('base64url')}`
    },
    open(place, sealed) {
      try {
        const [form, body = ''] = sealed.split('.')
        if (form !== FORM) throw new Error('another form')
        const bytes = Buffer.from(body, 'base64url')
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE))
        decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
        return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString(
          'utf8',
        )
      } catch (cause) {
        throw new EffectFailure('permanent', 'A secret of this effect cannot be opened.', {
          remedy: 'Set RESETTLE_SECRET to what it was when the effect began, then retry it.',
          cause,
        })
      }
    },
  }
}
