import type { JobAnswer } from '../../contract/schemas/job.ts'
import { usageError } from '../cli-error.ts'
import { change, wish } from '../change.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import type { Text } from '../printer.ts'
import { vmWords } from '../vm-words.ts'
import { words } from '../words.ts'

type Run = 'pauseVm' | 'resumeVm'
type Stop = 'stopVm' | 'restartVm'

export async function startVms(
  ctx: Context,
  names: readonly string[],
  {
    shrinkArc,
    overcommit,
    whenUnlocked,
  }: {
    readonly shrinkArc?: boolean | undefined
    readonly overcommit?: boolean | undefined
    readonly whenUnlocked?: boolean | undefined
  },
): Promise<number> {
  if (shrinkArc === true && overcommit === true) {
    const { message, hint } = words.usage.exclusive('--shrink-arc', '--overcommit')
    throw usageError(message, { hint })
  }
  const memory = shrinkArc === true ? 'shrink-arc' : overcommit === true ? 'overcommit' : undefined
  const body = given({ memory, whenUnlocked } as const)
  const wishes = names.map((vm) => wish(ctx, 'startVm', { params: { vm }, body }, told('startVm')))
  return change(ctx, wishes, { many: names.length > 1 })
}

export async function runVms(ctx: Context, endpoint: Run, names: readonly string[]): Promise<number> {
  const wishes = names.map((vm) => wish(ctx, endpoint, { params: { vm } }, told(endpoint)))
  return change(ctx, wishes, { many: names.length > 1 })
}

export interface StopFlags {
  readonly timeout?: number | undefined
  readonly force?: boolean | undefined
  readonly forceAfter?: boolean | undefined
}

export async function stopVms(
  ctx: Context,
  endpoint: Stop,
  names: readonly string[],
  flags: StopFlags,
): Promise<number> {
  const { force, forceAfter } = flags
  if (force === true && forceAfter === true) {
    const { message, hint } = words.usage.exclusive('--force', '--force-after')
    throw usageError(message, { hint })
  }
  const how = force === true ? 'now' : forceAfter === true ? 'after-timeout' : undefined
  const body = given({ force: how, timeoutSeconds: flags.timeout } as const)
  const wishes = names.map((vm) => wish(ctx, endpoint, { params: { vm }, body }, told(endpoint)))
  return change(ctx, wishes, { many: names.length > 1 })
}

function told(endpoint: Run | Stop | 'startVm'): (job: JobAnswer) => readonly (readonly Text[])[] {
  return (job) => [[vmWords.ran[ranIn(job) ?? endpoint](job.object.name)]]
}

/** What was asked of a VM whose key is not loaded is another job than its name says. */
function ranIn({ kind }: JobAnswer): keyof typeof vmWords.ran | undefined {
  if (kind === 'vm.start-when-unlocked') return 'startWhenUnlocked'
  return kind === 'vm.stop-waiting' ? 'stopWaiting' : undefined
}
