import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProblemError, type Problem } from '../../src/domain/problem.ts'
import type { VmDefinition } from '../../src/domain/vm-definition.ts'
import type { DefinitionText, HostHint } from '../../src/host/host.ts'
import { openLibvirtHost, type LibvirtHost } from '../../src/host/libvirt/open-libvirt-host.ts'
import { eventually, tinyVm } from './support/booted-vm.ts'
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

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProblemError)) throw new Error(`no problem but ${String(error)}`, { cause: error })
  return error.problems[0]
}

async function made(changes: Partial<VmDefinition> = {}): Promise<VmDefinition> {
  const vm = exampleVm(libvirt, changes)
  await host.vms.define(vm)
  return vm
}

const facts = async (uuid: string) => host.vms.get(uuid)
const stateOf = async (uuid: string) => (await facts(uuid))?.status.state

describe('the life of a VM', () => {
  test('from being defined to being forgotten; each verb again is success', async () => {
    const vm = exampleVm(libvirt)
    for (let again = 0; again < 2; again++) await host.vms.define(vm)
    expect(await facts(vm.uuid)).toEqual({
      uuid: vm.uuid,
      name: vm.name,
      managed: true,
      arch: 'x86_64',
      machine: expect.stringMatching(/^pc-q35-\d/) as string,
      accelerator: 'tcg',
      firmware: 'bios',
      cpus: 1,
      memoryMiB: 64,
      autostart: false,
      made: vm.made,
      disks: [
        {
          target: 'vda',
          device: 'disk',
          bus: 'virtio',
          format: 'raw',
          source: vm.disks[0]?.source,
          serial: 'root',
          readOnly: false,
        },
      ],
      nics: [{ mac: vm.nics[0]?.mac, model: 'virtio', link: { type: 'user', forwards: [] } }],
      status: { state: 'stopped' },
    })
    for (let again = 0; again < 2; again++) await host.vms.start(vm.uuid)
    expect(await stateOf(vm.uuid)).toBe('running')
    expect(await seenByVirsh(libvirt)).toContain(`${vm.name} running`)
    expect((await host.vms.log(vm.name, 5)).length).toBe(5)
    for (let again = 0; again < 2; again++) await host.vms.pause(vm.uuid)
    expect((await facts(vm.uuid))?.status).toEqual({ state: 'paused', because: 'user' })
    expect(await problemOf(host.vms.start(vm.uuid))).toMatchObject({ code: 'wrong_state' })
    expect(await problemOf(host.vms.undefine(vm.uuid))).toMatchObject({ code: 'wrong_state' })
    for (let again = 0; again < 2; again++) await host.vms.resume(vm.uuid)
    expect((await facts(vm.uuid))?.vncSocketPath).toMatch(/vnc\.sock$/)
    for (let again = 0; again < 2; again++) await host.vms.powerOff(vm.uuid)
    expect(await stateOf(vm.uuid)).toBe('stopped')
    for (let again = 0; again < 2; again++) await host.vms.undefine(vm.uuid)
    expect(await facts(vm.uuid)).toBeUndefined()
    expect(await problemOf(host.vms.start(vm.uuid))).toMatchObject({ code: 'not_found' })
  })

  test('a saved VM is forgotten together with what was saved', async () => {
    const vm = await made()
    await host.vms.start(vm.uuid)
    await virsh(libvirt.env, ['managedsave', vm.name])
    expect(await stateOf(vm.uuid)).toBe('stopped')
    await host.vms.undefine(vm.uuid)
    await host.vms.define(vm)
    expect(await virsh(libvirt.env, ['list', '--all', '--with-managed-save', '--name'])).not.toContain(
      vm.name,
    )
    await host.vms.undefine(vm.uuid)
  })

  test('with UEFI gets firmware variables of its own, which stay when it is forgotten', async () => {
    const nvramPath = `${libvirt.directory}/own-nvram.fd`
    const vm = await made({ firmware: { type: 'uefi', secureBoot: false, nvramPath } })
    expect(await facts(vm.uuid)).toMatchObject({ firmware: 'uefi' })
    await host.vms.start(vm.uuid)
    const live = await virsh(libvirt.env, ['dumpxml', vm.name])
    expect(live).toContain(nvramPath)
    expect(live).not.toMatch(/secboot|\.ms\.fd/)
    await host.vms.powerOff(vm.uuid)
    await host.vms.undefine(vm.uuid)
    rmSync(nvramPath)
  })

  test('with Secure Boot gets the firmware that enforces it', async () => {
    const nvramPath = `${libvirt.directory}/secure-nvram.fd`
    const vm = await made({ firmware: { type: 'uefi', secureBoot: true, nvramPath } })
    await host.vms.start(vm.uuid)
    expect(await virsh(libvirt.env, ['dumpxml', vm.name])).toMatch(
      /<loader [^>]*secure='yes'[^>]*>[^<]*ms\.fd/,
    )
    await host.vms.powerOff(vm.uuid)
    await host.vms.undefine(vm.uuid)
    rmSync(nvramPath)
  })
})

