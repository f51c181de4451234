import { exitCodes } from '../../contract/errors.ts'
import { answer } from '../answer.ts'
import { CliError, usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { exitCodeHelp } from '../exit-code-help.ts'
import { ownVersion } from '../version.ts'
import { hostWords } from '../host-words.ts'
import { words } from '../words.ts'

export async function showTopic(ctx: Context, topic: string | undefined): Promise<void> {
  if (topic !== 'exit-codes') {
    const { message, hint } = words.usage.noTopic(topic ?? '')
    throw usageError(message, { hint })
  }
  for (const line of exitCodeHelp()) ctx.out.line(line)
}

/** The version of this command, and of the daemon if one answers; none answering is no error here. */
export async function showVersion(ctx: Context): Promise<void> {
  const version = await ownVersion()
  const daemon = await daemonVersion(ctx)
  answer(ctx, { version, daemon: daemon ?? null }, () => {
    ctx.out.line(`kiste ${version}`)
    if (!daemon) ctx.out.line(hostWords.version.noDaemon(ctx.client.socketPath))
    else ctx.out.line(hostWords.version.daemon(daemon.version, daemon.pid, daemon.fake))
    if (daemon && daemon.version !== version) ctx.err.line(hostWords.version.differ)
  })
}

async function daemonVersion(ctx: Context) {
  try {
    return await ctx.client.call('health', {}, { timeoutMs: 5_000 })
  } catch (error) {
    if (error instanceof CliError && error.exitCode === exitCodes.unreachable) return undefined
    throw error
  }
}
