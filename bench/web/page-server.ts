// The process whose page bench/web/ looks at: everything but libvirt, on a fake host with so many VMs.
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { buildHouse } from '../../src/http/testing/house.ts'

const pageFolder = resolve(import.meta.dirname, '../../dist/web')
const house = await buildHouse({
  host: { seedData: Number(process.argv[2]), auto: true },
  http: { pageFolder },
})
const { vms } = house.live.inventory()
const uuids = vms.map(({ uuid }) => uuid)
// One that runs would keep the CPUs it was started with.
for (const { uuid, status } of vms) if (status.state !== 'stopped') house.host.outside.destroy(uuid)
await house.web.listen({ host: '127.0.0.1', port: 0 })

/** VMs, one after another, are given so many CPUs by somebody else. */
process.on('message', ({ changes, cpus }: { readonly changes: number; readonly cpus: number }) => {
  for (let index = 0; index < changes; index++)
    house.host.outside.edit(uuids[index % uuids.length] ?? '', 'cpus', cpus)
})
process.on('disconnect', () => void house.close())
const { port } = house.web.server.address() as AddressInfo
process.send?.({ port, secret: house.access.doors.setUpSecret() })
