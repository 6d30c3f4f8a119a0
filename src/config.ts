import { z } from 'zod'
import { ResettleError } from './errors.ts'

/**
 * Settings come from the environment, in sections: one schema each, read by who needs it. What is wrong is said all at
 * once, by the name of the variable and never with its value.
 */

export type Environment = Readonly<Record<string, string | undefined>>

const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'], 'must be true or false')
  .transform((word) => ['true', '1', 'yes'].includes(word))

function whole(from: number, to: number) {
  const said = `must be a whole number from ${from} to ${to}`
  return z
    .string()
    .regex(/^\d{1,9}$/, said)
    .transform(Number)
    .pipe(z.int().min(from, said).max(to, said))
}

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
)

const url = z.url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })

/** The service: where it listens and what it lets through. */
const httpSection = z.object({
  RESETTLE_HOST: z.string().default('127.0.0.1'),
  RESETTLE_PORT: whole(0, 65_535).default(8787),
  RESETTLE_PUBLIC_URL: url.optional(),
  RESETTLE_BASE_PATH: z
    .string()
    .regex(/^(\/[\w.~-]+)*$/, 'must be a path such as /creator/admin')
    .default('/creator/admin'),
  RESETTLE_ALLOWED_ORIGINS: list.pipe(z.array(url)).default([]),
  RESETTLE_TRUSTED_PROXIES: whole(0, 10).default(0),
  RESETTLE_READ_ONLY: flag.default(false),
  RESETTLE_MAX_BODY_KB: whole(1, 100_000).default(2048),
  RESETTLE_REQUESTS_PER_MINUTE: whole(1, 1_000_000).default(600),
  RESETTLE_PUBLIC_METRICS: flag.default(false),
  RESETTLE_LOG_LEVEL: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'], 'must be silent, error, warn, info or debug')
    .default('info'),
})

/** Who may. */
const authSection = z.object({
  RESETTLE_LAMB_SECRET: z.string().optional(),
  RESETTLE_OIDC_ISSUER: url.optional(),
  RESETTLE_OIDC_AUDIENCE: z.string().optional(),
  RESETTLE_OIDC_JWKS_URL: url.optional(),
  RESETTLE_OIDC_CLAIM: z.string().default('roles'),
  RESETTLE_OIDC_ADMINS: list.default([]),
  RESETTLE_SESSION_HOURS: whole(1, 720).default(12),
  RESETTLE_APPROVER_REQUIRED: flag.default(false),
  RESETTLE_PLAN_HOURS: whole(1, 8760).default(24),
})

/** Reports, and the language of whoever says nothing else. */
const reportSection = z.object({
  RESETTLE_SIGNING_KEY: z.string().optional(),
  RESETTLE_LANGUAGE: z.enum(['en', 'es', 'ca', 'eu'], 'must be en, es, ca or eu').optional(),
})

/** What only the app knows, and its promotion needs. */
const appSection = z.object({
  RESETTLE_APP_SECRET: z.string().optional(),
  RESETTLE_APP_LITELLM_URL: url.optional(),
  RESETTLE_APP_MODEL: z.string().optional(),
  RESETTLE_LITELLM_URL: url.optional(),
})

/** The outside systems. */
const outsideSection = z.object({
  RESETTLE_LITELLM_URL: url.optional(),
  RESETTLE_LITELLM_KEY: z.string().optional(),
  RESETTLE_STRIPE_KEY: z.string().optional(),
  RESETTLE_STRIPE_URL: url.optional(),
  RESETTLE_OUTSIDE_TIMEOUT_MS: whole(100, 600_000).default(20_000),
  RESETTLE_SECRET: z.string().min(12, 'must have 12 characters or more').optional(),
})

export interface OutsideSettings {
  readonly litellm: { readonly url: string; readonly key: string; readonly timeoutMs: number } | null
  readonly stripe: { readonly url: string | null; readonly key: string; readonly timeoutMs: number } | null
  /** New secrets are kept encrypted with a key made of this; null where no outside system can be reached. */
  readonly secret: string | null
}

