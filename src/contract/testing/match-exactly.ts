import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/schema'

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The same schema, allowing no field that it does not name: a reply with one more is a contract that says too little.
 * Intersections become one object, as two closed ones could never both match.
 */
function closed(schema: unknown): Node {
  if (!isNode(schema)) return {}
  if (Array.isArray(schema['allOf'])) return closed(merged(schema['allOf'] as readonly Node[]))
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (key === 'properties' && isNode(value))
      return [key, Object.fromEntries(Object.entries(value).map(([name, part]) => [name, closed(part)]))]
    if (key === 'items') return [key, closed(value)]
    if (key === 'anyOf' && Array.isArray(value)) return [key, value.map(closed)]
    return [key, value]
  })
  const isRecord = 'patternProperties' in schema
  return Object.fromEntries(
    schema['type'] === 'object' && !isRecord ? [...entries, ['additionalProperties', false]] : entries,
  )
}

function merged(parts: readonly Node[]): Node {
  return {
    type: 'object',
    required: parts.flatMap((part) => (part['required'] as readonly string[] | undefined) ?? []),
    properties: Object.assign({}, ...parts.map((part) => part['properties'])) as Node,
  }
}

const validators = new WeakMap<object, Validator>()

function validatorFor(schema: object): Validator {
  const made = validators.get(schema) ?? Compile(closed(schema))
  validators.set(schema, made)
  return made
}

/** What is wrong with a JSON value against a schema and nothing more; empty when it fits. */
export function mismatches(schema: TSchema, value: unknown): string[] {
  const [, errors] = validatorFor(schema).Errors(value)
  return errors.map(
    (error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`,
  )
}

/** Notes which branches of the schema's unions this value takes. */
export function noteBranches(schema: unknown, value: unknown, met: Set<string>, path = ''): void {
  if (!isNode(schema)) return
  const branches = schema['anyOf']
  if (Array.isArray(branches)) {
    for (const [i, branch] of branches.entries()) {
      if (!isNode(branch) || !validatorFor(branch).Check(value)) continue
      met.add(`${path}|${i}`)
      noteBranches(branch, value, met, `${path}|${i}`)
    }
    return
  }
  if (Array.isArray(schema['allOf'])) for (const part of schema['allOf']) noteBranches(part, value, met, path)
  const { properties, items } = schema
  if (isNode(properties) && isNode(value))
    for (const [name, part] of Object.entries(properties))
      if (name in value) noteBranches(part, value[name], met, `${path}/${name}`)
  if (items !== undefined && Array.isArray(value))
    for (const item of value) noteBranches(items, item, met, `${path}[]`)
}

/** All branches a schema has, named as `noteBranches` names them. */
export function allBranches(schema: unknown, path = ''): string[] {
  if (!isNode(schema)) return []
  const branches = schema['anyOf']
  if (Array.isArray(branches))
    return branches.flatMap((branch, i) => [`${path}|${i}`, ...allBranches(branch, `${path}|${i}`)])
  const inside = Array.isArray(schema['allOf'])
    ? schema['allOf'].flatMap((part) => allBranches(part, path))
    : []
  const { properties, items } = schema
  return [
    ...inside,
    ...(isNode(properties)
      ? Object.entries(properties).flatMap(([name, part]) => allBranches(part, `${path}/${name}`))
      : []),
    ...(items === undefined ? [] : allBranches(items, `${path}[]`)),
  ]
}
