import * as fc from 'fast-check'

/** As much of JSON Schema as the contract makes use of. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
}

/** What people and programs send by mistake, or to see what happens. */
const hostile: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  [],
  [[]],
  {},
  '../../etc/passwd',
  '/etc/passwd',
  '--force',
  'a\0b',
  'a\r\nSet-Cookie: x=y',
  '<img src=x onerror=alert(1)>',
  "'; DROP TABLE users; --",
  '%2e%2e%2f',
  '\ud800',
  '😀'.repeat(300),
  'x'.repeat(70_000),
  // As it is parsed from a body: a property of its own, and not the prototype.
  JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}'),
  '9'.repeat(400),
]

/** Names of things that there are, so that requests get further than a "there is no such". */
const known = ['web', 'photos', 'debian-12', 'local', 'default', 'tank', 'root', 'vda', 'a', '10G', '1']

/** Values as the schema has them, now and then with something in them that it has not. */
export function valueFrom(schema: Schema, find: (ref: string) => Schema, depth = 0): fc.Arbitrary<unknown> {
  const meant = meantBy(schema, find, depth)
  return fc.oneof({ weight: 40, arbitrary: meant }, { weight: 1, arbitrary: fc.constantFrom(...hostile) })
}

function meantBy(schema: Schema, find: (ref: string) => Schema, depth: number): fc.Arbitrary<unknown> {
  const inner = (one: Schema) => valueFrom(one, find, depth + 1)
  if (schema.$ref !== undefined) return meantBy(find(schema.$ref), find, depth)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(inner))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'object':
      return objectFrom(schema, inner)
    case 'array':
      return fc.array(inner(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 3, 3) })
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -10, max: Math.min(schema.maximum ?? 5_000, 2 ** 31 - 1) })
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 100, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...known) },
        { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
        { weight: 1, arbitrary: fc.uuid() },
      )
    case undefined:
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function objectFrom(schema: Schema, inner: (one: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, one]) => [name, inner(one)]),
  )
  const asWritten = fc.record(properties, { requiredKeys: [...(schema.required ?? [])] })
  return fc.oneof(
    { weight: 20, arbitrary: asWritten },
    // Something missing, and something that is not known.
    { weight: 1, arbitrary: fc.record(properties, { requiredKeys: [] }) },
    { weight: 1, arbitrary: asWritten.map((value) => ({ ...value, unknown: 1 })) },
  )
}
