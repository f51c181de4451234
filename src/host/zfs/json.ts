import { ZfsOutputError } from './output-error.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/**
 * Reads the one JSON document of a `-j` command. Undefined when there is none: some commands print nothing at all for "none".
 * ZFS stops in the middle, and exits with 0, at a byte that is no UTF-8 (libnvpair_json.c): that is an error here.
 */
export function parseZfsJson(stdout: string, command: string): JsonObject | undefined {
  if (stdout.trim() === '') return undefined
  let document: unknown
  try {
    document = JSON.parse(stdout)
  } catch (error) {
    throw new ZfsOutputError(`the answer of ${command} was cut short`, { cause: error, cutShort: true })
  }
  const root = asObject(document, command)
  const version = asObject(root['output_version'], `output_version of ${command}`)
  if (version['vers_major'] !== 0)
    throw new ZfsOutputError(
      `${command} answers in version ${String(version['vers_major'])} of its format, and only 0 is known`,
    )
  return root
}

export function asObject(value: unknown, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new ZfsOutputError(`${what} is no object`)
}

/** The object of this key, or none. */
export function objectAt(from: JsonObject, key: string): JsonObject | undefined {
  return from[key] === undefined ? undefined : asObject(from[key], key)
}

/** All values of an object of objects, in the order ZFS gave them. */
export function objectsIn(from: JsonObject, key: string): readonly JsonObject[] {
  const all = objectAt(from, key)
  return all === undefined ? [] : Object.entries(all).map(([name, value]) => asObject(value, name))
}

/** A text; numbers come as text too, as `--json-int` is never used. */
export function textAt(from: JsonObject, key: string): string | undefined {
  const value = from[key]
  if (value === undefined) return undefined
  if (typeof value === 'string') return value
  throw new ZfsOutputError(`${key} is no text`)
}

export function requiredText(from: JsonObject, key: string, of: string): string {
  const value = textAt(from, key)
  if (value === undefined) throw new ZfsOutputError(`${of} has no ${key}`)
  return value
}

/** A number that is exact in a double: sizes, counters, times. Never for guids. Absent is 0, as ZFS leaves zeros out. */
export function numberAt(from: JsonObject, key: string): number {
  const text = textAt(from, key)
  if (text === undefined || text === '-') return 0
  const value = Number(text)
  if (text === '' || !Number.isFinite(value)) throw new ZfsOutputError(`${key} is no number: ${text}`)
  return value
}
