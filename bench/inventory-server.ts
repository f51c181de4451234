// The process that bench/inventory.ts measures: everything but libvirt, on a fake host with so many VMs.
import { buildHouse } from '../src/http/testing/house.ts'
import { listenOnSocket } from '../src/http/listen.ts'

const [path = '', count = ''] = process.argv.slice(2)
const house = await buildHouse({ host: { seedData: Number(count), auto: true } })
const uuids = house.live.inventory().vms.map(({ uuid }) => uuid)
await listenOnSocket(house.http, { path })

let changes = 0
process.on('message', () => {
  // Another VM each time, so that no change waits behind one before.
  const uuid = uuids[changes % uuids.length] ?? ''
  changes += 1
  house.host.outside.edit(uuid, 'cpus', 2 + changes)
  // CLOCK_MONOTONIC, which both processes share.
  process.send?.(process.hrtime.bigint().toString())
})
process.on('disconnect', () => void house.close())
process.send?.('ready')
