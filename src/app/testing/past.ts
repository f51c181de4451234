import { GiB } from '../../domain/size.ts'
import type { FakeHost } from '../../host/fake/fake-host.ts'
import type { SnapshotHost } from '../../host/snapshot-host.ts'

/** What VMs of the demo house went through before a test begins. */

export function snapshotsOf(host: FakeHost): SnapshotHost {
  return host.stores.get('local').snapshots
}

export async function uuidOf(host: FakeHost, vm: string): Promise<string> {
  const found = (await host.vms.list()).find(({ name }) => name === vm)
  if (!found) throw new Error(`the demo house has no VM ${vm}`)
  return found.uuid
}

/** Snapshots, one after the other; with RAM if some lies in the place. */
export async function taken(host: FakeHost, vm: string, ...ids: string[]): Promise<void> {
  const uuid = await uuidOf(host, vm)
  const hasRam = (await host.outside.hands.readFile(snapshotsOf(host).ramPath(vm))) !== undefined
  const consistency = hasRam ? 'ram' : 'off'
  for (const id of ids)
    await snapshotsOf(host).create([{ vm, uuid, consistency }], {
      id,
      createdAt: '2026-11-20T20:00:00.000Z',
      by: 'user',
    })
}

/** Two lines: what is newer than s1 is on main, and the VM lives on main-2. */
export async function forked(host: FakeHost, vm: string): Promise<void> {
  await taken(host, vm, 's1', 's2')
  const leaving = { snapshot: 'left', at: '2026-11-21T20:00:00.000Z' }
  const to = { snapshot: 's1', branch: 'main-2', leaving }
  await snapshotsOf(host).goBack(vm, await uuidOf(host, vm), to)
}

/** Something is being tried. */
export async function tried(host: FakeHost, vm: string): Promise<void> {
  await taken(host, vm, 'try-1')
  await snapshotsOf(host).hold(vm, await uuidOf(host, vm), 'try-1', 'try')
}

/** A VM that is off gets another name, and runs under that: the fake misbehaves by name. */
export function renamed(from: string, to: string): (host: FakeHost) => Promise<void> {
  return async (host) => {
    const uuid = await uuidOf(host, from)
    const store = host.stores.get('local')
    await store.renamePlace(from, to, uuid)
    await host.vms.defineFrom(await host.vms.definition(uuid), {
      name: to,
      movePaths: [{ from: store.place(from).path, to: store.place(to).path }],
    })
    await store.writeDefinition(to, uuid, await host.vms.definition(uuid))
    await host.vms.start(uuid)
    await host.settle()
  }
}

/** As on a fresh host: the place of a VM that is off is there, and nobody knows it. */
export async function forgotten(host: FakeHost, name: string): Promise<void> {
  const uuid = await uuidOf(host, name)
  await host.stores.get('local').writeDefinition(name, uuid, await host.vms.definition(uuid))
  await host.vms.undefine(uuid)
}

/** The world, with snapshots of frozen guests taken for those of guests that were not. */
export function withoutFreezing(world: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(world).replaceAll('"consistency":"filesystem"', '"consistency":"crash"'))
}

/** The world without what was copied elsewhere: that stays, whatever becomes of the job that brought it. */
export function withoutCopies(world: Record<string, unknown>): Record<string, unknown> {
  const pools = Object.entries((world['pools'] ?? {}) as Record<string, object>)
  return {
    ...world,
    pools: Object.fromEntries(pools.map(([guid, pool]) => [guid, { ...pool, copies: undefined }])),
  }
}

/** A VM with a second disk `data`, at `vdb`. */
export async function withDisk(host: FakeHost, name: string): Promise<void> {
  const uuid = await uuidOf(host, name)
  const local = host.stores.get('local')
  await local.createDisk(name, { name: 'data', sizeBytes: GiB, from: { type: 'blank' } })
  await host.vms.attachDisk(uuid, {
    name: 'data',
    target: 'vdb',
    device: 'disk',
    ...local.place(name).disk('data', 'file'),
    readOnly: false,
  })
  await local.writeDefinition(name, uuid, await host.vms.definition(uuid))
}
