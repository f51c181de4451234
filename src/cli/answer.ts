import type { Context } from './command.ts'
import { jsonText } from './printer.ts'

/** Prints what a query found: as JSON, or as `forPeople` does. */
export function answer<T>(ctx: Context, value: T, forPeople: (value: T) => void): void {
  if (ctx.json) ctx.out.raw(`${jsonText(value, 2)}\n`)
  else forPeople(value)
}
