import { describe, expect, it } from 'vitest'
import type { DiskDefinition } from '../../domain/disk.ts'
import { MiB } from '../../domain/size.ts'
import { agentAnswers } from './guest-contract.ts'
import { problem, vmsFor, type GuestAbilities, type HostUnderTest, type MadeVm } from './host-under-test.ts'

/** What holds for disks that VMs get and give up, on every host. */
export function diskContract(on: () => HostUnderTest, abilities: GuestAbilities): void {
  const { make, started, vms } = vmsFor(on)
  const store = () => on().host.stores.get('local')
  const sizeBytes = 32 * MiB

  async function dataDisk({ name }: MadeVm): Promise<DiskDefinition> {
    await store().createDisk(name, { name: 'data', sizeBytes, from: { type: 'blank' } })
    return {
      name: 'data',
      target: 'vdd',
      device: 'disk',
      ...store().place(name).disk('data', 'file'),
      readOnly: false,
    }
  }
  const targets = async ({ uuid }: MadeVm) =>
    vms()
      .describe(await vms().definition(uuid))
      .disks.map(({ target }) => target)

  describe('disks', () => {
    it('of a VM that is off come and go with its definition, each once', async () => {
      const vm = await make('disks')
      const disk = await dataDisk(vm)
      const { unknownPart } = on()
      await vms().defineFrom(unknownPart.add(await vms().definition(vm.uuid)), {})
      for (let time = 0; time < 2; time += 1) await vms().attachDisk(vm.uuid, disk)
      expect(await targets(vm)).toEqual(['vda', 'vdd'])
      expect((await vm.facts()).disks[1]).toMatchObject({
        device: 'disk',
        source: disk.source,
        format: disk.format,
      })
      expect(unknownPart.isIn(await vms().definition(vm.uuid))).toBe(true)
      await vms().start(vm.uuid)
      await vms().powerOff(vm.uuid)
      for (let time = 0; time < 2; time += 1) await vms().detachDisk(vm.uuid, disk.source.path)
      expect(await targets(vm)).toEqual(['vda'])
      await store().removeDisk(vm.name, 'data')
    })

    it('of a VM that is not there are refused', async () => {
      const uuid = '00000000-0000-4000-8000-0000000000ff'
      const vm = await make('disks-none')
      const none = problem('not_found')
      await expect(vms().attachDisk(uuid, await dataDisk(vm))).rejects.toMatchObject(none)
      await expect(vms().detachDisk(uuid, '/x')).rejects.toMatchObject(none)
      await expect(vms().resizeDisk(uuid, '/x', 1)).rejects.toMatchObject(none)
    })

    it('of a VM that runs are given at once, and are there at its next start', async () => {
      const vm = await started('disks-live')
      const disk = await dataDisk(vm)
      for (let time = 0; time < 2; time += 1) await vms().attachDisk(vm.uuid, disk)
      await expect(store().removeDisk(vm.name, 'data')).rejects.toMatchObject(problem('in_use'))
      expect(await targets(vm)).toEqual(['vda', 'vdd'])
      await vms().powerOff(vm.uuid)
      await vms().start(vm.uuid)
      await expect(store().removeDisk(vm.name, 'data')).rejects.toMatchObject(problem('in_use'))
    })

    it('of a VM that runs grow in its hands, and never shrink', async () => {
      const vm = await started('disks-grow')
      const { path } = store().place(vm.name).disk('root', 'file').source
      const before = (await store().diskSize(vm.name, 'root'))?.virtualSizeBytes ?? 0
      for (let time = 0; time < 2; time += 1) await vms().resizeDisk(vm.uuid, path, before + 16 * MiB)
      expect((await store().diskSize(vm.name, 'root'))?.virtualSizeBytes).toBe(before + 16 * MiB)
      await expect(vms().resizeDisk(vm.uuid, path, before)).rejects.toMatchObject(problem('invalid_input'))
      await vms().powerOff(vm.uuid)
      // Nobody is there to be told.
      await vms().resizeDisk(vm.uuid, path, before + 64 * MiB)
      expect((await store().diskSize(vm.name, 'root'))?.virtualSizeBytes).toBe(before + 16 * MiB)
    })

    it.runIf(abilities.agent)('are let go by a guest that runs', async () => {
      const vm = await started('disks-guest', { guest: true })
      await agentAnswers(on(), vm)
      const before = await targets(vm)
      const disk = await dataDisk(vm)
      await vms().attachDisk(vm.uuid, disk)
      for (let time = 0; time < 2; time += 1) await vms().detachDisk(vm.uuid, disk.source.path)
      expect(await targets(vm)).toEqual(before)
      await store().removeDisk(vm.name, 'data')
      expect(await store().diskSize(vm.name, 'data')).toBeUndefined()
    })

    it('of a VM that is held are not let go', async () => {
      const vm = await started('disks-held')
      const disk = await dataDisk(vm)
      await vms().attachDisk(vm.uuid, disk)
      await vms().pause(vm.uuid)
      await expect(vms().detachDisk(vm.uuid, disk.source.path)).rejects.toMatchObject(problem('wrong_state'))
      expect(await targets(vm)).toEqual(['vda', 'vdd'])
    })
  })
}
