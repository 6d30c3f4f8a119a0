import type { Scalar, ValueFunction, ValueTools } from '../values.ts'
import { asObject, type Json, parseObject, textOf } from './json.ts'
import { reveal, seal, sealed, sealedOrEmpty } from './openhands-secrets.ts'

/** The model that each version of OpenHands' settings came with. */
const versionModels: Readonly<Record<number, string>> = {
  1: 'claude-3-5-sonnet-20241022',
  2: 'claude-3-7-sonnet-20250219',
  3: 'claude-sonnet-4-20250514',
  4: 'claude-sonnet-4-20250514',
  5: 'minimax-m2.5',
  6: 'minimax-m2.7',
}
const NEWEST = Math.max(...Object.keys(versionModels).map(Number))

/** In front of the name of a model that is reached through the app's own LiteLLM. */
const PROXY = 'litellm_proxy/'
/** The app's own LiteLLM where nothing else is said. */
const PUBLIC_PROXY = 'https://llm-proxy.app.all-hands.dev'

/**
 * Which model a person uses, by which address. Given are, in this order: the settings as JSON, the columns for model and
 * address of the flat shape, and the version of the settings. Where there is JSON it is right.
 */
export interface Llm {
  readonly model: string | null
  readonly address: string | null
  /** The person's own choice, which no default may take the place of. */
  readonly isCustom: boolean
  /** The person's key is one of the app's own LiteLLM. */
  readonly isManaged: boolean
}

function readLlm([settings, model, address, version]: readonly Scalar[], tools: ValueTools): Llm {
  const llm = settings === null || settings === undefined ? { model, base_url: address } : llmOf(settings)
  const own = { model: textOf(llm.model), address: textOf(llm.base_url) }
  const isElsewhere = own.address !== null && !isSameAddress(own.address, proxyOf(tools) ?? PUBLIC_PROXY)
  const isCustom = isElsewhere || (own.model !== null && !isDefault(own.model, Number(version ?? 0)))
  const isThroughProxy = own.model?.startsWith(PROXY) === true || own.model?.startsWith('openhands/') === true
  return {
    ...own,
    isCustom,
    isManaged: own.address === null ? !isCustom || isThroughProxy : !isElsewhere,
  }
}

function llmOf(settings: Scalar): Json {
  return asObject(parseObject(settings).llm)
}

/** A model counts as the default if its name is, with or without a path in front. */
function isDefault(model: string, version: number): boolean {
  return model.split('/').at(-1) === versionModels[version]
}

/** Where people reach the app's own LiteLLM; null where nobody said. */
function proxyOf({ setting }: ValueTools): string | null {
  return textOf(setting('litellm-url'))
}

function isSameAddress(one: string, other: string): boolean {
  return one.replace(/\/+$/, '').toLowerCase() === other.replace(/\/+$/, '').toLowerCase()
}

/** What an organization uses whose people chose nothing. */
function defaults(tools: ValueTools): { readonly model: string; readonly address: string | null } {
  const address = proxyOf(tools)
  if (address === null) tools.warn('address-unknown')
  return { model: textOf(tools.setting('default-model')) ?? `${PROXY}${versionModels[NEWEST]}`, address }
}

/** Model and address of the organization: the current defaults where the person has a choice of their own. */
function ofOrganization(
  llm: Llm,
  tools: ValueTools,
): { readonly model: string; readonly address: string | null } {
  if (!llm.isCustom && llm.model !== null && llm.address !== null)
    return { model: llm.model, address: llm.address }
  const current = defaults(tools)
  return llm.isCustom
    ? current
    : { model: llm.model ?? current.model, address: llm.address ?? current.address }
}

/** The settings of the organization as JSON, without what is private to a person. */
function organizationSettings(values: readonly Scalar[], tools: ValueTools): Json {
  const llm = readLlm(values, tools)
  const { mcp_config: _, ...own } = parseObject(values[0])
  const { model, address } = ofOrganization(llm, tools)
  const named = { model, ...(address === null ? {} : { base_url: address }) }
  const version = own.schema_version ?? 1
  if (llm.isCustom) return { schema_version: version, llm: named }
  return { ...own, schema_version: version, llm: { ...asObject(own.llm), ...named } }
}

/** What the member sets beside the organization. MCP servers are the person's own; JSON is newer than the column. */
const memberSettings: ValueFunction = ([mcp, ...values], tools) => {
  const llm = readLlm(values, tools)
  const { mcp_config: nested, ...own } = parseObject(values[0])
  const settings = llm.isCustom ? own : organizationSettings(values, tools)
  const servers = nested ?? mcpServers(mcp)
  const isElsewhere = tools.into.row.has('mcp_config')
  return JSON.stringify(isElsewhere || servers === null ? settings : { ...settings, mcp_config: servers })
}

/** The member's MCP servers in a column of their own: JSON, or, where the column is text, sealed. */
const memberMcp: ValueFunction = ([mcp, settings], tools) => {
  const servers = parseObject(settings).mcp_config ?? mcpServers(mcp)
  if (servers === null) return null
  const text = JSON.stringify(servers)
  return tools.into.family === 'json' ? text : seal(text, tools)
}

function mcpServers(column: Scalar | undefined): Json | null {
  const servers = parseObject(column)
  return Object.keys(servers).length === 0 ? null : servers
}

/** Functions of the preset openhands. `llm` stands for the four values that `readLlm` takes. */
export const openhandsFunctions: Readonly<Record<string, ValueFunction>> = {
  'openhands.sealed': sealed,
  'openhands.sealed-or-empty': sealedOrEmpty,
  /** key, llm: the person's key of the app's own LiteLLM, in the clear. */
  'openhands.managed-key': ([key, ...llm], tools) =>
    readLlm(llm, tools).isManaged ? reveal(key ?? null, tools) : null,
  /** key, llm: whether the person has a key of another provider. */
  'openhands.has-own-key': ([key, ...llm], tools) => textOf(key) !== null && !readLlm(llm, tools).isManaged,
  /** Greatest version among organizations: the current one, so that the app does not bring them up to date. */
  'openhands.version': ([newest]) => Math.max(NEWEST, Number(newest ?? 0)),
  /** margin, version: the margin where it counts still. */
  'openhands.margin': ([margin, version]) =>
    Number(version ?? 0) < 4 && margin !== null && Number(margin) !== 1 ? (margin ?? null) : null,
  'openhands.default-model': (_, tools) => defaults(tools).model,
  'openhands.organization-model': (llm, tools) => ofOrganization(readLlm(llm, tools), tools).model,
  'openhands.organization-address': (llm, tools) => ofOrganization(readLlm(llm, tools), tools).address,
  /** llm: the member's own model, where it is not the organization's. */
  'openhands.member-model': (values, tools) => {
    const llm = readLlm(values, tools)
    return llm.isCustom ? llm.model : null
  },
  'openhands.member-address': (values, tools) => {
    const llm = readLlm(values, tools)
    return llm.isCustom ? llm.address : null
  },
  'openhands.organization-settings': (llm, tools) => JSON.stringify(organizationSettings(llm, tools)),
  /** MCP servers, llm. */
  'openhands.member-settings': memberSettings,
  /** MCP servers, settings as JSON. */
  'openhands.member-mcp': memberMcp,
  /** A JSON object; an empty one where there is none. */
  'openhands.object': ([text]) => JSON.stringify(parseObject(text)),
}
