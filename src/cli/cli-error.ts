import { errorRules, exitCodes, type ExitCode } from '../contract/errors.ts'
import type { Problem } from '../domain/problem.ts'

/** What ends the CLI with something else than 0: all problems, and the exit code that follows from the first. */
export class CliError extends Error {
  readonly problems: readonly [Problem, ...Problem[]]
  readonly exitCode: ExitCode
  /** Finds the request in the daemon's log. */
  readonly requestId: string | undefined

  constructor(
    problems: readonly [Problem, ...Problem[]],
    options: {
      readonly exitCode?: ExitCode | undefined
      readonly requestId?: string | undefined
      readonly cause?: unknown
    } = {},
  ) {
    super(
      problems.map((problem) => problem.message).join(' '),
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'CliError'
    this.problems = problems
    this.exitCode = options.exitCode ?? exitCodeOf(problems[0])
    this.requestId = options.requestId
  }
}

/** The exit code a problem stands for. A code this CLI does not know (a newer daemon's) is a failure. */
export function exitCodeOf(problem: Problem): ExitCode {
  const rule: { readonly exitCode: ExitCode } | undefined = errorRules[problem.code]
  return rule?.exitCode ?? exitCodes.failed
}

/** Something the person typed is wrong: exit code 2. `field` is the option or argument as typed. */
export function usageError(message: string, options: { field?: string; hint?: string } = {}): CliError {
  return new CliError([{ code: 'invalid_input', message, ...options }])
}