/** Throws `config.invalid` where a system is named by half. */
export function readOutsideSettings(env: Environment): OutsideSettings {
  const read = readSection(env, outsideSection)
  const { RESETTLE_LITELLM_URL: litellmUrl, RESETTLE_LITELLM_KEY: litellmKey } = read
  const { RESETTLE_STRIPE_KEY: stripeKey, RESETTLE_STRIPE_URL: stripeUrl } = read
  const timeoutMs = read.RESETTLE_OUTSIDE_TIMEOUT_MS
  if (litellmKey !== undefined && litellmUrl === undefined)
    throw alone('RESETTLE_LITELLM_KEY', 'RESETTLE_LITELLM_URL')
  if (stripeUrl !== undefined && stripeKey === undefined)
    throw alone('RESETTLE_STRIPE_URL', 'RESETTLE_STRIPE_KEY')
  return {
    // The address alone is of use too: the app's own models are known by it.
    litellm:
      litellmUrl === undefined || litellmKey === undefined
        ? null
        : { url: litellmUrl.replace(/\/+$/, ''), key: litellmKey, timeoutMs },
    stripe:
      stripeKey === undefined
        ? null
        : { url: stripeUrl?.replace(/\/+$/, '') ?? null, key: stripeKey, timeoutMs },
    // Whoever has LiteLLM's admin key can read every key there is; nothing is less safe for being kept under it.
    secret: read.RESETTLE_SECRET ?? litellmKey ?? stripeKey ?? null,
  }
}

function alone(given: string, missing: string): ResettleError {
  return new ResettleError('config.invalid', `${given} is set, and ${missing} is not.`, {
    context: { settings: [missing] },
  })
}

/** Mail to people. */
const mailSection = z.object({
  RESETTLE_SMTP_URL: z
    .string()
    .refine(isSmtpAddress, 'must be an address such as smtp://user:password@host:587')
    .optional(),
  RESETTLE_MAIL_FOLDER: z.string().optional(),
  RESETTLE_MAIL_FROM: z
    .string()
    .transform(toSender)
    .refine((sender) => sender !== null, 'must be an address, or a name and <an address>')
    .optional(),
  RESETTLE_MAIL_REPLY_TO: z.email('must be an address').optional(),
  RESETTLE_MAIL_CONTACT: z.string().max(300, 'must have at most 300 characters').optional(),
  RESETTLE_MAIL_CONNECTIONS: whole(1, 20).default(2),
  RESETTLE_TIME_ZONE: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Madrid').optional(),
})

export interface HttpSettings {
  readonly host: string
  readonly port: number
  /** Address that people use, where a proxy stands in front. */
  readonly publicUrl: string | null
  readonly basePath: string
  /** Sites whose pages may call the seed's endpoints with a token of their own. */
  readonly allowedOrigins: readonly string[]
  /** How many proxies in front add to X-Forwarded-For. */
  readonly trustedProxies: number
  readonly readOnly: boolean
  readonly maxBodyBytes: number
  readonly requestsPerMinute: number
  readonly publicMetrics: boolean
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
}

export interface OidcSettings {
  readonly issuer: string
  readonly audience: string
  readonly jwksUrl: string
  /** Claim that says who is an administrator, dots for depth, and the values that do. */
  readonly claim: string
  readonly admins: readonly string[]
}

export interface AuthSettings {
  readonly lambSecret: string | null
  readonly oidc: OidcSettings | null
  readonly sessionHours: number
  readonly approverRequired: boolean
  readonly planHours: number
}

