/** Runs a command, from this working directory, where another process of ours sees its file systems: see `withSmallDisk`. */
export function whereIs(pid: number): readonly string[] {
  const enter = ['nsenter', '-t', String(pid), '-U', '-m', '--preserve-credentials', '--']
  // Entering leaves the working directory behind.
  return [...enter, 'env', '-C', process.cwd(), '--']
}
