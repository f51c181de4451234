import type { JobAnswer } from '../../contract/schemas/job.ts'
import { consistencies, type Consistency } from '../../domain/snapshot.ts'
import { change, wish } from '../change.ts'
import type { Context } from '../command.ts'
import { confirm, willAsk } from '../confirm.ts'
import { given } from '../given.ts'
import type { Text } from '../printer.ts'
import { snapshotWords } from '../snapshot-words.ts'
import { words } from '../words.ts'
import { goingBackBody, type GoingBackInput } from './going-back.ts'

export interface TakingInput {
  readonly note?: string | undefined
  readonly crash?: boolean | undefined
  readonly ram?: boolean | undefined
}

interface OneSnapshot {
  readonly vm: string
  readonly snapshot: string
}

export async function createSnapshot(
  ctx: Context,
  input: TakingInput & { readonly vms: readonly string[]; readonly name?: string | undefined },
): Promise<number> {
  const { name, note, crash, ram } = input
  const body = given({ vms: [...input.vms], name, note, crash, ram })
  return change(ctx, [wish(ctx, 'createSnapshot', { body }, toldTaken)])
}

/** What the job says it took, and of each VM how: a guest that could not be frozen is as after a power cut. */
export function toldTaken(job: JobAnswer): readonly (readonly Text[])[] {
  const { snapshot, vms } = readTaken(job)
  const [first] = vms
  return [
    [
      snapshotWords.taken(
        snapshot,
        vms.map(({ vm }) => vm),
      ),
    ],
    ...vms.map(({ vm, consistency }) => [snapshotWords.found(vm, consistency)]),
    ...(first ? [[words.next(`kiste snapshot list ${first.vm}`)]] : []),
  ]
}

interface Taken {
  readonly snapshot: string
  readonly vms: readonly { readonly vm: string; readonly consistency: Consistency }[]
}

/** A job's result is open JSON; what is not as it should be is left out. */
function readTaken(job: JobAnswer): Taken {
  const result = (job.state === 'done' ? job.result : undefined) as Partial<Taken> | undefined
  const vms = Array.isArray(result?.vms) ? result.vms : []
  return {
    snapshot: textOr(job.object.name, result?.snapshot),
    vms: vms.filter(({ vm, consistency }) => typeof vm === 'string' && consistencies.includes(consistency)),
  }
}

export async function rollback(
  ctx: Context,
  input: OneSnapshot & GoingBackInput & { readonly branch?: string | undefined },
): Promise<number> {
  const { vm, snapshot, branch } = input
  const body = given({ branch, ...goingBackBody(input) })
  return change(ctx, [
    wish(ctx, 'goBack', { params: { vm, snapshot }, body }, (job) => {
      const { name, to, left } = readMove(job)
      return [[snapshotWords.wentBack(name, snapshot, to)], [snapshotWords.left(name, left)]]
    }),
  ])
}

/** Where a VM went and what it left, from the result of its job. */
export function readMove(job: JobAnswer): {
  readonly name: string
  readonly to: string
  readonly left: string
} {
  const result = (job.state === 'done' ? job.result : undefined) as Record<string, unknown> | undefined
  return {
    name: job.object.name,
    to: textOr('', result?.['branch']),
    left: textOr('', result?.['left']),
  }
}

function textOr(otherwise: string, value: unknown): string {
  return typeof value === 'string' ? value : otherwise
}

export async function removeSnapshots(
  ctx: Context,
  { vm, snapshots }: { readonly vm: string; readonly snapshots: readonly string[] },
): Promise<number> {
  const wishes = snapshots.map((snapshot) =>
    wish(ctx, 'removeSnapshot', { params: { vm, snapshot } }, () => [[snapshotWords.removed(snapshot, vm)]]),
  )
  const lines = [snapshotWords.confirm.snapshots(vm, snapshots)]
  // What cannot be done is said now, not after the yes.
  if (willAsk(ctx))
    for (const [index, one] of wishes.entries())
      lines.push(...(await one.preview()).notes.map((note) => `  ${snapshots[index] ?? ''}: ${note}`))
  if (!(await confirm(ctx, `kiste snapshot remove ${vm} ${snapshots.join(' ')}`, lines))) return 1
  return change(ctx, wishes, { many: snapshots.length > 1 })
}

interface HoldInput extends OneSnapshot {
  readonly hold: string
}

export async function holdSnapshot(ctx: Context, { vm, snapshot, hold }: HoldInput): Promise<number> {
  return change(ctx, [
    wish(ctx, 'holdSnapshot', { params: { vm, snapshot }, body: { hold } }, () => [
      [snapshotWords.held(snapshot, vm, hold)],
    ]),
  ])
}

export async function releaseSnapshot(ctx: Context, { vm, snapshot, hold }: HoldInput): Promise<number> {
  return change(ctx, [
    wish(ctx, 'releaseSnapshot', { params: { vm, snapshot }, body: { hold } }, () => [
      [snapshotWords.released(snapshot, vm)],
    ]),
  ])
}
