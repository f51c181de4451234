import type { Argument, Candidates, Option } from './command.ts'
import { refused, valid, type Checked } from '../domain/problem.ts'

/** An argument that must be given once. */
export function one(label: string, text: string, complete: Candidates = 'none'): Argument<'one'> {
  return { count: 'one', label, text, complete }
}

/** An argument that may be left out. */
export function optional(label: string, text: string, complete: Candidates = 'none'): Argument<'optional'> {
  return { count: 'optional', label, text, complete }
}

/** The last argument, given once or several times. */
export function many(label: string, text: string, complete: Candidates = 'none'): Argument<'many'> {
  return { count: 'many', label, text, complete }
}

/** The last argument, given as often as one likes or not at all. */
export function any(label: string, text: string, complete: Candidates = 'none'): Argument<'any'> {
  return { count: 'any', label, text, complete }
}

/** A flag that is on when given. */
export function flag(flags: string, text: string): Option<boolean> {
  return { ...names(flags), text, complete: 'none', repeats: false, read: () => valid(true) }
}

/** `--x` and `--no-x`: neither leaves it as it is. */
export function onOff(flags: string, text: string, noText: string): Option<boolean> {
  return {
    ...names(flags),
    text,
    noText,
    complete: 'none',
    repeats: false,
    read: (raw) => valid(raw === true),
  }
}

/** `--no-x`: false when given. */
export function not(flags: string, text: string): Option<boolean> {
  return { ...names(flags), text, complete: 'none', repeats: false, read: () => valid(false) }
}

type Read<Value> = (raw: string, field: string) => Checked<Value>

/** An option with a value: `--memory <size>`. */
export function value<Value>(
  flags: string,
  text: string,
  read: Read<Value>,
  complete: Candidates = 'none',
): Option<Value> {
  return { ...names(flags), text, complete, repeats: false, read: (raw, field) => read(String(raw), field) }
}

/** An option with a value that may be given several times. */
export function values<Value>(
  flags: string,
  text: string,
  read: Read<Value>,
  complete: Candidates = 'none',
): Option<readonly Value[]> {
  return {
    ...names(flags),
    text,
    complete,
    repeats: true,
    read: (raw, field) => {
      const checked = (typeof raw === 'object' ? raw : []).map((item) => read(item, field))
      const problems = checked.flatMap((item) => (item.ok ? [] : item.problems))
      if (problems.length > 0) return refused(...problems)
      return valid(checked.flatMap((item) => (item.ok ? [item.value] : [])))
    },
  }
}

/** `--x VALUE`, several times, or `--no-x` for none at all. */
export function valuesOrNone<Value>(
  flags: string,
  text: string,
  noText: string,
  read: Read<Value>,
  complete: Candidates = 'none',
): Option<readonly Value[]> {
  return { ...values(flags, text, read, complete), noText }
}

/** `--x VALUE`, or `--no-x`, which is false. */
export function valueOrNone<Value>(
  flags: string,
  text: string,
  noText: string,
  read: Read<Value>,
): Option<Value | false> {
  return {
    ...names(flags),
    text,
    noText,
    complete: 'none',
    repeats: false,
    read: (raw, field) => (raw === false ? valid(false) : read(String(raw), field)),
  }
}

/** An option whose value is one of a few words. */
export function choice<const Word extends string>(
  flags: string,
  text: string,
  choices: readonly Word[],
): Option<Word> {
  const read: Read<Word> = (raw, field) => {
    const found = choices.find((word) => word === raw)
    return found === undefined
      ? refused({
          code: 'invalid_input',
          field,
          message: `${JSON.stringify(raw)} is not possible for ${field}.`,
          hint: `Possible: ${choices.join(', ')}.`,
        })
      : valid(found)
  }
  return value(flags, text, read, choices)
}

/** Reads `-n, --name <label>`; only the long name is a must. */
function names(flags: string): Pick<Option, 'long' | 'short' | 'label'> {
  const match = /^(?:-(\w), )?--([\w-]+)(?: <(.+)>)?$/.exec(flags)
  if (!match?.[2]) throw new TypeError(`${flags} is not written like -n, --name <label>`)
  return { long: match[2], short: match[1], label: match[3] }
}
