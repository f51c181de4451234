import { usageError } from './cli-error.ts'
import type { Context } from './command.ts'
import { words } from './words.ts'

/** Whether somebody is there to be asked, and has not said yes beforehand. */
export function willAsk(ctx: Context): boolean {
  return !ctx.yes && !ctx.dryRun && ctx.io.stdin.isTTY === true && ctx.err.isTerminal
}

/**
 * Asks on the terminal before something is destroyed; `lines` say what goes. True to go on. With `-y` or `--dry-run` it does not ask;
 * without a terminal it refuses (exit code 2), because a script that did not say yes did not mean it.
 * @param word What has to be typed instead of y, where much is lost.
 */
export async function confirm(
  ctx: Context,
  what: string,
  lines: readonly string[],
  word?: string,
): Promise<boolean> {
  if (ctx.yes || ctx.dryRun) return true
  if (!willAsk(ctx)) {
    const { message, hint } = words.usage.refuseToAsk(what)
    throw usageError(message, { hint })
  }
  for (const line of lines) ctx.err.line(line)
  const { createInterface } = await import('node:readline')
  const reader = createInterface({ input: ctx.io.stdin, output: ctx.io.stderr })
  try {
    const reply = await new Promise<string>((resolve) => {
      reader.question(word === undefined ? words.confirm.question : words.confirm.questionFor(word), resolve)
      reader.once('close', () => resolve(''))
    })
    const yes = word === undefined ? /^y(es)?$/i.test(reply.trim()) : reply.trim() === word
    if (!yes) ctx.err.line(words.confirm.declined)
    return yes
  } finally {
    reader.close()
  }
}
