import { z } from 'zod'
import { mergesSchema } from './merges.ts'
import { promotionSchema } from './promotion.ts'

/**
 * A blueprint declares an app's tenancy: organizations, users, memberships, and a verdict for every table. Physical
 * facts (keys, uniques, references, types, checks) are never repeated in it; they are read from the live schema.
 *
 * Table and column names are matched exactly first, then without regard to case, after the prefix.
 */

const column = z.string().min(1)
const table = z.string().min(1)
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
/** The table's name stands as it is, without the prefix that the other tables share. */
const unprefixed = z.boolean().optional()

/** A reference that a row makes: declared in the database or not. */
const edgeSchema = z.strictObject({
  column,
  /** Table referred to, without prefix. */
  table,
  /** Column there. */
  to: column,
})

/** What may be done about a clash on one unique key, where the general rules do not fit. */
export const keyRuleSchema = z.strictObject({
  /** Columns of the unique key, in any order, the organization's own among them. */
  columns: z.array(column).min(1),
  choices: z.array(z.enum(['rename', 'rename-target', 'skip', 'keep-target', 'clear'])).min(1),
  /** Settles the clash unless somebody decides otherwise. Without one it is a decision that a person must take. */
  default: z.enum(['rename', 'rename-target', 'skip', 'keep-target', 'clear']).optional(),
  /** Column that `clear` sets to NULL; default: the key's only nullable column. */
  clear: column.optional(),
  /** Values that a source row left behind by `keep-target` takes. */
  disable: z.record(column, scalar).optional(),
  /** Said in the plan when the clash occurs: what a person outside must do. */
  advice: z.string().optional(),
})

const resourceSchema = z.strictObject({
  table,
  unprefixed,
  /** Columns that hold the organization. The first says whose the row is; the others are only pointed anew. */
  organization: z.union([column, z.array(column).min(1)]),
  /** One row, in words ("assistant"). */
  label: z.string().optional(),
  /** Column shown as the row's name. */
  name: column.optional(),
  /** Column shown as the row's owner. */
  owner: column.optional(),
  rename: z
    .strictObject({
      column,
      /** Regular expression for the start of a name that must stay in front, such as `^\d+_`. */
      keep_leading: z.string().optional(),
      /**
       * Names that are lower-case ASCII letters, digits and `_` stay so; ASCII names that are no longer than this many
       * characters stay ASCII, and no longer.
       */
      plain_max_length: z.int().positive().optional(),
    })
    .optional(),
  /** Rows this one goes with: the first whose column is not null decides whether it moves or stays. */
  belongs_to: z.array(edgeSchema).optional(),
  /** Rows this one ties together: if one stays, all stay. */
  links: z.array(edgeSchema).optional(),
  /** Column set to the time of the migration. */
  touch: column.optional(),
  /** Large, append-only, and of no consequence for any other row. */
  history: z.boolean().optional(),
  keys: z.array(keyRuleSchema).optional(),
})

const otherSchema = z.discriminatedUnion('verdict', [
  z.strictObject({
    verdict: z.literal('follow'),
    table,
    unprefixed,
    /** Rows it belongs to, through which it reaches an organization. */
    through: z.array(edgeSchema).min(1),
    /** It ties its parents together: if one stays in the source, all stay. */
    links: z.boolean().optional(),
  }),
  z.strictObject({ verdict: z.literal('keep'), table, unprefixed, reason: z.string().min(1) }),
  z.strictObject({ verdict: z.literal('ignore'), table, unprefixed, reason: z.string().min(1) }),
])

const when = z.string().describe('only when the source has rows of this resource')
const common = {
  code: z.string(),
  severity: z.enum(['blocker', 'warning', 'info']),
  message: z.string(),
  remedy: z.string(),
  /** A blocker that --accept may pass. */
  acceptable: z.boolean().optional(),
  when: when.optional(),
}

