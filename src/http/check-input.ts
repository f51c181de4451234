import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Settings } from 'typebox/system'
import { endpoints, type EndpointSchemas } from '../contract/endpoints.ts'
import type { EndpointName } from '../contract/routes.ts'
import type { Problem } from '../domain/problem.ts'
import { explainViolations, type InputPart } from './explain-violation.ts'

// TypeBox stops at 8 errors unless told otherwise; people get all of theirs at once, within reason.
Settings.Set({ maxErrors: 200 })

export interface RawInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

export interface CheckedInput extends RawInput {
  readonly problems: readonly Problem[]
}

const validators = new Map<TSchema, Validator>()

/**
 * Holds a request against its endpoint's schemas and reports every problem of all its parts at once. Text in the query
 * becomes numbers and booleans where the schema wants them; bodies are taken as they are. No body counts as an empty one.
 */
export function checkInput(name: EndpointName, raw: RawInput): CheckedInput {
  const schemas: EndpointSchemas = endpoints[name]
  const problems: Problem[] = []
  const check = (part: InputPart, schema: TSchema | undefined, value: unknown): unknown => {
    if (schema === undefined) {
      problems.push(...surplus(part, value))
      return undefined
    }
    const validator = validatorFor(schema)
    if (!validator.Check(value)) problems.push(...explainViolations(part, validator.Errors(value), value))
    return value
  }
  const params = check('params', schemas.params, schemas.params === undefined ? undefined : raw.params)
  const query = check(
    'query',
    schemas.query,
    schemas.query === undefined ? raw.query : fromText(schemas.query, raw.query),
  )
  const body = check('body', schemas.body, raw.body ?? (schemas.body === undefined ? undefined : {}))
  return { params, query, body, problems }
}

// Compiled on first use: most runs of the daemon never see most endpoints.
function validatorFor(schema: TSchema): Validator {
  const known = validators.get(schema)
  if (known !== undefined) return known
  const made = Compile(schema)
  validators.set(schema, made)
  return made
}

/** What was sent to an endpoint that takes nothing there. */
function surplus(part: InputPart, value: unknown): Problem[] {
  if (part === 'query' && typeof value === 'object' && value !== null)
    return Object.keys(value).map((field) => ({
      code: 'invalid_input',
      field,
      message: `${field} is not a known field.`,
      hint: 'This address takes no query.',
    }))
  if (part === 'body' && value !== undefined && value !== null)
    return [{ code: 'invalid_input', message: 'This address takes no body.' }]
  return []
}

function fromText(schema: TSchema, query: unknown): unknown {
  if (typeof query !== 'object' || query === null || !('properties' in schema)) return query
  const properties = schema.properties as Readonly<Record<string, { readonly type?: unknown }>>
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => [
      key,
      typeof value === 'string' && Object.hasOwn(properties, key)
        ? readText(value, properties[key]?.type)
        : value,
    ]),
  )
}

const booleans: Readonly<Record<string, boolean>> = {
  '': true,
  true: true,
  '1': true,
  false: false,
  '0': false,
}

function readText(text: string, type: unknown): unknown {
  if (type === 'boolean') return Object.hasOwn(booleans, text) ? booleans[text] : text
  if ((type === 'integer' || type === 'number') && /^-?\d{1,16}$/.test(text)) return Number(text)
  return text
}
