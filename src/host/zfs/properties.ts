import type { Properties, Property, PropertySource } from '../../domain/dataset.ts'
import { asObject, objectAt, textAt, type JsonObject } from './json.ts'
import { ZfsOutputError } from './output-error.ts'

/** Reads the `properties` of an object of `zfs get -j`, `zfs list -j`, `zpool get -j`. */
export function propertiesFromJson(object: JsonObject): Properties {
  const properties = objectAt(object, 'properties') ?? {}
  return new Map(
    Object.entries(properties).map(([name, value]) => [name, propertyFromJson(name, asObject(value, name))]),
  )
}

function propertyFromJson(name: string, property: JsonObject): Property {
  const source = objectAt(property, 'source') ?? {}
  const type = textAt(source, 'type') ?? 'NONE'
  const value = textAt(property, 'value') ?? '-'
  // Of a property that is not there, 2.3 tells the source of the one before it.
  if (value === '-') return { value, source: { from: 'none' } }
  switch (type) {
    case 'NONE':
      return { value, source: { from: 'none' } }
    case 'DEFAULT':
      return { value, source: { from: 'default' } }
    case 'LOCAL':
      return { value, source: { from: 'local' } }
    case 'RECEIVED':
      return { value, source: { from: 'received' } }
    case 'TEMPORARY':
      return { value, source: { from: 'temporary' } }
    case 'INHERITED':
      return { value, source: { from: 'inherited', dataset: textAt(source, 'data') ?? '-' } }
    default:
      throw new ZfsOutputError(`property ${name} has a source that is not known: ${type}`)
  }
}

const rowPattern =
  /^([^\t]+)\t([^\t]+)\t(-|none|default|local|temporary|received|inherited from [^\t]+)\t(.*)$/

/**
 * Reads `zfs get -Hp -o name,property,source,value` of these datasets and properties. The value stands last because users' properties may
 * hold tabs and line ends: what follows a row and is none itself belongs to its value. A value made to look like a row would give the same
 * property twice, and is refused.
 */
export function parsePropertyRows(
  stdout: string,
  names: ReadonlySet<string>,
  asked: ReadonlySet<string>,
): ReadonlyMap<string, Properties> {
  const found = new Map<string, Map<string, Property>>()
  let last: { readonly of: Map<string, Property>; readonly property: string } | undefined
  for (const line of stdout.replace(/\n$/, '').split('\n')) {
    const [, name = '', property = '', source = '', value = ''] = rowPattern.exec(line) ?? []
    if (names.has(name) && asked.has(property)) {
      const of = found.get(name) ?? new Map<string, Property>()
      if (of.has(property)) throw new ZfsOutputError(`property ${property} of ${name} was given twice`)
      found.set(name, of.set(property, { value, source: sourceOf(source) }))
      last = { of, property }
    } else if (last) {
      const before = last.of.get(last.property)
      if (before) last.of.set(last.property, { ...before, value: `${before.value}\n${line}` })
    } else if (line !== '') throw new ZfsOutputError(`zfs get gave a row that is none: ${line}`)
  }
  return found
}

function sourceOf(text: string): PropertySource {
  if (text.startsWith('inherited from '))
    return { from: 'inherited', dataset: text.slice('inherited from '.length) }
  if (text === 'default' || text === 'local' || text === 'received' || text === 'temporary')
    return { from: text }
  return { from: 'none' }
}
