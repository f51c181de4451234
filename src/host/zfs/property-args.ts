import { refused, valid, type Checked, type Problem } from '../../domain/problem.ts'

/** Properties to set, by name. Values are ZFS's own words, sizes in bytes. */
export type PropertyValues = Readonly<Record<string, string>>

/** Native names are small letters, digits and `_`; features `feature@x`; users' own have a `:` (zfs_prop_user in zfs_prop.c). */
const propertyName = /^[a-z][a-z0-9_]*(?:@[a-z0-9_:.]+)?$|^[a-z0-9:_.][a-z0-9:_.-]*:[a-z0-9:_.-]*$/

/** Checks names and values of properties to be set. All problems at once. */
export function checkProperties(values: PropertyValues, field = 'properties'): Checked<PropertyValues> {
  const problems = Object.entries(values).flatMap(([name, value]) =>
    whyBad(name, value).map((because): Problem => ({
      code: 'invalid_input',
      field: `${field}.${name}`,
      message: `The property ${JSON.stringify(name)} cannot be set: ${because}.`,
      hint: 'See man zfsprops and man zpoolprops.',
    })),
  )
  return problems.length === 0 ? valid(values) : refused(...problems)
}

function whyBad(name: string, value: string): string[] {
  return [
    ...(propertyName.test(name) && name.length < 256 ? [] : ['that is no name of a property']),
    ...(value.includes('\0') ? ['its value has a NUL in it'] : []),
    ...(Buffer.byteLength(value) < 8192 ? [] : ['its value is longer than 8191 bytes']),
  ]
}

/** `-o a=b -o c=d`: each pair is the argument of an option, so no value is taken for one. */
export function propertyArgs(values: PropertyValues, option = '-o'): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`])
}
