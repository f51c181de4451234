import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProblemError } from '../../src/domain/problem.ts'
import type { HostHint } from '../../src/host/host.ts'
import { openLibvirtHost, type LibvirtHost } from '../../src/host/libvirt/open-libvirt-host.ts'
import { exampleVm, seenByVirsh } from './support/example-vm.ts'
import { startPrivateLibvirt, type PrivateLibvirt } from './support/private-libvirt.ts'
import { virsh } from './support/virsh.ts'

let libvirt: PrivateLibvirt
let host: LibvirtHost

beforeAll(async () => {
  libvirt = await startPrivateLibvirt()
  host = openLibvirtHost({ uri: 'qemu:///session', env: libvirt.env })
})
afterAll(async () => {
  await host.close()
  await libvirt.stop()
})

const problemCode = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProblemError)) throw new Error(`no problem but ${String(error)}`)
  return error.problems[0].code
}
const stateOf = async (uuid: string) => (await host.vms.get(uuid))?.status.state

describe('the life of a VM', () => {
  test('defined, started, paused, resumed, powered off, forgotten; each again is success', async () => {
    const vm = exampleVm(libvirt)
    for (let again = 0; again < 2; again++) await host.vms.define(vm)
    expect(await host.vms.get(vm.uuid)).toMatchObject({
      name: vm.name,
      managed: true,
      machine: expect.stringMatching(/^pc-q35-\d/),
      accelerator: 'tcg',
      firmware: 'bios',
      cpus: 1,
      memoryMiB: 64,
      autostart: false,
      made: vm.made,
      disks: [{ target: 'vda', bus: 'virtio', format: 'raw', serial: 'root', readOnly: false }],
      nics: [{ mac: vm.nics[0]?.mac, model: 'virtio', link: { type: 'user', forwards: [] } }],
      status: { state: 'stopped' },
    })
    for (let again = 0; again < 2; again++) await host.vms.start(vm.uuid)
    expect(await stateOf(vm.uuid)).toBe('running')
    expect(await seenByVirsh(libvirt)).toContain(`${vm.name} running`)
    for (let again = 0; again < 2; again++) await host.vms.pause(vm.uuid)
    expect((await host.vms.get(vm.uuid))?.status).toEqual({ state: 'paused', because: 'user' })
    expect(await problemCode(host.vms.start(vm.uuid))).toBe('wrong_state')
    expect(await problemCode(host.vms.undefine(vm.uuid))).toBe('wrong_state')
    for (let again = 0; again < 2; again++) await host.vms.resume(vm.uuid)
    expect((await host.vms.get(vm.uuid))?.vncSocketPath).toMatch(/vnc\.sock$/)
    for (let again = 0; again < 2; again++) await host.vms.powerOff(vm.uuid)
    expect(await stateOf(vm.uuid)).toBe('stopped')
    await host.vms.askToPowerOff(vm.uuid)
    for (let again = 0; again < 2; again++) await host.vms.undefine(vm.uuid)
    expect(await host.vms.get(vm.uuid)).toBeUndefined()
    expect(await problemCode(host.vms.start(vm.uuid))).toBe('not_found')
  })
})
