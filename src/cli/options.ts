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

/** A flag that is on when given. */
export function flag(flags: string, text: string): Option<boolean> {
  return { flags: [flags], text, complete: 'none', repeats: false, read: (raw) => valid(raw === true) }
}

/** `--x` and `--no-x`: neither leaves it as it is. */
export function onOff(name: string, text: string, noText: string): Option<boolean> {
  return {
    flags: [`--${name}`, `--no-${name}`],
    text,
    noText,
    complete: 'none',
    repeats: false,
    read: (raw) => valid(raw === true),
  }
}

/** `--no-x`: true unless given. */
export function not(name: string, text: string): Option<boolean> {
  return {
    flags: [`--no-${name}`],
    text,
    complete: 'none',
    repeats: false,
    read: (raw) => valid(raw !== false),
  }
}

type Read<Value> = (raw: string, field: string) => Checked<Value>

/** An option with a value. */
export function value<Value>(
  flags: string,
  text: string,
  read: Read<Value>,
  complete: Candidates = 'none',
): Option<Value> {
  return { flags: [flags], text, complete, repeats: false, read: (raw, field) => read(String(raw), field) }
}

/** An option that may be given several times. */
export function values<Value>(
  flags: string,
  text: string,
  read: Read<Value>,
  complete: Candidates = 'none',
): Option<readonly Value[]> {
  return {
    flags: [flags],
    text: `${text} (may be given several times)`,
    complete,
    repeats: true,
    read: (raw, field) => {
      const checked = (Array.isArray(raw) ? raw : [raw]).map((item) => read(String(item), field))
      const problems = checked.flatMap((item) => (item.ok ? [] : item.problems))
      if (problems.length > 0) return refused(...problems)
      return valid(checked.flatMap((item) => (item.ok ? [item.value] : [])))
    },
  }
}

/** `--x VALUE`, several times, or `--no-x` for none at all. */
export function valuesOrNone<Value>(
  name: string,
  label: string,
  text: string,
  noneText: string,
  read: Read<Value>,
  complete: Candidates = 'none',
): Option<readonly Value[]> {
  const given = values(`--${name} <${label}>`, text, read, complete)
  return {
    ...given,
    flags: [...given.flags, `--no-${name}`],
    noText: noneText,
    read: (raw, field) => (raw === false ? valid([]) : given.read(raw, field)),
  }
}

/** An option whose value is one of a few words. */
export function choice<const Word extends string>(
  flags: string,
  text: string,
  choices: readonly Word[],
): Option<Word> {
  return value(
    flags,
    text,
    (raw, field) => {
      const found = choices.find((word) => word === raw)
      return found === undefined
        ? refused({
            code: 'invalid_input',
            field,
            message: `${JSON.stringify(raw)} is not possible for ${field}.`,
            hint: `Possible: ${choices.join(', ')}.`,
          })
        : valid(found)
    },
    choices,
  )
}
