import type { TSchema } from 'typebox'
import { endpoints, type EndpointSchemas } from '../contract/endpoints.ts'
import { namedSchemas } from '../contract/named-schemas.ts'
import type { Route } from '../contract/route.ts'
import { routes, type EndpointName } from '../contract/routes.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = { readonly [key: string]: Json }

// TypeBox copies a schema when it makes it optional, so a named schema is found again by what it says, not by identity.
const names = new Map(Object.entries(namedSchemas).map(([name, schema]) => [JSON.stringify(schema), name]))

/** The whole contract as an OpenAPI 3.1 document. Its version is that of the API, not of the program. */
export function buildOpenApi(): JsonObject {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [name, route] of Object.entries(routes) as [EndpointName, Route][]) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Kiste',
      version: '1',
      summary: 'The API of the Kiste daemon',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: "The daemon's unix socket" }],
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(namedSchemas).map(([name, schema]) => [name, toJson(schema, true)]),
      ),
      responses: {
        Error: {
          description: 'What stands in the way, all of it at once',
          content: { 'application/json': { schema: ref('Error') } },
        },
      },
    },
  }
}

/** The document as `docs/openapi.json` keeps it. */
export function openApiText(): string {
  return `${JSON.stringify(buildOpenApi(), null, 2)}\n`
}

function operation(name: EndpointName, route: Route): JsonObject {
  const schemas: EndpointSchemas = endpoints[name]
  const parameters = [...parametersIn('path', schemas.params), ...parametersIn('query', schemas.query)]
  const body = requestBody(route, schemas)
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.path.split('/')[2] ?? 'kiste'],
    'x-permission': route.permission,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { ...answers(route, schemas), default: { $ref: '#/components/responses/Error' } },
  }
}

function parametersIn(place: 'path' | 'query', schema: TSchema | undefined): Json[] {
  if (schema === undefined || !('properties' in schema)) return []
  const required = 'required' in schema ? (schema.required as readonly string[]) : []
  return Object.entries(schema.properties as Readonly<Record<string, TSchema>>).map(([name, property]) => {
    const { description, ...rest } = toJson(property) as { readonly description?: Json } & JsonObject
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

function requestBody(route: Route, schemas: EndpointSchemas): Json | undefined {
  if (route.takes === 'bytes') return { required: true, content: { 'application/octet-stream': {} } }
  if (schemas.body === undefined) return undefined
  const required = 'required' in schemas.body
  return { required, content: { 'application/json': { schema: toJson(schemas.body) } } }
}

function answers(route: Route, schemas: EndpointSchemas): JsonObject {
  switch (route.answers) {
    case 'json':
      return { 200: jsonAnswer('The answer', toJson(schemas.response ?? {})) }
    case 'job':
      return {
        200: jsonAnswer('With dryRun: what would be done', ref('Plan')),
        202: {
          ...jsonAnswer('The job that does it', ref('Job')),
          headers: { Location: { description: 'Where the job is', schema: { type: 'string' } } },
        },
      }
    case 'bytes':
      return { 200: { description: 'The bytes', content: { 'application/octet-stream': {} } } }
    case 'png':
      return { 200: { description: 'The picture', content: { 'image/png': {} } } }
    case 'events':
      return {
        200: {
          description:
            'Server-sent events named `change`, whose data is an Event and whose id its sequence number; with `metrics`, also those named `metrics`, whose data is a MetricsEvent. `Last-Event-ID` wins over `after`.',
          content: {
            'text/event-stream': { schema: { type: 'string', contentMediaType: 'text/event-stream' } },
          },
        },
      }
    case 'websocket':
      return {
        101: { description: "A websocket: the guest's output as binary messages, its input as either kind" },
      }
  }
}

function jsonAnswer(description: string, schema: Json): JsonObject {
  return { description, content: { 'application/json': { schema } } }
}

function ref(name: keyof typeof namedSchemas): JsonObject {
  return { $ref: `#/components/schemas/${name}` }
}

/** A schema as plain JSON, with a reference wherever a named one appears; `whole` writes out the outermost one. */
function toJson(schema: unknown, whole = false): Json {
  if (Array.isArray(schema)) return schema.map((item) => toJson(item))
  if (typeof schema !== 'object' || schema === null) return schema as Json
  const name = whole ? undefined : names.get(JSON.stringify(schema))
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, toJson(value)]))
}
