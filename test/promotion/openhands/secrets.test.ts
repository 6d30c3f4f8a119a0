import { createHash } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { describe, expect, it } from 'vitest'
import { encryptLegacy, fernetToken } from '../../../demo/openhands/legacy-encryption.ts'
import { readFernet } from '../../../src/migration/promotion/functions/fernet.ts'
import { keyOf, readJwe, writeJwe } from '../../../src/migration/promotion/functions/jwe.ts'
import { openSecret, sealSecret } from '../../../src/migration/promotion/functions/openhands-secrets.ts'

const secret = 'the JWT secret of an app'
const moment = { seconds: 1_769_904_000, vector: '000102030405060708090a0b0c0d0e0f' }
const texts = ['', 'sk-1', 'a much longer text, with ünïcödé and 🔑', 'x'.repeat(5000)]

describe('Fernet', () => {
  it('reads the token of the specification', () => {
    const key = Buffer.from('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', 'base64url')
    const token =
      'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=='
    expect(readFernet(token, key)).toBe('hello')
    expect(readFernet(token.replace(/=+$/, ''), key)).toBe('hello')
  })

  it.each([
    [
      'a changed sign',
      (token: string) => token.slice(0, 50) + (token.charAt(50) === 'x' ? 'y' : 'x') + token.slice(51),
    ],
    ['another version', (token: string) => token.replace(/^g/, 'f')],
    ['a cut token', (token: string) => token.slice(0, -8)],
    ['no token', () => 'hello'],
    ['nothing', () => ''],
  ])('refuses %s', (_, spoil) => {
    const { key } = keyOf(secret)
    const token = fernetToken('hello', key, moment)
    expect(readFernet(token, key)).toBe('hello')
    expect(readFernet(spoil(token), key)).toBe(null)
    expect(readFernet(token, keyOf('another').key)).toBe(null)
  })
})

describe('JWE', () => {
  const { key, kid } = keyOf(secret)

  it.each(texts)('is what jose reads, and reads what jose writes: %#', async (text) => {
    const { plaintext, protectedHeader } = await compactDecrypt(writeJwe(text, key, kid), key)
    expect([new TextDecoder().decode(plaintext), protectedHeader]).toEqual([
      text,
      { alg: 'dir', enc: 'A256GCM', kid },
    ])
    const token = await new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: 'any' })
      .encrypt(key)
    expect(readJwe(token, key)).toBe(text)
  })

  it('is never the same twice', () => {
    expect(writeJwe('a', key, kid)).not.toBe(writeJwe('a', key, kid))
  })

  it('refuses what was changed, what another key wrote, and other algorithms', async () => {
    const token = writeJwe('text', key, kid)
    const [header = '', , vector = '', sealed = '', tag = ''] = token.split('.')
    const other = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid: 'else' })).toString(
      'base64url',
    )
    const wrong = [
      [other, '', vector, sealed, tag],
      [header, '', vector, `${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`, tag],
      [header, '', vector, sealed, tag.slice(0, 6)],
      [header, 'AAAA', vector, sealed, tag],
      [header, '', vector, sealed],
    ]
    for (const parts of wrong) expect(readJwe(parts.join('.'), key)).toBe(null)
    expect(readJwe(token, keyOf('another').key)).toBe(null)
    const weaker = await new CompactEncrypt(new Uint8Array([1]))
      .setProtectedHeader({ alg: 'dir', enc: 'A128CBC-HS256' })
      .encrypt(key)
    expect(readJwe(weaker, key)).toBe(null)
  })

  it('names its key by the SHA-256 of the secret, in 62 digits', () => {
    expect(kid).toMatch(/^[0-9A-Za-z]{42,43}$/)
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    const number = [...kid].reduce((sum, digit) => sum * 62n + BigInt(digits.indexOf(digit)), 0n)
    expect(number.toString(16).padStart(64, '0')).toBe(createHash('sha256').update(secret).digest('hex'))
    // This one begins with a zero byte, which is counted in front.
    const zero =
      Array.from({ length: 10_000 }, (_, n) => `s${n}`).find((one) => keyOf(one).key[0] === 0) ?? ''
    expect(keyOf(zero).kid).toMatch(/^01/)
  })
})

describe("a secret of OpenHands'", () => {
  it.each(texts)('is read in each form that the app ever wrote: %#', (text) => {
    const { key } = keyOf(secret)
    const opened = { is: 'plain', text, isOpened: true }
    expect(openSecret(encryptLegacy(text, secret, moment), secret)).toEqual(opened)
    expect(openSecret(fernetToken(text, key, moment), secret)).toEqual(opened)
    expect(openSecret(sealSecret(text, secret), secret)).toEqual(opened)
    expect(openSecret(text, secret)).toEqual({ is: 'plain', text, isOpened: false })
  })

  it('is not guessed where another secret closed it', () => {
    for (const closed of [encryptLegacy('a', 'another', moment), sealSecret('a', 'another')]) {
      expect(openSecret(closed, secret)).toEqual({ is: 'closed', text: closed })
    }
  })
})
