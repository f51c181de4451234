import type { ExitCode } from '../contract/errors.ts'
import type { Problem } from '../domain/problem.ts'
import { messageOf } from '../domain/thrown.ts'
import { CliError } from './cli-error.ts'
import { jsonText, type Printer } from './printer.ts'
import { words } from './words.ts'

/** The option that fills a field of the contract: people know what they typed, not what was sent. */
const optionOfField: Readonly<Record<string, string>> = {
  name: 'NAME',
  id: '--id',
  image: '--image',
  cpus: '--cpus',
  memoryMiB: '--memory',
  diskBytes: '--disk',
  user: '--user',
  password: '--password-stdin',
  sshKeys: '--ssh-key',
  packages: '--package',
  userData: '--user-data',
  publish: '--publish',
  network: '--network',
  firmware: '--firmware',
  timeoutSeconds: '--timeout',
}

/** Says an error on stderr and gives the exit code it stands for. */
export function report(error: unknown, json: boolean, err: Printer): ExitCode {
  const known =
    error instanceof CliError
      ? error
      : new CliError([{ code: 'internal', message: messageOf(error) }], { cause: error })
  if (json) {
    err.raw(
      `${jsonText({ problems: known.problems, ...(known.requestId ? { requestId: known.requestId } : {}) })}\n`,
    )
    return known.exitCode
  }
  for (const problem of known.problems) sayProblem(problem, err)
  if (known.requestId && known.problems[0].code === 'internal') err.line(words.requestId(known.requestId))
  return known.exitCode
}

/** One problem: what, on which field, and what to do now. */
export function sayProblem(problem: Problem, err: Printer): void {
  const field = fieldLabel(problem)
  err.line({ style: 'red', text: 'Error:' }, ` ${field}${problem.message}`)
  if (!problem.hint) return
  err.line(`       ${/^kiste [a-z]/.test(problem.hint) ? words.tryCommand(problem.hint) : problem.hint}`)
}

function fieldLabel(problem: Problem): string {
  if (problem.field === undefined) return ''
  const top = /^[A-Za-z]+/.exec(problem.field)?.[0] ?? ''
  const label = optionOfField[top] ?? problem.field
  const said = problem.message.includes(label) || problem.message.includes(problem.field)
  return said ? '' : `${label}: `
}
