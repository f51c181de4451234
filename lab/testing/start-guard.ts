import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'

/** Sees to it that these machines, which may not be there yet, do not outlive this process. */
export function startGuard(names: readonly string[]): void {
  const script = join(import.meta.dirname, 'guard.ts')
  const guard = spawn(process.execPath, ['--import', 'tsx', script, ...names], {
    cwd: dirname(dirname(import.meta.dirname)),
    stdio: ['pipe', 'ignore', 'ignore'],
    // In a session of its own, so that a terminal's Ctrl-C does not end it as well.
    detached: true,
  })
  guard.unref()
}