/** Checks on what a move means for the app, as data. Paths are dotted; `*` matches every key. */
export const checkSchema = z.discriminatedUnion('kind', [
  /** The first value found at one of the paths differs between source and target configuration; none differs from any. */
  z.strictObject({ kind: z.literal('config-differs'), paths: z.array(z.string()).min(1), ...common }),
  /** The configuration of one side has (or, with `not`, has not) this value. Where nothing stands, the value is null. */
  z.strictObject({
    kind: z.literal('config-value'),
    side: z.enum(['source', 'target']),
    path: z.string(),
    equals: scalar.optional(),
    not: scalar.optional(),
    ...common,
  }),
  /** Moving rows name something in a JSON column that the target's configuration does not offer. */
  z.strictObject({
    kind: z.literal('config-offers'),
    resource: z.string(),
    column,
    /** Paths in the row's JSON column; `$0`, `$1` stand for their values in `offered`. */
    values: z.array(z.string()).min(1),
    /**
     * One path in the target's configuration for each of `values`, where a list must hold that value or an object must
     * have it as a key. The first value that is not offered ends the search.
     */
    offered: z.array(z.string()).min(1),
    ...common,
  }),
  /** The organization on one side has the key of a user: it is that user's own. */
  z.strictObject({
    kind: z.literal('personal'),
    side: z.enum(['source', 'target']),
    ...common,
  }),
  /** The source has rows of the resource that match. */
  z.strictObject({
    kind: z.literal('has-rows'),
    resource: z.string(),
    match: z.record(column, scalar).optional(),
    ...common,
  }),
])

export const blueprintSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1),
  /**
   * Tables share a prefix: found by looking for a table that ends in `table` next to one that ends in `beside`, or
   * written out. A prefix may hold a schema, such as `app.`.
   */
  prefix: z.union([z.string(), z.strictObject({ table, beside: table })]).optional(),
  organizations: z.strictObject({
    table,
    key: column,
    slug: column.optional(),
    name: column.optional(),
    /** Marks of organizations that may be neither source nor target: any of them is enough. */
    system: z.array(z.strictObject({ column, equals: scalar })).optional(),
    /** JSON column of settings. */
    config: column.optional(),
    /** What the source's settings become when it stays: dotted path to value. Only paths whose parent exists. */
    retire: z.record(z.string(), scalar).optional(),
    /** Dotted path in the settings where a note about the migration is left. */
    mark: z.string().optional(),
    touch: column.optional(),
  }),
  users: z
    .strictObject({
      /** Its name among `resources` where users themselves hold an organization. */
      resource: z.string().optional(),
      table,
      key: column,
      email: column.optional(),
      name: column.optional(),
      /** Language of the person, such as `es` or `pt-BR`: notices are written in it. */
      language: column.optional(),
      /** Regular expression for addresses that the app made up and that nobody reads. */
      no_mail: z.string().optional(),
      /** Home organization: moved users are those whose home is the source. Without it: those with a membership. */
      organization: column.optional(),
    })
    .optional(),
  memberships: z
    .strictObject({
      resource: z.string(),
      table,
      organization: column,
      user: column,
      role: column.optional(),
      /** The role column holds no name but the key of a row in this table, which has the name. */
      roles: z.strictObject({ table, key: column, name: column }).optional(),
      /** Roles from least to most. A role with other names in other versions of the app is a list of them. */
      ranks: z.array(z.union([z.string(), z.array(z.string()).min(1)])).optional(),
      /** Role of a person who has none. */
      member: z.string().optional(),
      /** Roles that `preserve_admin_roles` keeps and that others lose. */
      admins: z.array(z.string()).optional(),
      /** Columns set to the time of the migration in every row that changes. */
      touch: z.array(column).optional(),
      /** Columns set to the time of the migration in new rows alone. */
      created: z.array(column).optional(),
    })
    .optional(),
  resources: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), resourceSchema),
  others: z.array(otherSchema).default([]),
  /** Columns that look like an organization's and are not: `table.column` with a reason. */
  not_organizations: z.record(z.string(), z.string()).default({}),
  checks: z.array(checkSchema).default([]),
  /** What it means outside that one organization goes into another. */
  merges: mergesSchema.optional(),
  /** How flat users become organizations of one. */
  promotion: promotionSchema.optional(),
})

export type Blueprint = z.infer<typeof blueprintSchema>
export type BlueprintInput = z.input<typeof blueprintSchema>
export type BlueprintCheck = z.infer<typeof checkSchema>
export type Choice = z.infer<typeof keyRuleSchema>['choices'][number]

/** Identity that gives a blueprint written in TypeScript its types. */
export function defineBlueprint(blueprint: BlueprintInput): BlueprintInput {
  return blueprint
}
