import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { namedSchemas } from '../contract/named-schemas.ts'
import { routes } from '../contract/routes.ts'
import { buildOpenApi, openApiText } from './openapi.ts'
import { buildHouse } from './testing/house.ts'

const kept = new URL('../../docs/openapi.json', import.meta.url)

/** Every object in a JSON value. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Record<string, unknown>
  for (const part of Object.values(value)) yield* objectsIn(part)
}

const document = buildOpenApi() as unknown as {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, unknown>; readonly responses: object }
}
interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Record<string, unknown>
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

describe('the OpenAPI document', () => {
  it('is the one that is kept in docs; npm run openapi writes it', () => {
    expect(readFileSync(kept, 'utf8')).toBe(openApiText())
  })

  it('is served', async () => {
    const house = await buildHouse()
    const answer = await house.http.inject('/v1/openapi.json')
    await house.close()
    expect(answer.json()).toEqual(JSON.parse(readFileSync(kept, 'utf8')))
  })

  it('has every endpoint once', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(ids.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      Object.keys(routes).toSorted((a, b) => (a < b ? -1 : 1)),
    )
  })

  it('every reference leads somewhere, and every named schema is used', () => {
    const refs = new Set(
      [...objectsIn(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : [])),
    )
    const there = [
      ...Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`),
      ...Object.keys(document.components.responses).map((name) => `#/components/responses/${name}`),
    ]
    expect([...refs].filter((ref) => !there.includes(ref))).toEqual([])
    // The event stream's schema cannot be said in OpenAPI 3.1, so its description names it.
    const unused = there.filter((ref) => !refs.has(ref))
    expect(unused).toEqual(['#/components/schemas/Event', '#/components/schemas/MetricsEvent'])
    expect(Object.keys(document.components.schemas)).toEqual(Object.keys(namedSchemas))
  })

  it('every parameter of a path is described, and no other', () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      const described = (operation.parameters ?? []).filter((p) => p.in === 'path').map(({ name }) => name)
      expect({ path, described }).toEqual({ path, described: inPath })
    }
  })

  it('every endpoint says what goes wrong', () => {
    for (const { operation } of operations)
      expect(operation.responses['default']).toEqual({ $ref: '#/components/responses/Error' })
  })
})
