import { describe, expect, it } from 'vitest'
import { agentAnswers } from './guest-contract.ts'
import { problem, vmsFor, type HostUnderTest, type MadeVm } from './host-under-test.ts'
import { leaving, newSnapshot } from './snapshot-hands.ts'

/** What holds for snapshots of guests that run, on every host whose guests have an agent. */
export function liveContract(on: () => HostUnderTest): void {
  const { started, vms } = vmsFor(on)
  const guests = () => on().host.guests
  const snapshots = () => on().host.stores.get('local').snapshots
  const timeoutMs = 20_000

  const run = async ({ uuid }: MadeVm, ...argv: [string, ...string[]]) =>
    Buffer.from((await guests().exec(uuid, { argv, timeoutMs })).stdout)
      .toString()
      .trim()
  const write = (vm: MadeVm, path: string, text: string) =>
    run(vm, '/bin/sh', '-c', `echo ${text} > ${path}; sync`)
  const bootOf = (vm: MadeVm) => run(vm, '/bin/cat', '/proc/sys/kernel/random/boot_id')
  const goBack = (vm: MadeVm, snapshot: string, branch: string) =>
    snapshots().goBack(vm.name, vm.uuid, { snapshot, branch, leaving: leaving(`left-for-${branch}`) })

  describe('a guest that runs', () => {
    it('holds its file systems until it may go on', async () => {
      const vm = await started('freezing', { guest: true })
      await agentAnswers(on(), vm)
      expect((await guests().freeze(vm.uuid, timeoutMs)).fileSystems).toBeGreaterThan(0)
      await expect(run(vm, '/bin/true')).rejects.toMatchObject(problem('agent_failed'))
      await expect(guests().freeze(vm.uuid, timeoutMs)).rejects.toMatchObject(problem('agent_failed'))
      for (let time = 0; time < 2; time += 1) await guests().thaw(vm.uuid, timeoutMs)
      expect(await run(vm, '/bin/echo', 'on')).toBe('on')
      await vms().powerOff(vm.uuid)
      await expect(guests().freeze(vm.uuid, timeoutMs)).rejects.toMatchObject(problem('wrong_state'))
      await expect(guests().thaw(vm.uuid, timeoutMs)).rejects.toMatchObject(problem('wrong_state'))
    })

    it('cannot hold its file systems without an agent', async () => {
      const vm = await started('no-agent-yet')
      const none = problem('agent_unavailable')
      await expect(guests().freeze(vm.uuid, 1000)).rejects.toMatchObject(none)
      await expect(guests().thaw(vm.uuid, 1000)).rejects.toMatchObject(none)
    })

    it('is taken, goes on, is taken again, and goes back', async () => {
      const vm = await started('live', { guest: true })
      await agentAnswers(on(), vm)
      const boot = await bootOf(vm)
      const taken = { vm: vm.name, uuid: vm.uuid, consistency: 'crash' } as const
      for (const id of ['s1', 's2']) {
        await write(vm, '/data/text', id)
        await snapshots().create([taken], newSnapshot(id))
      }
      await write(vm, '/data/text', 'now')
      expect([await run(vm, '/bin/cat', '/data/text'), await bootOf(vm)]).toEqual(['now', boot])
      expect((await vms().get(vm.uuid))?.disks).toEqual(vms().describe(await vms().definition(vm.uuid)).disks)

      for (const [id, text] of [
        ['s1', 's1'],
        ['left-for-s1', 'now'],
      ] as const) {
        await vms().powerOff(vm.uuid)
        await goBack(vm, id, id)
        await vms().start(vm.uuid)
        await agentAnswers(on(), vm)
        expect(await run(vm, '/bin/cat', '/data/text'), `back at ${id}`).toBe(text)
        await write(vm, '/data/text', `after ${id}`)
      }
    })

    it('goes on from its RAM, also after it was taken while it ran', async () => {
      const vm = await started('ram', { guest: true })
      await agentAnswers(on(), vm)
      const boot = await bootOf(vm)
      const path = snapshots().ramPath(vm.name)
      expect(await vms().keepsRam(vm.uuid)).toBe(false)
      await snapshots().create([{ vm: vm.name, uuid: vm.uuid, consistency: 'crash' }], newSnapshot('before'))
      await write(vm, '/data/text', 'then')
      for (let time = 0; time < 2; time += 1) await vms().saveRam(vm.uuid, path, 'on')
      expect(await vm.facts()).toMatchObject({ status: { state: 'stopped' } })
      await snapshots().create([{ vm: vm.name, uuid: vm.uuid, consistency: 'ram' }], newSnapshot('with-ram'))
      for (let time = 0; time < 2; time += 1) await vms().restoreRam(vm.uuid, path)
      await snapshots().dropRam(vm.name, vm.uuid)
      await agentAnswers(on(), vm)
      expect(await bootOf(vm)).toBe(boot)
      await write(vm, '/data/text', 'later')
      await vms().powerOff(vm.uuid)
      await expect(vms().saveRam(vm.uuid, path, 'on')).rejects.toMatchObject(problem('wrong_state'))

      await goBack(vm, 'with-ram', 'b')
      await vms().restoreRam(vm.uuid, path)
      await snapshots().dropRam(vm.name, vm.uuid)
      await agentAnswers(on(), vm)
      expect([await bootOf(vm), await run(vm, '/bin/cat', '/data/text')]).toEqual([boot, 'then'])
      await vms().powerOff(vm.uuid)
      await expect(vms().restoreRam(vm.uuid, path)).rejects.toMatchObject(problem('host_failed'))
    })

    it('comes back held if it was to', async () => {
      const vm = await started('held')
      const path = snapshots().ramPath(vm.name)
      await vms().pause(vm.uuid)
      await vms().saveRam(vm.uuid, path, 'paused')
      await vms().restoreRam(vm.uuid, path)
      expect(await vm.facts()).toMatchObject({ status: { state: 'paused' } })
      await snapshots().dropRam(vm.name, vm.uuid)
      await vms().saveRam(vm.uuid, path, 'on')
      await vms().restoreRam(vm.uuid, path)
      expect(await vm.facts()).toMatchObject({ status: { state: 'running' } })
    })
  })
}
