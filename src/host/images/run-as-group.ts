import { CommandError, type CommandResult, type RunOptions, type Runner } from '../exec.ts'

/**
 * Runs a command that waits for what it started, as mmdebstrap does: told to end, it alone would wait for its children to do all
 * their work. So each of them is told, with SIGTERM and after 4 s with SIGKILL.
 */
export async function runAsGroup(
  runner: Runner,
  argv: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  try {
    // Without a time, all that coreutils' timeout does is to make a process group and to hand on signals to it. It has to be
    // quicker than the runner, who would kill it alone.
    return await runner.run(['timeout', '--kill-after=4', '0', ...argv], options)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    // Its exit code for a command that is not there.
    const isMissing = error.end.why === 'exit' && error.end.code === 127
    throw new CommandError(
      argv,
      isMissing ? { why: 'missing' } : error.end,
      error.stdout,
      error.stderr,
      error,
    )
  }
}
