import { refused, valid, type Checked } from '../domain/problem.ts'
import { MiB, parseSizeBytes } from '../domain/size.ts'

/** How option values are read: text in, value or a problem with its field out. Limits are the daemon's to check. */

export function readText(raw: string, field: string): Checked<string> {
  return raw === ''
    ? refused({
        code: 'invalid_input',
        field,
        message: `${field} is empty.`,
        hint: 'Leave it out, or give a value.',
      })
    : valid(raw)
}

export function readNumber(raw: string, field: string): Checked<number> {
  // `Number` alone takes "", "0x10" and "1e30" for numbers that nobody meant to type.
  if (/^-?\d{1,15}(\.\d{1,6})?$/.test(raw)) return valid(Number(raw))
  return refused({
    code: 'invalid_input',
    field,
    message: `${JSON.stringify(raw)} is not a number.`,
    hint: `Write ${field} with digits, such as 2.`,
  })
}

export function readBytes(raw: string, field: string): Checked<number> {
  return parseSizeBytes(raw, field)
}

export function readMiB(raw: string, field: string): Checked<number> {
  const bytes = parseSizeBytes(raw, field)
  return bytes.ok ? valid(bytes.value / MiB) : bytes
}
