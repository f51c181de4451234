import type { CommandResult, Runner, RunOptions } from '../exec.ts'

/**
 * Runs a command that enters a user namespace. There we are a stranger to our own folders: in a working directory that is private, as
 * a home often is, mmdebstrap's hooks cannot find their way back and fail with a message about something else. So it stands in `/`,
 * and every path in `argv` is absolute. What it starts ends with it.
 */
export function runInNamespace(
  runner: Runner,
  argv: readonly string[],
  options: Omit<RunOptions, 'cwd'> = {},
): Promise<CommandResult> {
  // mmdebstrap, told alone to end, would wait for its children to do all their work.
  return runner.run(argv, { ...options, cwd: '/', endsChildren: true })
}
