import { changesHistory } from '../domain/changes-history.ts'
import type { HostFacts } from '../domain/host-facts.ts'
import type { Image } from '../domain/image.ts'
import { isFinished, type Job } from '../domain/job.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { BinEntry } from '../host/store-host.ts'
import type { Inventory, LiveChange } from './live.ts'
import type { SeenPool } from './read-pools.ts'
import { same } from './same.ts'

/**
 * What was seen last. Each `see…` takes a fresh look and returns the changes it brought; what says the same as before keeps its
 * old object, so that whoever caches by object keeps its cache.
 */
export interface Board {
  seeVms(vms: readonly VmFacts[]): LiveChange[]
  /** One VM as it is now; undefined when it is gone. */
  seeVm(uuid: string, vm: VmFacts | undefined): LiveChange[]
  seeImages(images: readonly Image[]): LiveChange[]
  seeBin(bin: readonly BinEntry[]): LiveChange[]
  seeHost(host: HostFacts): LiveChange[]
  /** Pools are told of by name alone: whoever shows one reads it anew. */
  seePools(pools: readonly SeenPool[]): LiveChange[]
  seeJob(job: Job): LiveChange[]
  inventory(seq: number): Inventory
}

/** `keepEndedJobs`: how many ended jobs the inventory shows beside the open ones. */
export function makeBoard(firstHost: HostFacts, keepEndedJobs: number): Board {
  const vms = new Map<string, VmFacts>()
  const images = new Map<string, Image>()
  const jobs = new Map<string, Job>()
  let pools: ReadonlyMap<string, SeenPool> = new Map()
  let bin: readonly BinEntry[] = []
  let host = firstHost

  const seeVm = (uuid: string, vm: VmFacts | undefined): LiveChange[] => {
    const known = vms.get(uuid)
    if (vm === undefined) {
      if (known === undefined) return []
      vms.delete(uuid)
      return [{ type: 'vm-gone', uuid, name: known.name }]
    }
    if (known !== undefined && same(known, vm)) return []
    vms.set(uuid, vm)
    return [{ type: 'vm', vm }]
  }
  const forgetOldJobs = () => {
    // A job is set anew when it ends, so the map has ended jobs in the order they ended.
    const ended = [...jobs.values()].filter(isFinished)
    for (const job of ended.slice(0, -keepEndedJobs)) jobs.delete(job.id)
  }

  return {
    seeVm,
    seeVms: (seen) => {
      const there = new Set(seen.map((vm) => vm.uuid))
      const gone = [...vms.keys()].filter((uuid) => !there.has(uuid))
      // The gone first: a name may have moved from one VM to another.
      return [...gone.flatMap((uuid) => seeVm(uuid, undefined)), ...seen.flatMap((vm) => seeVm(vm.uuid, vm))]
    },
    seeImages: (seen) => {
      const there = new Set(seen.map((image) => image.id))
      const gone = [...images.keys()].filter((id) => !there.has(id))
      const changed = seen.filter((image) => !same(images.get(image.id), image))
      for (const id of gone) images.delete(id)
      for (const image of changed) images.set(image.id, image)
      return [
        ...gone.map((id) => ({ type: 'image-gone', id }) as const),
        ...changed.map((image) => ({ type: 'image', image }) as const),
      ]
    },
    seeBin: (seen) => {
      const sorted = seen.toSorted((a, b) => byText(b.deletedAt, a.deletedAt) || byText(a.id, b.id))
      if (same(bin, sorted)) return []
      bin = sorted
      return [{ type: 'bin', bin }]
    },
    seeHost: (seen) => {
      // Being up a minute longer is no news.
      if (same(host, { ...seen, uptimeSeconds: host.uptimeSeconds })) return []
      host = seen
      return [{ type: 'host', host }]
    },
    seePools: (seen) => {
      const before = pools
      pools = new Map(seen.map((pool) => [pool.name, pool]))
      const names = new Set([...before.keys(), ...pools.keys()])
      return [...names]
        .filter((name) => !same(before.get(name), pools.get(name)))
        .map((name) => ({ type: 'pool', pool: name }) as const)
    },
    seeJob: (job) => {
      if (same(jobs.get(job.id), job)) return []
      if (isFinished(job)) jobs.delete(job.id)
      jobs.set(job.id, job)
      forgetOldJobs()
      return [...changedHistories(job), ...changedPools(job), { type: 'job', job }]
    },
    inventory: (seq) => ({
      seq,
      host,
      vms: [...vms.values()].toSorted((a, b) => byText(a.name, b.name) || byText(a.uuid, b.uuid)),
      images: [...images.values()].toSorted((a, b) => byText(a.id, b.id)),
      bin,
      jobs: [...jobs.values()].toSorted((a, b) => byText(b.createdAt, a.createdAt) || byText(b.id, a.id)),
    }),
  }
}

/** The VMs whose history an ended job may have changed: those it had for itself. */
function changedHistories(job: Job): LiveChange[] {
  if (!isFinished(job) || !changesHistory(job.kind)) return []
  return job.locks.flatMap(({ name }) =>
    name.startsWith('vm:') ? [{ type: 'history', vm: name.slice('vm:'.length) } as const] : [],
  )
}

/** A job about a pool also changes what no look at it shows: whether its key is loaded, how it is set, the drives it no longer has. */
function changedPools(job: Job): LiveChange[] {
  return isFinished(job) && job.object.type === 'pool' ? [{ type: 'pool', pool: job.object.name }] : []
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
