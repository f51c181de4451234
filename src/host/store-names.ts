import { problemError, type ObjectRef } from '../domain/problem.ts'

// The longest name a Linux file system takes is 255 bytes; `.qcow2` and the suffix of a half-made file must still fit.
const maxNameBytes = 200

/**
 * Checks that a name is safe as one component of a path in a store, whatever rules for names of VMs may say: no separator, no way
 * up, not hidden, not an option. Returns it; throws `invalid_input`.
 */
export function storeName(type: ObjectRef['type'], name: string): string {
  const wrong = whatIsWrong(name)
  if (wrong === undefined) return name
  throw problemError({
    code: 'invalid_input',
    message: `${JSON.stringify(name.slice(0, 80))} cannot be the name of a folder or file in the store: it ${wrong}.`,
    object: { type, name: name.slice(0, 80) },
    hint: 'Use letters, digits and - . _ and begin with a letter or digit.',
  })
}

function whatIsWrong(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name.includes('/')) return 'holds a /'
  if (/\p{Cc}/u.test(name)) return 'holds a control character'
  if (name.startsWith('.')) return 'begins with a dot'
  if (name.startsWith('-')) return 'begins with a dash'
  if (new TextEncoder().encode(name).length > maxNameBytes) return `is longer than ${maxNameBytes} bytes`
  return undefined
}
