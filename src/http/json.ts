import type { Inventory } from '../live/live.ts'

const kept = new WeakMap<object, Buffer>()
const inventories = new WeakMap<Inventory, Buffer>()

/** JSON, in UTF-8, of a value that never changes once made, such as an observed fact: written once, kept while the value lives. */
function jsonOnce(value: object): Buffer {
  const known = kept.get(value)
  if (known !== undefined) return known
  const made = Buffer.from(JSON.stringify(value))
  kept.set(value, made)
  return made
}

const [opening, closing, comma] = [Buffer.from('['), Buffer.from(']'), Buffer.from(',')]

function listParts(items: readonly object[]): Buffer[] {
  return [
    opening,
    ...items.flatMap((item, i) => (i === 0 ? [jsonOnce(item)] : [comma, jsonOnce(item)])),
    closing,
  ]
}

/** A JSON array of such values. */
export function jsonList(items: readonly object[]): Buffer {
  return Buffer.concat(listParts(items))
}

/**
 * The inventory as JSON in UTF-8. With 1,000 VMs it is 0.6 MB and asked for at every page load, while a change touches one VM:
 * so each part keeps its own bytes, which are ten times as fast to join as `JSON.stringify` is to write them, and the whole is
 * kept until its sequence number moves.
 */
export function inventoryJson(inventory: Inventory): Buffer {
  const known = inventories.get(inventory)
  if (known !== undefined) return known
  const { seq, host, vms, images, bin, jobs } = inventory
  const made = Buffer.concat([
    Buffer.from(`{"seq":${seq},"host":`),
    jsonOnce(host),
    Buffer.from(',"vms":'),
    ...listParts(vms),
    Buffer.from(',"images":'),
    ...listParts(images),
    Buffer.from(',"bin":'),
    ...listParts(bin),
    Buffer.from(',"jobs":'),
    ...listParts(jobs),
    Buffer.from('}'),
  ])
  inventories.set(inventory, made)
  return made
}
