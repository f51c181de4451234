import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GiB } from '../../domain/size.ts'
import type { VmDefinition } from '../../domain/vm-definition.ts'
import type { HostHint } from '../host.ts'
import { createFakeHost, type FakeHost } from './fake-host.ts'

const uuid = '11111111-2222-4333-8444-555555555555'
const quiet = { signal: new AbortController().signal, log: () => undefined, progress: () => undefined }

describe('VMs move by steps', () => {
  it('starts at once; the agent connects a moment later; powering off takes a moment', async () => {
    const host = await hostWith('web')
    const hints: HostHint[] = []
    host.onHint((hint) => hints.push(hint))
    await host.vms.start(uuid)
    expect(await stateOf(host)).toEqual({ state: 'running', agent: 'disconnected' })
    await expect(host.guests.ping(uuid, 100)).rejects.toMatchObject({
      problems: [{ code: 'agent_unavailable' }],
    })

    await host.settle()
    expect(await stateOf(host)).toEqual({ state: 'running', agent: 'connected' })
    await host.vms.askToPowerOff(uuid)
    expect(await stateOf(host)).toEqual({ state: 'stopping' })

    expect(host.step()).toBe(true)
    expect(host.step()).toBe(false)
    expect(await stateOf(host)).toEqual({ state: 'stopped' })
    await host.settle()
    expect(hints.map((hint) => (hint.what === 'vm' ? hint.event : hint.what))).toEqual([
      'state',
      'agent',
      'state',
      'state',
    ])
  })

  it('moves by itself with auto', async () => {
    const host = await hostWith('web', { auto: true, delays: { agentMs: 1, powerOffMs: 1, verbMs: 0 } })
    await host.vms.start(uuid)
    await expect.poll(() => stateOf(host)).toEqual({ state: 'running', agent: 'connected' })
    await host.vms.askToPowerOff(uuid)
    await expect.poll(() => stateOf(host)).toEqual({ state: 'stopped' })
    await host.close()
  })

  it('lets nothing of one run befall the next', async () => {
    const host = await hostWith('web')
    await host.vms.start(uuid)
    await host.vms.askToPowerOff(uuid)
    await host.vms.powerOff(uuid)
    await host.vms.start(uuid)
    await host.settle()
    expect(await stateOf(host)).toEqual({ state: 'running', agent: 'connected' })
  })
})

describe('sentinel names', () => {
  it.each([
    ['fail-start', 'host_failed', (host: FakeHost) => host.vms.start(uuid)],
    [
      'web-full-disk',
      'no_space',
      (host: FakeHost) => host.stores.get('local').createDisk('web-full-disk', blank('data')),
    ],
  ])('%s fails with %s', async (name, code, act) => {
    const host = await hostWith(name)
    const before = host.snapshot()
    await expect(act(host)).rejects.toMatchObject({ problems: [{ code }] })
    expect(host.snapshot()).toEqual(before)
  })

  it('refuses definitions and places', async () => {
    const host = createFakeHost()
    await expect(host.vms.define(definition('fail-define'))).rejects.toMatchObject({
      problems: [{ code: 'host_failed' }],
    })
    await expect(host.stores.get('local').createPlace('read-only', uuid)).rejects.toMatchObject({
      problems: [{ code: 'read_only' }],
    })
    expect(host.snapshot()).toEqual(createFakeHost().snapshot())
  })

  it('ignores, delays, crashes and stays silent', async () => {
    const stubborn = await running('no-stop')
    await stubborn.vms.askToPowerOff(uuid)
    await stubborn.settle()
    expect(await stateOf(stubborn)).toMatchObject({ state: 'running' })

    const crashed = await running('crash-soon')
    expect(await stateOf(crashed)).toEqual({ state: 'crashed' })
    // What is left of it does not hold its own disks.
    await crashed.vms.start(uuid)
    expect(await stateOf(crashed)).toMatchObject({ state: 'running' })
    expect(await stateOf(await running('no-agent'))).toEqual({ state: 'running', agent: 'disconnected' })
    const mute = await running('fail-agent')
    await expect(mute.guests.exec(uuid, { argv: ['true'], timeoutMs: 1000 })).rejects.toMatchObject({
      problems: [{ code: 'agent_failed' }],
    })
  })

  it.each([
    ['fail-pull', 'download_failed'],
    ['bad-checksum', 'checksum_mismatch'],
  ])('an image named %s fails with %s and leaves nothing', async (id, code) => {
    const host = createFakeHost()
    const entry = {
      id: 'debian-12',
      title: 'Debian 12',
      arch: 'x86_64',
      url: 'https://example.org/debian.qcow2',
      checksums: { url: 'https://example.org/SHA256SUMS', algorithm: 'sha256', signature: { type: 'none' } },
      defaultUser: 'debian',
      cloudInit: true,
      minDiskMiB: 1024,
      minMemoryMiB: 256,
      firmware: ['uefi'],
    } as const
    await expect(host.images.pull(id, entry, quiet)).rejects.toMatchObject({ problems: [{ code }] })
    expect(await host.images.list()).toEqual([])
    expect(await host.images.pull('fine', entry, quiet)).toMatchObject({ id: 'fine', defaultUser: 'debian' })
  })
})

