import type { Inventory } from '../live/live.ts'

const texts = new WeakMap<object, string>()
const inventories = new WeakMap<Inventory, Buffer>()

/** JSON of a value that never changes once made, such as an observed fact: written once, kept while the value lives. */
export function jsonOnce(value: object): string {
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  texts.set(value, text)
  return text
}

/** A JSON array of such values. */
export function jsonList(items: readonly object[]): string {
  return `[${items.map(jsonOnce).join(',')}]`
}

/**
 * The inventory as JSON in UTF-8. With 1,000 VMs it is a megabyte and asked for at every page load, while a change touches one
 * VM: so each part keeps its own text, and the whole is kept until its sequence number moves.
 */
export function inventoryJson(inventory: Inventory): Buffer {
  const known = inventories.get(inventory)
  if (known !== undefined) return known
  const { seq, host, vms, images, bin, jobs } = inventory
  const parts = [
    `"seq":${seq}`,
    `"host":${jsonOnce(host)}`,
    `"vms":${jsonList(vms)}`,
    `"images":${jsonList(images)}`,
    `"bin":${jsonList(bin)}`,
    `"jobs":${jsonList(jobs)}`,
  ]
  const made = Buffer.from(`{${parts.join(',')}}`)
  inventories.set(inventory, made)
  return made
}