export function readHttpSettings(env: Environment): HttpSettings {
  const read = readSection(env, httpSection)
  return {
    host: read.RESETTLE_HOST,
    port: read.RESETTLE_PORT,
    publicUrl: read.RESETTLE_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    basePath: read.RESETTLE_BASE_PATH,
    allowedOrigins: read.RESETTLE_ALLOWED_ORIGINS.map((one) => new URL(one).origin),
    trustedProxies: read.RESETTLE_TRUSTED_PROXIES,
    readOnly: read.RESETTLE_READ_ONLY,
    maxBodyBytes: read.RESETTLE_MAX_BODY_KB * 1024,
    requestsPerMinute: read.RESETTLE_REQUESTS_PER_MINUTE,
    publicMetrics: read.RESETTLE_PUBLIC_METRICS,
    logLevel: read.RESETTLE_LOG_LEVEL,
  }
}

export interface ReportSettings {
  /** Ed25519 private key that signs reports, in place of the one kept in the database. */
  readonly signingKey?: string
  /** Of reports, and of notices to people whose language is not known. */
  readonly language?: string
}

export function readReportSettings(env: Environment): ReportSettings {
  const { RESETTLE_SIGNING_KEY: signingKey, RESETTLE_LANGUAGE: language } = readSection(env, reportSection)
  return {
    ...(signingKey === undefined ? {} : { signingKey }),
    ...(language === undefined ? {} : { language }),
  }
}

export interface AppSettings {
  /** `app`: what the app encrypts its secrets with. */
  secret(name: string): string | null
  /** `litellm-url`: where people reach the app's own LiteLLM. `default-model`: what they use who chose none. */
  setting(name: string): string | null
}

export function readAppSettings(env: Environment): AppSettings {
  const read = readSection(env, appSection)
  const secrets = new Map([['app', read.RESETTLE_APP_SECRET]])
  const settings = new Map([
    // As a rule people reach it where Resettle does.
    ['litellm-url', read.RESETTLE_APP_LITELLM_URL ?? read.RESETTLE_LITELLM_URL],
    ['default-model', read.RESETTLE_APP_MODEL],
  ])
  return { secret: (name) => secrets.get(name) ?? null, setting: (name) => settings.get(name) ?? null }
}

export interface MailSettings {
  /** Null: nothing can be sent from here. */
  readonly transport: { readonly smtp: string } | { readonly folder: string } | null
  readonly from: { readonly name: string | null; readonly address: string } | null
  readonly replyTo: string | null
  /** Where people may turn: an address, a page, or a sentence. */
  readonly contact: string | null
  readonly timeZone: string
  /** Connections to the server at a time. */
  readonly connections: number
}

export function readMailSettings(env: Environment): MailSettings {
  const read = readSection(env, mailSection)
  const { RESETTLE_SMTP_URL: smtp, RESETTLE_MAIL_FOLDER: folder } = read
  if (smtp !== undefined && folder !== undefined) {
    throw new ResettleError('config.invalid', 'Mail goes to a server or to a folder, not to both.', {
      context: { settings: ['RESETTLE_SMTP_URL', 'RESETTLE_MAIL_FOLDER'] },
    })
  }
  const transport = smtp !== undefined ? { smtp } : folder !== undefined ? { folder } : null
  const from = read.RESETTLE_MAIL_FROM ?? null
  if (transport !== null && from === null) {
    throw new ResettleError('config.invalid', 'RESETTLE_MAIL_FROM must be set as well.', {
      context: { settings: ['RESETTLE_MAIL_FROM'] },
    })
  }
  return {
    transport,
    from,
    replyTo: read.RESETTLE_MAIL_REPLY_TO ?? null,
    contact: read.RESETTLE_MAIL_CONTACT ?? read.RESETTLE_MAIL_REPLY_TO ?? from?.address ?? null,
    timeZone: read.RESETTLE_TIME_ZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    connections: read.RESETTLE_MAIL_CONNECTIONS,
  }
}

/** Throws `config.invalid` for a secret that everybody knows. */
export function readAuthSettings(env: Environment): AuthSettings {
  const read = readSection(env, authSection)
  return {
    lambSecret: guardSecret(read.RESETTLE_LAMB_SECRET),
    oidc: toOidc(read),
    sessionHours: read.RESETTLE_SESSION_HOURS,
    approverRequired: read.RESETTLE_APPROVER_REQUIRED,
    planHours: read.RESETTLE_PLAN_HOURS,
  }
}

