import type { TLocalizedValidationError } from 'typebox/error'
import type { Problem } from '../domain/problem.ts'

/** Which part of a request was checked; the words start the sentences about it. */
export type InputPart = 'params' | 'query' | 'body'

const partNames: Readonly<Record<InputPart, string>> = {
  params: 'The address',
  query: 'The query',
  body: 'The body',
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

/**
 * Says in plain sentences what a schema found wrong, one problem a field.
 * `violations` are TypeBox's; `value` is what was checked.
 */
export function explainViolations(
  part: InputPart,
  violations: readonly TLocalizedValidationError[],
  value: unknown,
): Problem[] {
  const problems = new Map<string, Problem>()
  for (const violation of violations) {
    for (const { field, says, hint } of explain(violation)) {
      // A union names each of its branches and then itself; the first word about a field is the one that helps.
      if (problems.has(field)) continue
      const message = `${field === '' ? partNames[part] : field} ${says}${butIs(value, violation)}.`
      const named = field === '' ? {} : { field }
      problems.set(field, {
        code: 'invalid_input',
        message,
        ...named,
        ...(hint === undefined ? {} : { hint }),
      })
    }
  }
  return [...problems.values()]
}

interface Finding {
  readonly field: string
  readonly says: string
  readonly hint?: string
}

type Keyword = TLocalizedValidationError['keyword']
type Params<Name extends Keyword> = Extract<TLocalizedValidationError, { keyword: Name }>['params']

/** What each rule of a schema says when it is broken; the others say it in TypeBox's words. */
const sentences: { readonly [Name in Keyword]?: (params: Params<Name>) => string } = {
  type: ({ type }) => `must be ${typeWords(type)}`,
  enum: ({ allowedValues }) => `must be one of ${allowedValues.map(String).join(', ')}`,
  const: ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`,
  minimum: ({ limit }) => `must be at least ${limit}`,
  maximum: ({ limit }) => `must be at most ${limit}`,
  exclusiveMinimum: ({ limit }) => `must be more than ${limit}`,
  exclusiveMaximum: ({ limit }) => `must be less than ${limit}`,
  minLength: ({ limit }) => `must have at least ${counted(limit, 'character', 'characters')}`,
  maxLength: ({ limit }) => `must have at most ${counted(limit, 'character', 'characters')}`,
  minItems: ({ limit }) => `must have at least ${counted(limit, 'entry', 'entries')}`,
  maxItems: ({ limit }) => `must have at most ${counted(limit, 'entry', 'entries')}`,
}

function explain(violation: TLocalizedValidationError): Finding[] {
  const field = fieldPath(violation.instancePath)
  // TypeBox reports an unknown field twice: as a schema that is `false`, and by name.
  if (violation.keyword === 'boolean') return []
  if (violation.keyword === 'additionalProperties')
    return violation.params.additionalProperties.map((name) => ({
      field: joined(field, name),
      says: 'is not a known field',
      hint: 'Check the spelling, or leave it out.',
    }))
  if (violation.keyword === 'required')
    return violation.params.requiredProperties.map((name) => ({
      field: joined(field, name),
      says: 'is missing',
    }))
  const sentence = sentences[violation.keyword] as ((params: unknown) => string) | undefined
  return [{ field, says: sentence?.(violation.params) ?? violation.message }]
}

/** `/publish/0/hostPort` → `publish[0].hostPort`. */
function fieldPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => joined(path, part), '')
}

function joined(path: string, part: string): string {
  if (/^\d+$/.test(part)) return `${path}[${part}]`
  const name = part.length > 80 ? `${part.slice(0, 80)}…` : part
  return path === '' ? name : `${path}.${name}`
}

function butIs(value: unknown, violation: TLocalizedValidationError): string {
  if (!['type', 'enum', 'const', 'minimum', 'maximum', 'exclusiveMinimum'].includes(violation.keyword))
    return ''
  const found = valueAt(value, violation.instancePath)
  if (found === undefined) return ''
  const text =
    typeof found === 'object' && found !== null
      ? Array.isArray(found)
        ? 'a list'
        : 'an object'
      : shown(found)
  return `, not ${text}`
}

function shown(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number beyond all bounds'
  if (typeof value !== 'string' || value.length <= 60) return JSON.stringify(value)
  // Half of a surrogate pair is no character.
  return JSON.stringify(`${value.slice(0, 60).replace(/[\uD800-\uDBFF]$/, '')}…`)
}

function valueAt(value: unknown, pointer: string): unknown {
  let at = value
  for (const part of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return undefined
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    at = Object.hasOwn(at, key) ? (at as Readonly<Record<string, unknown>>)[key] : undefined
  }
  return at
}

function typeWords(type: string | readonly string[]): string {
  return [type]
    .flat()
    .map((name) => typeNames[name] ?? name)
    .join(' or ')
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
