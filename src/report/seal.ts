import { z } from 'zod'
import { canonicalJson, sha256 } from './canonical.ts'
import { formats } from './format.ts'
import { isSignature, type SigningKey, signText } from './key.ts'

const digest = z.string().regex(/^[0-9a-f]{64}$/)

/** Says what a file held when it was made, and who says so. Its members are in the order in which they are printed. */
export const sealSchema = z.strictObject({
  kind: z.literal('seal'),
  version: z.literal(1),
  algorithm: z.literal('Ed25519'),
  format: z.enum(formats),
  migration_id: z.string(),
  /** Of the report as canonical JSON, without the seal: the same for all formats made together. */
  report_sha256: digest,
  /** Of what stands before the seal in this file; of the report once more where the file is JSON. */
  body_sha256: digest,
  public_key: z.base64().length(44),
  /** Fingerprint of the public key. */
  key: z.string(),
  signed_at: z.iso.datetime(),
  /** Of all the above as canonical JSON. */
  signature: z.base64().length(88),
})

export type Seal = Readonly<z.infer<typeof sealSchema>>

/** What is sealed. */
export type Sealed = Pick<Seal, 'format' | 'migration_id' | 'report_sha256' | 'body_sha256' | 'signed_at'>

export function createSeal(key: SigningKey, sealed: Sealed): Seal {
  const { format, migration_id, report_sha256, body_sha256, signed_at } = sealed
  const statement = {
    kind: 'seal',
    version: 1,
    algorithm: 'Ed25519',
    format,
    migration_id,
    report_sha256,
    body_sha256,
    public_key: key.publicKey,
    key: key.fingerprint,
    signed_at,
  } as const
  return { ...statement, signature: signText(key, canonicalJson(statement)) }
}

/** Whether the seal itself is what its key signed. */
export function isSealSound({ signature, ...statement }: Seal): boolean {
  return isSignature(statement.public_key, canonicalJson(statement), signature)
}

/** Checksum of a report, or of one part of it. */
export function checksum(document: unknown): string {
  return sha256(canonicalJson(document))
}
