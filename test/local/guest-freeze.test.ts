import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VmDefinition } from '../../src/domain/vm-definition.ts'
import { openLibvirtHost, type LibvirtHost } from '../../src/host/libvirt/open-libvirt-host.ts'
import { eventually, tinyVm } from './support/booted-vm.ts'
import { startPrivateLibvirt, type PrivateLibvirt } from './support/private-libvirt.ts'

// Real guest agents that misbehave while file systems are to be frozen. What the jobs make of it is tested on the fake host.

let libvirt: PrivateLibvirt
let host: LibvirtHost
let vm: VmDefinition

const answers = () => eventually('the agent answers', () => host.guests.ping(vm.uuid, 2000).then(() => true))

async function inGuest(script: string): Promise<string> {
  const argv = ['/bin/sh', '-c', script] as const
  const { stdout } = await host.guests.exec(vm.uuid, { argv, timeoutMs: 20_000 })
  return Buffer.from(stdout).toString().trim()
}

/** Begins something in the guest that goes on when its agent is held or gone. */
const later = (script: string) => inGuest(`(${script}) > /dev/null 2>&1 < /dev/null &`)
const canWrite = async () => (await inGuest('echo on > /data/text && sync && cat /data/text')) === 'on'
const code = (wanted: string) => ({ problems: [expect.objectContaining({ code: wanted })] })

beforeAll(async () => {
  libvirt = await startPrivateLibvirt()
  host = openLibvirtHost({ uri: libvirt.uri, env: libvirt.env })
  vm = await tinyVm(libvirt)
  await host.vms.define(vm)
  await host.vms.start(vm.uuid)
  await answers()
})
afterAll(async () => {
  await host.close()
  await libvirt.stop()
})

describe('a guest agent', () => {
  test('that hangs is not waited for, and the guest goes on once it can be told', async () => {
    await later('sleep 1; kill -STOP $(pidof qemu-ga); sleep 25; kill -CONT $(pidof qemu-ga)')
    await eventually('the agent hangs', () =>
      host.guests.ping(vm.uuid, 1000).then(
        () => false,
        () => true,
      ),
    )
    await expect(host.guests.freeze(vm.uuid, 2000)).rejects.toMatchObject(code('agent_unavailable'))
    await expect(host.guests.thaw(vm.uuid, 1000)).rejects.toMatchObject(code('agent_unavailable'))
    await eventually('it can be told', () => host.guests.thaw(vm.uuid, 2000).then(() => true))
    expect(await canWrite()).toBe(true)
  })

  test('that dies while it holds the file systems is followed by one that lets them go', async () => {
    const before = await inGuest('pidof qemu-ga')
    await later('sleep 5; kill -9 $(pidof qemu-ga)')
    expect(await host.guests.freeze(vm.uuid, 4000)).toEqual({ fileSystems: 1 })
    // Its init starts another one, which finds out that they are held.
    await sleep(8000)
    await eventually('another one lets them go', async () => {
      await host.guests.thaw(vm.uuid, 2000)
      return canWrite()
    })
    expect(await inGuest('pidof qemu-ga')).not.toBe(before)
  })

  test('with nothing to freeze says so, and holds nothing', async () => {
    await inGuest('umount /data')
    await expect(host.guests.freeze(vm.uuid, 4000)).rejects.toMatchObject({
      problems: [{ code: 'agent_failed', message: expect.stringContaining('no file system') as string }],
    })
    expect(await inGuest('echo free')).toBe('free')
    await inGuest('mount -t ext4 "$(findfs LABEL=tiny-data)" /data')
    expect(await host.guests.freeze(vm.uuid, 4000)).toEqual({ fileSystems: 1 })
    await host.guests.thaw(vm.uuid, 4000)
    expect(await canWrite()).toBe(true)
  })
})
