import type { Inventory, LiveEvent } from './answers.ts'

/** Ended jobs are kept for the glance; the page of jobs reads older ones itself. */
const jobsKept = 200

/**
 * The inventory after one more change. An event that is older than it, or of a kind this page does not know yet, changes nothing.
 * `reset` is not for here: it says that changes are missing.
 */
export function applyEvent(inventory: Inventory, event: LiveEvent): Inventory {
  if (event.seq <= inventory.seq) return inventory
  const next = { ...inventory, seq: event.seq }
  switch (event.type) {
    case 'vm':
      return { ...next, vms: put(inventory.vms, event.vm, (vm) => vm.uuid, byName) }
    case 'vm-gone':
      return { ...next, vms: inventory.vms.filter(({ uuid }) => uuid !== event.uuid) }
    case 'image':
      return { ...next, images: put(inventory.images, event.image, (image) => image.id, byId) }
    case 'image-gone':
      return { ...next, images: inventory.images.filter(({ id }) => id !== event.id) }
    case 'bin':
      return { ...next, bin: event.bin }
    case 'host':
      return { ...next, host: event.host }
    case 'job':
      return {
        ...next,
        jobs: put(inventory.jobs, event.job, (job) => job.id, newestFirst).slice(0, jobsKept),
      }
    case 'history':
    case 'pool':
    case 'certificate':
    case 'reset':
      return next
    default:
      return next
  }
}

/** The list with this one in the place of the one with the same key; those that did not change stay the same objects. */
function put<T>(list: readonly T[], item: T, key: (item: T) => string, order: (a: T, b: T) => number): T[] {
  const id = key(item)
  const index = list.findIndex((other) => key(other) === id)
  const before = list[index]
  const changed = before === undefined ? [...list, item] : list.with(index, item)
  return before !== undefined && order(before, item) === 0 ? changed : changed.toSorted(order)
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return compare(a.name, b.name)
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return compare(a.id, b.id)
}

function newestFirst(a: { readonly createdAt: string }, b: { readonly createdAt: string }): number {
  return compare(b.createdAt, a.createdAt)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