describe('names', () => {
  test('of another VM are refused, and nothing changes', async () => {
    const one = await made()
    const two = await made()
    const taken = await problemOf(host.vms.define({ ...two, name: one.name }))
    expect(taken).toMatchObject({ code: 'already_exists', object: { type: 'vm', name: one.name } })
    const other = exampleVm(libvirt, { name: one.name })
    expect(await problemOf(host.vms.define(other))).toMatchObject({ code: 'already_exists' })
    expect((await host.vms.list()).map(({ name }) => name)).toEqual(
      expect.arrayContaining([one.name, two.name]),
    )
    expect(await facts(other.uuid)).toBeUndefined()
    await host.vms.define({ ...two, name: `${two.name}-new` })
    expect(await facts(two.uuid)).toMatchObject({ name: `${two.name}-new` })
    for (const { uuid } of [one, two]) await host.vms.undefine(uuid)
  })

  test.each(['-rf', '"><x a="', '$(touch x)', 'a b', 'ünï☃😀', "it's", 'a;id', '--help', '&amp;'])(
    '%s is a name like another',
    async (name) => {
      const vm = await made({ name, made: { at: '2026', image: name, user: name } })
      expect(await facts(vm.uuid)).toMatchObject({ name, made: { image: name, user: name } })
      await host.vms.start(vm.uuid)
      expect(await stateOf(vm.uuid)).toBe('running')
      expect((await host.vms.log(name, 1)).length).toBe(1)
      await host.vms.powerOff(vm.uuid)
      await host.vms.undefine(vm.uuid)
    },
  )

  test.each(['a/../b', '../x', 'nul\u0000', 'two\nlines', ''])(
    '%j is refused with one clear problem',
    async (name) => {
      const vm = exampleVm(libvirt, { name })
      const { code } = await problemOf(host.vms.define(vm))
      expect(['invalid_input', 'host_failed', 'not_supported']).toContain(code)
      expect(await facts(vm.uuid)).toBeUndefined()
      expect(await host.vms.log(name, 10)).toEqual([])
    },
  )
})

