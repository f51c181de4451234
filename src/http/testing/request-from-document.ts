import * as fc from 'fast-check'
import { valueFrom, type Schema } from './value-from-schema.ts'

export interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly body: Schema | undefined
  readonly takesBytes: boolean
}

export interface MadeRequest {
  readonly url: string
  readonly payload: unknown
}

interface DocumentOperation {
  readonly parameters?: Operation['parameters']
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> }
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** Every operation that an OpenAPI document tells of. */
export function operationsOf({ paths }: ApiDocument): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content['application/json']?.schema,
      takesBytes: requestBody?.content['application/octet-stream'] !== undefined,
    })),
  )
}

/** Requests of an operation, by whoever has read its document, and by whoever has not. `fixed` are query parameters that stay as they are. */
export function requestsOf(
  { path, parameters, body }: Operation,
  { components }: ApiDocument,
  fixed: Readonly<Record<string, string>> = {},
): fc.Arbitrary<MadeRequest> {
  const find = (ref: string) => components.schemas[ref.replace('#/components/schemas/', '')] ?? {}
  const valuesOf = (place: string) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((parameter) => parameter.in === place)
          .map(({ name, schema }) => [name, valueFrom(schema, find)]),
      ),
      { requiredKeys: [] },
    )
  return fc
    .tuple(valuesOf('path'), valuesOf('query'), body ? valueFrom(body, find) : fc.constant(undefined))
    .map(([inPath, query, payload]) => ({
      url: `${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => word(inPath[name] ?? 'web'))}?${wordsOf({ ...query, ...fixed })}`,
      payload,
    }))
}

function wordsOf(query: Readonly<Record<string, unknown>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${word(value)}`)
    .join('&')
}

/** Within what an address may be long, and as a browser would send it: half a character is none. */
function word(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return encodeURIComponent(text.slice(0, 500).replaceAll(/\p{Surrogate}/gu, '\ufffd'))
}