describe('planned failures', () => {
  const planned = { code: 'host_failed', message: 'Planned.' } as const

  it('fails once, before anything was done or after all was done', async () => {
    const host = await hostWith('web')
    host.failNext('vms.start', planned)
    await expect(host.vms.start(uuid)).rejects.toThrow('Planned.')
    expect(await stateOf(host)).toEqual({ state: 'stopped' })

    host.failNext('vms.start', planned, 'after')
    await expect(host.vms.start(uuid)).rejects.toThrow('Planned.')
    expect(await stateOf(host)).toMatchObject({ state: 'running' })
    await host.vms.start(uuid)
  })

  it('answers libvirt_unavailable while libvirt is away, and VMs run on', async () => {
    const host = await running('web')
    const hints: HostHint[] = []
    host.onHint((hint) => hints.push(hint))
    host.outside.killLibvirt()
    await expect(host.vms.list()).rejects.toMatchObject({ problems: [{ code: 'libvirt_unavailable' }] })
    expect((await host.facts.host()).libvirt).toMatchObject({ state: 'disconnected' })
    expect(await host.vms.listDisks()).toMatchObject([{ name: 'web', disks: [] }])
    expect(await host.stores.get('local').places()).toHaveLength(1)
    host.outside.startLibvirt()
    expect(await stateOf(host)).toEqual({ state: 'running', agent: 'connected' })
    await host.settle()
    expect(hints.map((hint) => hint.what)).toEqual(['disconnected', 'connected'])
  })

  it('answers outcome_unknown when libvirt dies during a call', async () => {
    const host = await hostWith('web', { auto: true, delays: { verbMs: 20, agentMs: 0 } })
    const starting = host.vms.start(uuid)
    host.outside.killLibvirt()
    await expect(starting).rejects.toMatchObject({ problems: [{ code: 'outcome_unknown' }] })
    await host.close()
  })
})

describe('behind our back', () => {
  it('changes, renames and undefines as virsh does', async () => {
    const host = await hostWith('web')
    host.outside.setCpus(uuid, 3)
    host.outside.rename(uuid, 'mine')
    host.outside.edit(uuid, 'sound', { model: 'ich9' })
    expect(await host.vms.get(uuid)).toMatchObject({ name: 'mine', cpus: 3 })
    await host.vms.setConfig(uuid, { cpus: 4 })
    expect(await host.vms.definition(uuid)).toContain('ich9')
    host.outside.undefine(uuid)
    expect(await host.vms.get(uuid)).toBeUndefined()
  })

  it('an undefined VM that runs is gone when it ends', async () => {
    const host = await running('web')
    host.outside.undefine(uuid)
    expect(await stateOf(host)).toMatchObject({ state: 'running' })
    host.outside.guestPowersOff(uuid)
    expect(await host.vms.list()).toEqual([])
  })
})

describe('the world', () => {
  it('is kept in a file, with VMs that ran', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kiste-fake-'))
    const stateFile = join(folder, 'world.json')
    const first = await hostWith('web', { stateFile })
    await first.vms.start(uuid)
    const second = createFakeHost({ stateFile })
    expect(second.snapshot()).toEqual(first.snapshot())
    await second.settle()
    expect(await stateOf(second)).toEqual({ state: 'running', agent: 'connected' })
    rmSync(folder, { recursive: true })
  })

  it('begins empty, lived in, or large', async () => {
    expect(await createFakeHost().vms.list()).toEqual([])
    const demo = createFakeHost({ seedData: 'demo' })
    expect(new Set((await demo.vms.list()).map((vm) => vm.status.state))).toEqual(
      new Set(['running', 'paused', 'stopped', 'crashed']),
    )
    expect((await demo.vms.list()).filter((vm) => !vm.managed)).toHaveLength(1)
    expect(await demo.stores.bin()).toHaveLength(1)
    expect(await createFakeHost({ seedData: 1000 }).vms.list()).toHaveLength(1000)
  })

  it('keeps a host port to one running VM', async () => {
    const host = createFakeHost({ seedData: 'demo' })
    expect(await host.facts.portIsFree('tcp', '127.0.0.1', 8080)).toBe(false)
    expect(await host.facts.portIsFree('tcp', '127.0.0.1', 8081)).toBe(true)
  })
})

type Options = NonNullable<Parameters<typeof createFakeHost>[0]>

async function hostWith(name: string, options: Options = {}): Promise<FakeHost> {
  const host = createFakeHost(options)
  await host.stores.get('local').createPlace(name, uuid)
  await host.vms.define(definition(name))
  await host.settle()
  return host
}

async function running(name: string): Promise<FakeHost> {
  const host = await hostWith(name)
  await host.vms.start(uuid)
  await host.settle()
  return host
}

async function stateOf(host: FakeHost) {
  return (await host.vms.get(uuid))?.status
}

function blank(name: string) {
  return { name, sizeBytes: GiB, from: { type: 'blank' } } as const
}

function definition(name: string): VmDefinition {
  return {
    uuid,
    name,
    arch: 'x86_64',
    machine: 'pc-q35-7.2',
    accelerator: 'kvm',
    cpus: 2,
    memoryMiB: 1024,
    firmware: { type: 'bios' },
    disks: [],
    nics: [{ mac: '52:54:00:11:22:33', link: { type: 'user', forwards: [] } }],
    autostart: false,
    made: { at: '2026-01-01T00:00:00.000Z' },
  }
}
