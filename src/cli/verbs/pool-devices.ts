import { change, wish } from '../change.ts'
import { usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { given } from '../given.ts'
import { poolWords } from '../pool-words.ts'
import type { VdevWish } from '../read-vdev.ts'
import { words } from '../words.ts'
import { planFirst } from './pool-changes.ts'

interface OfPool {
  readonly pool: string
}

type WithNew = OfPool & { readonly new: string; readonly erase?: boolean | undefined }

export async function replaceDrive(ctx: Context, input: WithNew & { readonly old: string }): Promise<number> {
  const { pool, old, erase } = input
  const body = given({ old, new: input.new, erase })
  const wanted = wish(ctx, 'replaceInPool', { params: { pool }, body }, (job) => [
    [poolWords.done.did(job.title)],
    [words.next(`kiste pool doctor ${pool}`)],
  ])
  return planFirst(ctx, wanted, { line: `kiste pool replace ${pool}`, pool, always: false })
}

export async function attachDrive(ctx: Context, input: WithNew & { readonly to: string }): Promise<number> {
  const { pool, to, erase } = input
  const wanted = wish(ctx, 'attachToPool', { params: { pool }, body: given({ to, new: input.new, erase }) })
  // A raidz that was expanded never gets smaller again.
  return planFirst(ctx, wanted, {
    line: `kiste pool attach ${pool}`,
    pool,
    always: /^(raidz|draid)/.test(to),
  })
}

export async function offlineDrive(
  ctx: Context,
  { pool, device, temporary }: OfPool & { readonly device: string; readonly temporary?: boolean | undefined },
): Promise<number> {
  return change(ctx, [wish(ctx, 'offlineInPool', { params: { pool }, body: given({ device, temporary }) })])
}

export async function onlineDrive(
  ctx: Context,
  { pool, device }: OfPool & { readonly device: string },
): Promise<number> {
  return change(ctx, [wish(ctx, 'onlineInPool', { params: { pool }, body: { device } })])
}

export async function detachDrive(
  ctx: Context,
  input: OfPool & { readonly device: string; readonly acceptNoRedundancy?: boolean | undefined },
): Promise<number> {
  const { pool, device, acceptNoRedundancy } = input
  const wanted = wish(ctx, 'detachFromPool', {
    params: { pool },
    body: given({ device, acceptNoRedundancy }),
  })
  return planFirst(ctx, wanted, { line: `kiste pool detach ${pool} ${device}`, pool, always: true })
}

export async function addVdevs(
  ctx: Context,
  input: OfPool & {
    readonly vdevs?: readonly VdevWish[] | undefined
    readonly erase?: boolean | undefined
    readonly acceptWaste?: boolean | undefined
  },
): Promise<number> {
  const { pool, vdevs = [], erase, acceptWaste } = input
  const body = given({ groups: [...vdevs], erase, acceptWaste })
  const wanted = wish(ctx, 'addToPool', { params: { pool }, body })
  return planFirst(ctx, wanted, { line: `kiste pool add ${pool}`, pool, always: true })
}

export async function removeVdev(
  ctx: Context,
  input: OfPool & { readonly vdev?: string | undefined; readonly stop?: boolean | undefined },
): Promise<number> {
  const { pool, vdev, stop } = input
  if ((vdev === undefined) !== (stop === true)) {
    const { message, hint } = poolWords.vdevOrStop(pool)
    throw usageError(message, { hint })
  }
  if (vdev === undefined) return change(ctx, [wish(ctx, 'stopRemoval', { params: { pool }, body: {} })])
  const wanted = wish(ctx, 'removeFromPool', { params: { pool }, body: { vdev } })
  return planFirst(ctx, wanted, { line: `kiste pool remove ${pool} ${vdev}`, pool, always: true })
}

export async function splitPool(
  ctx: Context,
  input: OfPool & { readonly name: string; readonly acceptNoRedundancy?: boolean | undefined },
): Promise<number> {
  const { pool, name, acceptNoRedundancy } = input
  const wanted = wish(ctx, 'splitPool', { params: { pool }, body: given({ name, acceptNoRedundancy }) })
  return planFirst(ctx, wanted, { line: `kiste pool split ${pool} ${name}`, pool, always: true })
}
