import { usageError } from '../cli-error.ts'
import { completionScripts } from '../completion-scripts.ts'
import type { Context } from '../command.ts'
import { words } from '../words.ts'

export async function printScript(ctx: Context, shell: string): Promise<void> {
  const script = completionScripts.get(shell)
  if (script === undefined) {
    const { message, hint } = words.usage.unknownShell(shell, [...completionScripts.keys()])
    throw usageError(message, { hint })
  }
  ctx.out.raw(script)
}
