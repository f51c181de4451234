import type { VmDetails } from '../../contract/schemas/vm.ts'
import { diskName, type DiskKind } from '../../domain/disk.ts'
import { formatBytes } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import { change, wish } from '../change.ts'
import { usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { confirm, willAsk } from '../confirm.ts'
import { diskWords } from '../disk-words.ts'
import { given } from '../given.ts'
import { printTable } from '../table.ts'
import { words } from '../words.ts'

export async function listDisks(ctx: Context, vm: string): Promise<void> {
  const shown = await ctx.client.call('getVm', { params: { vm } })
  const titles = diskWords.columns
  answer(
    ctx,
    shown.disks.map((disk) => ({ name: diskName(disk.source), ...disk, ...sizeOf(shown, disk.target) })),
    (disks) => {
      printTable(
        ctx.out,
        [
          { title: titles.name, cell: (disk) => disk.name },
          { title: titles.target, cell: (disk) => disk.target },
          { title: titles.kind, cell: (disk) => diskWords.kind[disk.device] },
          { title: titles.size, align: 'right', cell: (disk) => bytes(disk.virtualSizeBytes) },
          { title: titles.used, align: 'right', cell: (disk) => bytes(disk.allocatedBytes) },
          { title: titles.path, cell: (disk) => disk.source?.path ?? '' },
        ],
        disks,
      )
    },
  )
}

const bytes = (count: number | undefined) => (count === undefined ? '' : formatBytes(count))

function sizeOf({ diskSizes }: VmDetails, target: string): Partial<VmDetails['diskSizes'][number]> {
  return diskSizes.find((size) => size.target === target) ?? {}
}

export async function addDisk(
  ctx: Context,
  input: {
    readonly vm: string
    readonly name: string
    readonly size?: number | undefined
    readonly thick?: boolean | undefined
    readonly kind?: DiskKind | undefined
  },
): Promise<number> {
  const { vm, name, size, thick, kind } = input
  const body = given({ name, sizeBytes: needed(size), thick, kind })
  return change(ctx, [
    wish(ctx, 'addDisk', { params: { vm }, body }, () => [
      [diskWords.added(vm, name)],
      [words.next(`kiste disk list ${vm}`)],
    ]),
  ])
}

export async function growDisk(
  ctx: Context,
  { vm, disk, size }: { readonly vm: string; readonly disk: string; readonly size?: number | undefined },
): Promise<number> {
  const sizeBytes = needed(size)
  return change(ctx, [
    wish(ctx, 'growDisk', { params: { vm, disk }, body: { sizeBytes } }, () => [
      [diskWords.grown(vm, disk, formatBytes(sizeBytes))],
    ]),
  ])
}

export async function removeDisk(
  ctx: Context,
  { vm, disk, now }: { readonly vm: string; readonly disk: string; readonly now?: boolean | undefined },
): Promise<number> {
  const query = given({ now: now || undefined })
  const lines = [now === true ? diskWords.removeForGood(vm, disk) : diskWords.remove(vm, disk)]
  if (willAsk(ctx)) {
    // What cannot be done is said now, not after the yes.
    const plan = await ctx.client.preview('removeDisk', { params: { vm, disk }, query })
    lines.push(...plan.notes.map((note) => `  ${note}`))
  }
  if (!(await confirm(ctx, `kiste disk remove ${vm} ${disk}`, lines))) return 1
  return change(ctx, [
    wish(ctx, 'removeDisk', { params: { vm, disk }, query }, (job) => {
      const snapshot = snapshotIn(job)
      return [
        [diskWords.removed(vm, disk)],
        ...(snapshot === undefined ? [] : [[words.next(`kiste snapshot rollback ${vm} ${snapshot}`)]]),
      ]
    }),
  ])
}

/** A job's result is open JSON. */
function snapshotIn(job: { readonly state: string; readonly result?: unknown }): string | undefined {
  const { result } = job
  if (typeof result !== 'object' || result === null || !('snapshot' in result)) return undefined
  return typeof result.snapshot === 'string' ? result.snapshot : undefined
}

function needed(size: number | undefined): number {
  if (size !== undefined) return size
  const { message, hint } = diskWords.noSize
  throw usageError(message, { hint })
}
