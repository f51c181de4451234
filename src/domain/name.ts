import { refused, valid, type Checked, type Problem } from './problem.ts'

/**
 * Names become folder, dataset, libvirt and host names, so the rule is the strictest of them: letters, digits, `.`, `_` and `-`,
 * beginning with a letter or digit. That also keeps them from being read as an option or as a path.
 */
const pattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
export const nameMaxLength = 63

/** Checks a name that a person chose. `what` is the kind of thing, as in "VM"; returns the name unchanged. */
export function checkName(name: string, what: string, field = 'name'): Checked<string> {
  const because = whyBadName(name)
  if (because === undefined) return valid(name)
  return refused({
    code: 'invalid_input',
    field,
    message: `${JSON.stringify(shorten(name))} cannot be the name of ${what}: ${because}.`,
    hint: 'Use letters, digits, ".", "_" and "-", beginning with a letter or digit, at most 63 of them.',
  })
}

function whyBadName(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name.length > nameMaxLength) return `it has ${name.length} characters and ${nameMaxLength} are allowed`
  if (!pattern.test(name)) return 'it has characters that are not allowed, or begins with one'
  if (name.endsWith('.')) return 'it ends with "."'
  return undefined
}

/** A guest's host name made from a VM's name: RFC 1123 has no `_`, and a dot would make it a domain. */
export function toHostname(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'vm'
  )
}

/** Problems of a name that is already there. */
export function nameTaken(what: string, name: string, type: 'vm' | 'image'): Problem {
  return {
    code: 'already_exists',
    field: 'name',
    object: { type, name },
    message: `There is already ${what} named ${name}.`,
    hint: `Choose another name, or look at it with \`kiste ${type} show ${name}\`.`,
  }
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
