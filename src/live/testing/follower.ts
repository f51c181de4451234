import type { Image } from '../../domain/image.ts'
import type { Job } from '../../domain/job.ts'
import type { VmFacts } from '../../domain/vm.ts'
import type { Inventory, Live, LiveEvent } from '../live.ts'

/** One who read the inventory once and applies events to it, as the page does; written apart from live's own code. */
export interface Follower {
  /** What it believes, sorted by key, without the number. */
  belief(): Omit<Inventory, 'seq'>
  readonly events: readonly LiveEvent[]
  /** Breaks off; `follow` then goes on from the last number seen. */
  leave(): void
  follow(): void
}

export function makeFollower(live: Live): Follower {
  const vms = new Map<string, VmFacts>()
  const images = new Map<string, Image>()
  const jobs = new Map<string, Job>()
  const events: LiveEvent[] = []
  let rest: Pick<Inventory, 'host' | 'bin'>
  let seq = 0
  let stop: (() => void) | undefined

  const read = () => {
    // Through JSON, as it would come over the wire.
    const inventory = JSON.parse(JSON.stringify(live.inventory())) as Inventory
    for (const map of [vms, images, jobs]) map.clear()
    for (const vm of inventory.vms) vms.set(vm.uuid, vm)
    for (const image of inventory.images) images.set(image.id, image)
    for (const job of inventory.jobs) jobs.set(job.id, job)
    rest = { host: inventory.host, bin: inventory.bin }
    seq = inventory.seq
  }
  const apply = (event: LiveEvent) => {
    events.push(event)
    if (event.type !== 'reset' && event.seq !== seq + 1) throw new Error(`${event.seq} came after ${seq}`)
    seq = event.seq
    switch (event.type) {
      case 'vm':
        vms.set(event.vm.uuid, event.vm)
        return
      case 'vm-gone':
        vms.delete(event.uuid)
        return
      case 'image':
        images.set(event.image.id, event.image)
        return
      case 'image-gone':
        images.delete(event.id)
        return
      case 'bin':
        rest = { ...rest, bin: event.bin }
        return
      case 'job':
        jobs.set(event.job.id, event.job)
        return
      case 'host':
        rest = { ...rest, host: event.host }
        return
      case 'history':
      case 'pool':
      case 'certificate':
        // Nothing of it is in the inventory.
        return
      case 'reset':
        read()
        return
    }
  }
  const follow = () => {
    stop?.()
    stop = live.follow(seq, (event) => apply(JSON.parse(JSON.stringify(event)) as LiveEvent))
  }
  read()
  follow()
  return {
    events,
    leave: () => stop?.(),
    follow,
    belief: () => ({
      ...rest,
      vms: byKey(vms),
      images: byKey(images),
      jobs: byKey(jobs),
    }),
  }
}

function byKey<Item>(map: ReadonlyMap<string, Item>): Item[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
}
