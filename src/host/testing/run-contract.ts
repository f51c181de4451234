import { describe, expect, it } from 'vitest'
import { problem, vmsFor, type HostUnderTest } from './host-under-test.ts'
import { visitScreen } from './visit-screen.ts'

/** What holds for VMs that run, on every host. */
export function runContract(on: () => HostUnderTest): void {
  const { make, started, vms } = vmsFor(on)

  describe('running', () => {
    it('starts and ends, and doing it again is no error', async () => {
      const vm = await make('life', { uefi: true })
      for (let time = 0; time < 2; time += 1) {
        await vms().start(vm.uuid)
        expect(await vm.facts()).toMatchObject({ status: { state: 'running' } })
      }
      expect((await vm.facts()).vncSocketPath).toMatch(/^\//)
      expect((await vms().log(vm.name, 100)).length).toBeGreaterThan(0)
      expect(await vms().log(vm.name, 1)).toHaveLength(1)
      await expect(vms().undefine(vm.uuid)).rejects.toMatchObject(problem('wrong_state'))
      for (let time = 0; time < 2; time += 1) {
        await vms().powerOff(vm.uuid)
        expect(await vm.facts()).toMatchObject({ status: { state: 'stopped' } })
      }
      expect((await vm.facts()).vncSocketPath).toBeUndefined()
      await vms().askToPowerOff(vm.uuid)
    })

    it('is looked into before each start, and seeing to that again changes nothing', async () => {
      const first = await on().host.startHook.install()
      expect(await on().host.startHook.install()).toBe(first === 'elsewhere' ? 'elsewhere' : 'there')
    })

    it('leaves a log that can be moved and removed', async () => {
      const vm = await started('logged')
      await vms().powerOff(vm.uuid)
      const [other, taken] = [`${vm.name}-other`, `${vm.name}-taken`]
      const lines = await vms().log(vm.name, 100)
      expect(lines.length).toBeGreaterThan(0)
      await vms().moveLog(vm.name, other)
      expect(await vms().log(vm.name, 100)).toEqual([])
      expect(await vms().log(other, 100)).toEqual(lines)
      await vms().start(vm.uuid)
      await vms().powerOff(vm.uuid)
      await vms().moveLog(vm.name, other)
      expect((await vms().log(vm.name, 100)).length).toBeGreaterThan(0)
      expect(await vms().log(other, 100)).toEqual(lines)
      await vms().moveLog(taken, vm.name)
      for (const name of [other, other, vm.name]) await vms().removeLog(name)
      for (const name of [other, vm.name]) expect(await vms().log(name, 100)).toEqual([])
    })

    it('does not start without its disk, and says which', async () => {
      const vm = await make('no-disk')
      await on().host.stores.get('local').removeDisk(vm.name, 'root')
      await expect(vms().start(vm.uuid)).rejects.toMatchObject({
        problems: [
          {
            code: 'host_failed',
            message: expect.stringContaining('root.qcow2') as string,
            object: { type: 'vm', name: vm.name },
          },
        ],
      })
      expect(await vm.facts()).toMatchObject({ status: { state: 'stopped' } })
    })

    it('holds still and goes on', async () => {
      const vm = await started('pausing')
      for (let time = 0; time < 2; time += 1) {
        await vms().pause(vm.uuid)
        expect(await vm.facts()).toMatchObject({ status: { state: 'paused', because: 'user' } })
      }
      for (let time = 0; time < 2; time += 1) {
        await vms().resume(vm.uuid)
        expect(await vm.facts()).toMatchObject({ status: { state: 'running' } })
      }
      await vms().powerOff(vm.uuid)
      await expect(vms().pause(vm.uuid)).rejects.toMatchObject(problem('wrong_state'))
      await expect(vms().resume(vm.uuid)).rejects.toMatchObject(problem('wrong_state'))
    })

    it('shows what waits for the next start', async () => {
      const vm = await started('pending')
      await vms().setConfig(vm.uuid, { cpus: 2, memoryMiB: 192 })
      expect(await vm.facts()).toMatchObject({
        cpus: 1,
        memoryMiB: 128,
        status: { state: 'running', pending: { cpus: 2, memoryMiB: 192 } },
      })
      const { waiting } = await vms().setLive(vm.uuid, { cpus: 2, memoryMiB: 192 })
      const { status } = await vm.facts()
      const pending = status.state === 'running' ? Object.keys(status.pending ?? {}) : []
      expect(pending.toSorted()).toEqual([...waiting].toSorted())
      await vms().powerOff(vm.uuid)
      expect(await vm.facts()).toMatchObject({ cpus: 2, memoryMiB: 192, status: { state: 'stopped' } })
      await expect(vms().setLive(vm.uuid, { cpus: 1 })).rejects.toMatchObject(problem('wrong_state'))
    })

    it('shows its screen, takes keys, and the screen ends with it', async () => {
      const vm = await started('screen')
      const screen = await visitScreen(await vms().openScreen(vm.uuid))
      expect(screen.widthPixels * screen.heightPixels).toBeGreaterThan(640 * 350 - 1)
      expect((await screen.pixels()).length).toBeGreaterThan(0)
      screen.press(0xff0d)
      const other = await visitScreen(await vms().openScreen(vm.uuid))
      expect((await other.pixels()).length).toBeGreaterThan(0)
      await vms().powerOff(vm.uuid)
      await Promise.all([screen.ended, other.ended])
    })

    it('lets a picture of its screen be taken, also while it holds still', async () => {
      const vm = await started('pictured')
      for (const look of ['running', 'paused'] as const) {
        if (look === 'paused') await vms().pause(vm.uuid)
        const { widthPx, heightPx, rgb } = await vms().screenshot(vm.uuid)
        expect(widthPx * heightPx).toBeGreaterThan(0)
        expect(rgb).toHaveLength(widthPx * heightPx * 3)
      }
    })

    it('has no addresses and no console when off', async () => {
      const vm = await make('off')
      expect(await vms().addresses(vm.uuid)).toEqual([])
      await expect(vms().openConsole(vm.uuid)).rejects.toMatchObject(problem('wrong_state'))
      await expect(vms().openScreen(vm.uuid)).rejects.toMatchObject(problem('wrong_state'))
      await expect(vms().screenshot(vm.uuid)).rejects.toMatchObject(problem('wrong_state'))
      await expect(on().host.guests.ping(vm.uuid, 500)).rejects.toMatchObject(problem('wrong_state'))
      const command = { argv: ['true'], timeoutMs: 1000 } as const
      await expect(on().host.guests.exec(vm.uuid, command)).rejects.toMatchObject(problem('wrong_state'))
    })

    it('has no agent while its firmware looks for something to boot', async () => {
      const vm = await started('blank')
      await expect(on().host.guests.ping(vm.uuid, 500)).rejects.toMatchObject(problem('agent_unavailable'))
      const command = { argv: ['true'], timeoutMs: 1000 } as const
      await expect(on().host.guests.exec(vm.uuid, command)).rejects.toMatchObject(
        problem('agent_unavailable'),
      )
    })
  })
}
