import type { PortForward } from '../../domain/nic.ts'
import { usageError } from '../cli-error.ts'
import { change, wish } from '../change.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { readTextFile } from '../input-files.ts'
import { vmWords } from '../vm-words.ts'
import { words } from '../words.ts'

export interface CloneInput {
  readonly source: string
  readonly name: string
  readonly fromSnapshot?: string | undefined
  readonly full?: boolean | undefined
  readonly publish?: readonly PortForward[] | undefined
  readonly start?: boolean | undefined
}

export async function cloneVm(ctx: Context, input: CloneInput): Promise<number> {
  const { source, name } = input
  const body = given({
    name,
    fromSnapshot: input.fromSnapshot,
    how: input.full === true ? ('full' as const) : undefined,
    publish: input.publish && [...input.publish],
    start: input.start,
  })
  const next = input.start === true ? `kiste vm console ${name}` : `kiste vm start ${name}`
  return change(ctx, [
    wish(ctx, 'cloneVm', { params: { vm: source }, body }, () => [
      [vmWords.cloned(source, name)],
      [words.next(next)],
    ]),
  ])
}

export async function renameVm(
  ctx: Context,
  input: { readonly vm: string; readonly name: string },
): Promise<number> {
  const { vm, name } = input
  return change(ctx, [
    wish(ctx, 'renameVm', { params: { vm }, body: { name } }, () => [[vmWords.renamed(vm, name)]]),
  ])
}

export async function moveVm(
  ctx: Context,
  input: { readonly vm: string; readonly store?: string | undefined; readonly now?: boolean | undefined },
): Promise<number> {
  const { vm, store } = input
  if (store === undefined) {
    const { message, hint } = words.usage.noStore
    throw usageError(message, { hint })
  }
  const body = given({ store, now: input.now })
  return change(ctx, [
    wish(ctx, 'moveVm', { params: { vm }, body }, () => [
      [vmWords.moved(vm, store)],
      [words.next(`kiste vm start ${vm}`)],
    ]),
  ])
}

export interface SetInput {
  readonly vm: string
  readonly cpus?: number | undefined
  readonly memory?: number | undefined
  readonly autostart?: boolean | undefined
  /** False for none. */
  readonly notes?: string | false | undefined
  readonly notesFile?: string | undefined
}

export async function setVm(ctx: Context, input: SetInput): Promise<number> {
  const { vm, cpus, memory, autostart } = input
  const body = given({ cpus, memoryMiB: memory, autostart, notes: await notesIn(ctx, input) })
  if (Object.keys(body).length === 0) {
    const { message, hint } = words.usage.nothingToSet
    throw usageError(message, { hint })
  }
  return change(ctx, [
    wish(ctx, 'setVm', { params: { vm }, body }, async () => {
      const now = await ctx.client.call('getVm', { params: { vm } })
      const waits = now.status.state === 'running' && now.status.pending !== undefined
      return waits
        ? [[vmWords.setAtNextStart(now.name)], [words.next(`kiste vm restart ${now.name}`)]]
        : [[vmWords.set(now.name)]]
    }),
  ])
}

async function notesIn(ctx: Context, { notes, notesFile }: SetInput): Promise<string | undefined> {
  if (notesFile === undefined) return notes === false ? '' : notes
  if (notes === undefined) return readTextFile('--notes-file', notesFile, ctx.io.stdin)
  const { message, hint } = words.usage.exclusive('--notes', '--notes-file')
  throw usageError(message, { hint })
}