/** Names of all settings, for the documentation and for warnings about slips of the pen. */
export const settingNames: readonly string[] = [
  httpSection,
  authSection,
  reportSection,
  appSection,
  outsideSection,
  mailSection,
].flatMap((section) => Object.keys(section.shape))

/** Secrets that stand in LAMB's and Open WebUI's own files and in everybody's examples. */
const knownSecrets = new Set([
  't0p-s3cr3t',
  'secret',
  'changeme',
  'change-me',
  'change_me',
  'change_this',
  'your-secret-key',
  'your-secret-key-here',
  'your_secret_key_here',
  'your-jwt-secret',
  'your-jwt-secret-here',
  'supersecret',
])

const SHORTEST_SECRET = 12

function isSmtpAddress(text: string): boolean {
  return /^smtps?:$/.test(URL.parse(text)?.protocol ?? '') && URL.parse(text)?.hostname !== ''
}

function isTimeZone(text: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: text }) !== null
  } catch {
    return false
  }
}

/** `Help desk <help@uni.example>` or the address alone. */
function toSender(text: string): MailSettings['from'] {
  const [, name, address] =
    /^(?:"?([^"<>\p{Cc}]*?)"?\s*<)?([^\s<>@"]+@[^\s<>@"]+)>?$/u.exec(text.trim()) ?? []
  return address === undefined ? null : { name: name?.trim() || null, address }
}

function guardSecret(secret: string | undefined): string | null {
  if (secret === undefined) return null
  const isKnown = knownSecrets.has(secret.trim().toLowerCase())
  if (!isKnown && secret.length >= SHORTEST_SECRET) return secret
  const why = isKnown ? 'is a default that everybody knows' : `is shorter than ${SHORTEST_SECRET} characters`
  throw new ResettleError('config.invalid', `RESETTLE_LAMB_SECRET ${why}.`, {
    context: { settings: ['RESETTLE_LAMB_SECRET'] },
    remedy: 'Give LAMB a secret of its own (LAMB_JWT_SECRET), and Resettle the same.',
  })
}

function toOidc(read: z.output<typeof authSection>): OidcSettings | null {
  const { RESETTLE_OIDC_ISSUER: issuer, RESETTLE_OIDC_AUDIENCE: audience } = read
  const { RESETTLE_OIDC_JWKS_URL: jwksUrl, RESETTLE_OIDC_ADMINS: admins } = read
  if (issuer === undefined && audience === undefined && jwksUrl === undefined) return null
  const missing = Object.entries({
    RESETTLE_OIDC_ISSUER: issuer,
    RESETTLE_OIDC_AUDIENCE: audience,
    RESETTLE_OIDC_JWKS_URL: jwksUrl,
    RESETTLE_OIDC_ADMINS: admins.length > 0 ? admins : undefined,
  }).flatMap(([name, value]) => (value === undefined ? [name] : []))
  if (issuer === undefined || audience === undefined || jwksUrl === undefined || missing.length > 0) {
    throw new ResettleError('config.invalid', `${missing.join(', ')} must be set as well.`, {
      context: { settings: missing },
    })
  }
  return { issuer, audience, jwksUrl, claim: read.RESETTLE_OIDC_CLAIM, admins }
}

/** Reads one section; empty variables count as absent. Throws `config.invalid` with everything that is wrong. */
function readSection<Shape extends z.ZodRawShape>(
  env: Environment,
  section: z.ZodObject<Shape>,
): z.output<z.ZodObject<Shape>> {
  const given = Object.keys(section.shape).flatMap((name) => {
    const value = env[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  const parsed = section.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  const settings = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))]
  const said = parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`)
  throw new ResettleError('config.invalid', `${said.join('; ')}.`, { context: { settings } })
}
