import type { HttpApp } from '../../../src/http/index.ts'
import { request } from './service.ts'

/** A JSON schema, as far as tests walk it. */
export type Schema = Readonly<Record<string, unknown>>

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}

/** One operation of the OpenAPI document. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: { readonly required: boolean; readonly schema: Schema } | null
  /** Schemas by status and media type. */
  readonly responses: Readonly<Record<string, Readonly<Record<string, Schema>>>>
}

interface Document {
  readonly paths: Record<string, Record<string, RawOperation>>
  readonly components: { readonly schemas: Record<string, Schema> }
}

interface RawOperation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Record<string, { schema: Schema }> }
  readonly responses: Record<string, { readonly content?: Record<string, { schema: Schema }> }>
}

/** The whole document. */
export async function documentOf(app: Pick<HttpApp, 'fetch'>): Promise<Document> {
  return (await request(app, 'GET', '/openapi.json')).json as unknown as Document
}

/** Everything that the service says it can be asked. */
export async function operationsOf(app: Pick<HttpApp, 'fetch'>): Promise<Operation[]> {
  const { paths } = await documentOf(app)
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body:
        requestBody === undefined
          ? null
          : {
              required: requestBody.required === true,
              schema: requestBody.content['application/json']?.schema ?? {},
            },
      responses: Object.fromEntries(
        Object.entries(responses).map(([status, { content = {} }]) => [
          status,
          Object.fromEntries(Object.entries(content).map(([type, { schema }]) => [type, schema])),
        ]),
      ),
    })),
  )
}