describe('definitions', () => {
  const byHand = (text: string) =>
    text
      .replace('</name>', '</name><!-- mine --><title>by hand</title>')
      .replace('</metadata>', '<x:y xmlns:x="urn:x">kept</x:y></metadata>')
      .replace('</devices>', '<watchdog model="i6300esb" action="none"/></devices>') as DefinitionText

  test('survive being read, changed by hand, cloned and given back', async () => {
    const vm = await made({
      nics: [
        {
          mac: '52:54:00:77:00:01',
          link: {
            type: 'user',
            forwards: [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 45_678, guestPort: 22 }],
          },
        },
      ],
    })
    await host.vms.defineFrom(byHand(await host.vms.definition(vm.uuid)), {})
    await host.vms.setConfig(vm.uuid, { cpus: 2, memoryMiB: 96 })
    const text = await host.vms.definition(vm.uuid)
    for (const kept of ['by hand', 'urn:x', 'i6300esb', '45678']) expect(text).toContain(kept)
    expect(host.vms.describe(text)).toMatchObject({ uuid: vm.uuid, cpus: 2, memoryMiB: 96 })

    const uuid = randomUUID()
    const name = `${vm.name}-copy`
    await host.vms.defineFrom(text, {
      uuid,
      name,
      macs: ['52:54:00:77:00:02'],
      forwards: [],
      made: { at: '2026', clonedFrom: vm.name },
    })
    const copy = await host.vms.definition(uuid)
    for (const kept of ['by hand', 'urn:x', 'i6300esb']) expect(copy).toContain(kept)
    expect(copy).not.toContain('45678')
    const genids = [text, copy].map((one) => /<genid>(.+)<\/genid>/.exec(one)?.[1])
    expect(genids[0]).not.toBe(genids[1])
    expect(await facts(uuid)).toMatchObject({
      name,
      managed: true,
      cpus: 2,
      made: { clonedFrom: vm.name },
      nics: [{ mac: '52:54:00:77:00:02', link: { type: 'user', forwards: [] } }],
    })
    await host.vms.start(uuid)
    await host.vms.powerOff(uuid)
    for (const one of [vm.uuid, uuid]) await host.vms.undefine(one)
  })

  test('carry the autostart flag to where the VM is made known again', async () => {
    const vm = await made({ autostart: true })
    expect(await facts(vm.uuid)).toMatchObject({ autostart: true })
    const text = await host.vms.definition(vm.uuid)
    expect(host.vms.describe(text).autostart).toBe(true)
    await host.vms.undefine(vm.uuid)
    await host.vms.defineFrom(text, {})
    expect((await host.vms.list()).find(({ uuid }) => uuid === vm.uuid)?.autostart).toBe(true)
    await host.vms.setAutostart(vm.uuid, false)
    expect(host.vms.describe(await host.vms.definition(vm.uuid)).autostart).toBe(false)
    await host.vms.undefine(vm.uuid)
  })

  test('that libvirt does not take say why', async () => {
    const vm = await made()
    const text = await host.vms.definition(vm.uuid)
    const broken = text.replace(/<vcpu[^]*?<\/vcpu>/, '<vcpu>0</vcpu>') as DefinitionText
    expect(await problemOf(host.vms.defineFrom(broken, {}))).toMatchObject({
      object: { type: 'vm', name: vm.name },
      message: expect.stringContaining('vcpu') as string,
    })
    expect(() => host.vms.describe('<network/>' as DefinitionText)).toThrow(ProblemError)
    await host.vms.undefine(vm.uuid)
  })
})

describe('what virsh does behind our back', () => {
  const hintsDuring = async (uuid: string, work: () => Promise<unknown>) => {
    const hints: HostHint[] = []
    const stop = host.onHint((hint) => hints.push(hint))
    const startedAt = performance.now()
    await work()
    await expect
      .poll(() => hints.some((hint) => hint.what === 'vm' && hint.uuid === uuid), {
        timeout: 5000,
        interval: 10,
      })
      .toBe(true)
    stop()
    return performance.now() - startedAt
  }

  test.each([
    ['starts', ['start'], { status: { state: 'running' } }],
    ['suspends', ['suspend'], { status: { state: 'paused' } }],
    ['resumes', ['resume'], { status: { state: 'running' } }],
    [
      'sets CPUs for the next start',
      ['setvcpus', '2', '--config'],
      { cpus: 1, status: { pending: { cpus: 2 } } },
    ],
    [
      'sets memory for the next start',
      ['setmem', '48M', '--config'],
      { memoryMiB: 64, status: { pending: { memoryMiB: 48 } } },
    ],
    ['plugs in a CPU', ['setvcpus', '2', '--live'], { cpus: 2 }],
    ['attaches a disk', ['attach-disk', '/dev/null', 'vdb', '--config'], {}],
    ['marks for autostart', ['autostart'], { autostart: true }],
    ['describes', ['desc', '--title', '--config', 'a title'], {}],
    [
      'destroys',
      ['destroy'],
      { status: { state: 'stopped' }, cpus: 2, memoryMiB: 48, disks: [{}, { target: 'vdb' }] },
    ],
    ['renames', ['domrename', 'renamed'], { name: 'renamed' }],
    ['undefines', ['undefine'], undefined],
  ] as const)('it %s: told within a second, and the list is right', async (_, [verb, ...args], expected) => {
    uuidOfVictim ??= (await made({ cpus: 1 })).uuid
    const uuid = uuidOfVictim
    const tookMs = await hintsDuring(uuid, () => virsh(libvirt.env, [verb, uuid, ...args]))
    const inList = () => host.vms.list().then((vms) => vms.find((vm) => vm.uuid === uuid))
    if (expected === undefined) expect(await inList()).toBeUndefined()
    else expect(await inList()).toMatchObject(expected)
    expect(await facts(uuid)).toEqual(await inList())
    // virsh itself is part of this time.
    expect(tookMs).toBeLessThan(verb === 'start' || verb === 'destroy' ? 10_000 : 2000)
  })
  let uuidOfVictim: string | undefined
})

