import { describe, expect, it } from 'vitest'
import { bin, hosts, images, jobs, vms } from '../contract/testing/samples.ts'
import type { Inventory } from '../live/live.ts'
import { inventoryJson, jsonList } from './json.ts'

const [host] = hosts
if (host === undefined) throw new Error('the samples have a host')

describe('JSON that is kept in parts', () => {
  const cases: readonly (readonly [string, Inventory])[] = [
    ['nothing', { seq: 0, host, vms: [], images: [], bin: [], jobs: [] }],
    ['everything', { seq: 2 ** 50, host, vms, images, bin, jobs }],
    [
      'one of each',
      { seq: 7, host, vms: vms.slice(1, 2), images: images.slice(1, 2), bin, jobs: jobs.slice(1, 2) },
    ],
    [
      'names in any script',
      { seq: 8, host: { ...host, hostname: 'Küche 🧨 "\\\u2028' }, vms, images, bin, jobs },
    ],
  ]
  it.each(cases)('is what JSON.stringify writes: %s', (_title, inventory) => {
    expect(inventoryJson(inventory).toString()).toBe(JSON.stringify(inventory))
    expect(jsonList(inventory.vms).toString()).toBe(JSON.stringify(inventory.vms))
  })

  it('is joined anew when the inventory is another, and the same bytes while it is not', () => {
    const first: Inventory = { seq: 1, host, vms, images, bin, jobs }
    const second: Inventory = { ...first, seq: 2, vms: vms.slice(1) }
    expect(inventoryJson(first)).toBe(inventoryJson(first))
    expect(inventoryJson(second).toString()).toBe(JSON.stringify(second))
  })
})
