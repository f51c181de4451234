import { change, wish } from '../change.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { snapshotWords } from '../snapshot-words.ts'
import { goingBackBody, type GoingBackInput } from './going-back.ts'
import { readMove, toldTaken, type TakingInput } from './snapshot.ts'

export async function startTry(
  ctx: Context,
  { vm, note, crash, ram }: TakingInput & { readonly vm: string },
): Promise<number> {
  const body = given({ note, crash, ram })
  return change(ctx, [
    wish(ctx, 'startTry', { params: { vm }, body }, (job) => [
      ...toldTaken(job).slice(0, -1),
      [snapshotWords.trying(vm)],
      [snapshotWords.tryEnds(vm)],
    ]),
  ])
}

export async function keepTry(ctx: Context, vm: string): Promise<number> {
  return change(ctx, [wish(ctx, 'keepTry', { params: { vm }, body: {} }, () => [[snapshotWords.kept(vm)]])])
}

export async function discardTry(
  ctx: Context,
  input: GoingBackInput & { readonly vm: string; readonly branch?: string | undefined },
): Promise<number> {
  const { vm, branch } = input
  const body = given({ branch, ...goingBackBody(input) })
  return change(ctx, [
    wish(ctx, 'discardTry', { params: { vm }, body }, (job) => {
      const { name, left } = readMove(job)
      return [[snapshotWords.discarded(name)], [snapshotWords.tried(name, left)]]
    }),
  ])
}