describe('a running VM', () => {
  test('takes CPUs and memory within what it was started with, and says what has to wait', async () => {
    const vm = await tinyVm(libvirt, { cpus: 1, memoryMiB: 256 })
    await host.vms.define(vm)
    expect(await problemOf(host.vms.setLive(vm.uuid, { cpus: 2 }))).toMatchObject({ code: 'wrong_state' })
    await host.vms.start(vm.uuid)
    await eventually('the agent answers', () => host.guests.ping(vm.uuid, 2000).then(() => true))
    const online = async () => {
      const { stdout } = await host.guests.exec(vm.uuid, { argv: ['nproc'], timeoutMs: 20_000 })
      return Number(Buffer.from(stdout).toString())
    }

    expect(await host.vms.setLive(vm.uuid, { cpus: 2 })).toEqual({ waiting: [] })
    expect(await facts(vm.uuid)).toMatchObject({ cpus: 2, status: { pending: { cpus: 1 } } })
    await expect.poll(online, { timeout: 20_000 }).toBe(2)
    await host.vms.setConfig(vm.uuid, { cpus: 2 })
    expect((await facts(vm.uuid))?.status).toEqual({ state: 'running', agent: 'connected' })
    expect(await host.vms.setLive(vm.uuid, { cpus: 64 })).toEqual({ waiting: ['cpus'] })

    expect(await host.vms.setLive(vm.uuid, { memoryMiB: 192 })).toEqual({ waiting: [] })
    await expect.poll(async () => (await facts(vm.uuid))?.memoryMiB, { timeout: 20_000 }).toBe(192)
    expect(await host.vms.setLive(vm.uuid, { memoryMiB: 256 })).toEqual({ waiting: [] })
    await expect.poll(async () => (await facts(vm.uuid))?.memoryMiB, { timeout: 20_000 }).toBe(256)
    expect(await host.vms.setLive(vm.uuid, { cpus: 2, memoryMiB: 512 })).toEqual({ waiting: ['memoryMiB'] })
    await host.vms.setConfig(vm.uuid, { memoryMiB: 512 })
    expect(await facts(vm.uuid)).toMatchObject({ memoryMiB: 256, status: { pending: { memoryMiB: 512 } } })
    await host.vms.powerOff(vm.uuid)
    expect(await facts(vm.uuid)).toMatchObject({ cpus: 2, memoryMiB: 512, status: { state: 'stopped' } })
    await host.vms.undefine(vm.uuid)
  })

  test('whose guest cannot give memory back says that it has to wait', async () => {
    const vm = await made({ memoryMiB: 128 })
    await host.vms.start(vm.uuid)
    expect(await host.vms.setLive(vm.uuid, { memoryMiB: 64 })).toEqual({ waiting: ['memoryMiB'] })
    expect(await facts(vm.uuid)).toMatchObject({ memoryMiB: 128 })
    await host.vms.powerOff(vm.uuid)
    await host.vms.undefine(vm.uuid)
  })
})

describe('what libvirt knows of the host', () => {
  test('is what new VMs get, and what answers', async () => {
    const verdict = { accelerator: 'tcg', because: 'no-device', sentence: '', remedy: '' } as const
    expect(await host.defaults(verdict)).toEqual({
      accelerator: 'tcg',
      arch: 'x86_64',
      machine: expect.stringMatching(/^pc-q35-\d/) as string,
      uefi: true,
      link: { type: 'user', forwards: [] },
    })
    expect(await host.facts()).toEqual({
      state: 'connected',
      uri: 'qemu:///session',
      libvirtVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      hypervisorVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    })
  })
})
