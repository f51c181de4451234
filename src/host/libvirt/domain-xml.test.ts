import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PortForward } from '../../domain/nic.ts'
import { toDomainXml, type DomainHints } from './domain-xml.ts'
import { parseDomain } from './parse-domain.ts'
import { exampleDefinition } from './testing/example-definition.ts'
import { attribute, children, descend, parseXml, textOf, XmlError } from './xml-dom.ts'

const hints: DomainHints = { maxCpus: 8 }
const rootOf = (changes: Parameters<typeof exampleDefinition>[0] = {}, more = hints) =>
  parseXml(toDomainXml(exampleDefinition(changes), more), 'domain')
const devicesOf = (changes: Parameters<typeof exampleDefinition>[0] = {}, more = hints) =>
  descend(rootOf(changes, more), 'devices')

describe('a new definition', () => {
  test('reads back as what was written', () => {
    const parsed = parseDomain(toDomainXml(exampleDefinition({ autostart: true }), hints))
    expect(parsed).toMatchObject({
      uuid: '11111111-2222-4333-8444-555555555555',
      name: 'web',
      managed: true,
      arch: 'x86_64',
      machine: 'pc-q35-7.2',
      accelerator: 'kvm',
      firmware: 'uefi',
      cpus: 2,
      maxCpus: 8,
      memoryMiB: 1024,
      notedAutostart: true,
      made: { at: '2026-01-02T03:04:05Z', image: 'debian-12', user: 'ada' },
      disks: [
        {
          target: 'vda',
          device: 'disk',
          bus: 'virtio',
          format: 'qcow2',
          source: { type: 'file', path: '/store/web/root.qcow2' },
          readOnly: false,
          serial: 'root',
        },
        {
          target: 'sda',
          device: 'cdrom',
          bus: 'scsi',
          format: 'raw',
          source: { type: 'file', path: '/store/web/seed.iso' },
          readOnly: true,
          serial: 'seed',
        },
      ],
      nics: [{ mac: '52:54:00:01:02:03', model: 'virtio', link: { type: 'user', forwards: [] } }],
    })
  })

  test('leaves no firmware choice to libvirt', () => {
    for (const secureBoot of [true, false]) {
      const os = descend(
        rootOf({ firmware: { type: 'uefi', secureBoot, nvramPath: '/store/web/nvram.fd' } }),
        'os',
      )
      expect(attribute(os, 'firmware')).toBe('efi')
      expect(textOf(descend(os, 'nvram'))).toBe('/store/web/nvram.fd')
      const features = children(descend(os, 'firmware'), 'feature')
      expect(features.map((one) => [attribute(one, 'name'), attribute(one, 'enabled')])).toEqual([
        ['enrolled-keys', secureBoot ? 'yes' : 'no'],
        ['secure-boot', secureBoot ? 'yes' : 'no'],
      ])
    }
    expect(attribute(descend(rootOf({ firmware: { type: 'bios' } }), 'os'), 'firmware')).toBeUndefined()
  })

  test('takes the host CPU under KVM and a named model under emulation', () => {
    const cpu = descend(rootOf(), 'cpu')
    expect(attribute(cpu, 'mode')).toBe('host-passthrough')
    expect(attribute(cpu, 'migratable')).toBe('on')
    const emulated = rootOf({ accelerator: 'tcg' })
    expect(attribute(emulated, 'type')).toBe('qemu')
    expect(textOf(descend(emulated, 'cpu', 'model'))).toBe('Nehalem')
  })

  test('has one socket and cores for what can be plugged in', () => {
    const root = rootOf()
    expect(textOf(descend(root, 'vcpu'))).toBe('8')
    expect(attribute(descend(root, 'vcpu'), 'current')).toBe('2')
    const topology = descend(root, 'cpu', 'topology')
    expect([attribute(topology, 'sockets'), attribute(topology, 'cores')]).toEqual(['1', '8'])
  })

  test('serves files that refuse O_DIRECT through the page cache, all else past it', () => {
    const noDirectIo = new Set(['/store/web/root.qcow2'])
    const [root, seed] = children(devicesOf({}, { ...hints, noDirectIo }), 'disk')
    const driver = descend(root, 'driver')
    expect([attribute(driver, 'cache'), attribute(driver, 'io')]).toEqual(['writeback', 'threads'])
    expect(attribute(driver, 'discard')).toBe('unmap')
    expect(attribute(descend(seed, 'driver'), 'cache')).toBe('none')
    const { disks } = exampleDefinition()
    // A file in a pool takes the flag, and is served through the cache all the same.
    const cached = disks.map((disk) => ({ ...disk, hostCached: true }) as const)
    const [raw] = children(devicesOf({ disks: cached }), 'disk').map((disk) => descend(disk, 'driver'))
    expect([attribute(raw, 'cache'), attribute(raw, 'io')]).toEqual(['writeback', 'threads'])
    const zvol = { type: 'block', path: '/dev/zvol/tank/web/root' } as const
    const block = children(devicesOf({ disks: disks.map((disk) => ({ ...disk, source: zvol })) }), 'disk')[0]
    expect(attribute(descend(block, 'source'), 'dev')).toBe(zvol.path)
    expect(attribute(descend(block, 'driver'), 'io')).toBe('native')
  })

  test('is held when a disk does not take a write, and told of a read that fails', () => {
    const [root, seed] = children(devicesOf(), 'disk').map((disk) => descend(disk, 'driver'))
    expect([attribute(root, 'error_policy'), attribute(root, 'rerror_policy')]).toEqual(['stop', 'report'])
    expect([attribute(seed, 'error_policy'), attribute(seed, 'rerror_policy')]).toEqual([
      undefined,
      undefined,
    ])
  })

  test('has a clipboard where QEMU can share one', () => {
    const channels = (more: typeof hints) =>
      children(devicesOf({}, more), 'channel').map((one) => attribute(one, 'type'))
    expect(channels(hints)).toEqual(['unix'])
    expect(channels({ ...hints, clipboard: true })).toEqual(['unix', 'qemu-vdagent'])
  })

  test('has what a modern guest wants, and no keymap', () => {
    const devices = devicesOf()
    const balloon = descend(devices, 'memballoon')
    expect(attribute(balloon, 'freePageReporting')).toBe('on')
    expect(descend(devices, 'rng')).toBeDefined()
    expect(parseDomain(toDomainXml(exampleDefinition(), hints)).agent).toBe('disconnected')
    const graphics = descend(devices, 'graphics')
    expect(attribute(graphics, 'keymap')).toBeUndefined()
    expect(attribute(descend(graphics, 'listen'), 'type')).toBe('socket')
    const ports = children(devices, 'controller').filter(
      (one) => attribute(one, 'model') === 'pcie-root-port',
    )
    expect(ports.length).toBeGreaterThanOrEqual(12)
  })

  test('leaves out on ARM what only PCs have', () => {
    const root = rootOf({ arch: 'aarch64', machine: 'virt-7.2', accelerator: 'tcg' })
    for (const name of ['apic', 'smm', 'vmport']) expect(descend(root, 'features', name)).toBeUndefined()
    expect(descend(root, 'features', 'acpi')).toBeDefined()
    expect(descend(root, 'pm')).toBeUndefined()
    expect(children(descend(root, 'clock'), 'timer')).toEqual([])
    expect(textOf(descend(root, 'cpu', 'model'))).toBe('cortex-a57')
    expect(textOf(descend(root, 'vcpu'))).toBe('2')
    const bios = rootOf({ arch: 'aarch64', machine: 'virt-7.2', firmware: { type: 'bios' } })
    expect(descend(bios, 'features', 'acpi')).toBeUndefined()
  })

  test('gives each NIC what it is plugged into', () => {
    const mac = (last: number) => `52:54:00:00:00:0${last}`
    const nics = [
      { mac: mac(1), link: { type: 'network', network: 'default' } },
      { mac: mac(2), link: { type: 'bridge', bridge: 'br0' } },
    ] as const
    const text = toDomainXml(exampleDefinition({ nics, cpus: 4 }), hints)
    expect(parseDomain(text).nics.map(({ link }) => link)).toEqual(nics.map(({ link }) => link))
    const [first] = children(descend(parseXml(text, 'domain'), 'devices'), 'interface')
    expect(attribute(descend(first, 'driver'), 'queues')).toBe('4')
  })

  test('refuses two disks of one name, and targets QEMU would read otherwise', () => {
    const { disks } = exampleDefinition()
    const named = (target: string) => disks.map((disk) => ({ ...disk, target }))
    expect(() => toDomainXml(exampleDefinition({ disks: named('sda') }), hints)).toThrow(XmlError)
    expect(() => toDomainXml(exampleDefinition({ disks: named('vda,id=x') }), hints)).toThrow(XmlError)
  })
})

describe('port forwards', () => {
  const forward: PortForward = { protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 2222, guestPort: 22 }
  const withForwards = (forwards: readonly PortForward[]) =>
    toDomainXml(
      exampleDefinition({ nics: [{ mac: '52:54:00:01:02:03', link: { type: 'user', forwards } }] }),
      hints,
    )

  test('read back as they were given', () => {
    const forwards = [
      forward,
      { protocol: 'udp', hostAddress: '0.0.0.0', hostPort: 53, guestPort: 5353 } as const,
    ]
    expect(parseDomain(withForwards(forwards)).nics[0]?.link).toEqual({ type: 'user', forwards })
  })

  test('cannot carry an option of their own into QEMU', () => {
    for (const hostAddress of [
      '127.0.0.1,restrict=off',
      '::1',
      '',
      '127.0.0.1:1-:2,hostfwd=tcp:0.0.0.0',
      '1.2.3',
    ])
      expect(() => withForwards([{ ...forward, hostAddress }])).toThrow(XmlError)
    for (const port of [0, -1, 65_536, 1.5, Number.NaN])
      expect(() => withForwards([{ ...forward, hostPort: port }])).toThrow(XmlError)
  })
})

describe('hostile text', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom(
      '"><x/>',
      "'/><qemu:commandline>",
      ']]>',
      '<!--',
      '&amp;&lt;',
      '-rf',
      'a/../b',
      '\u0000',
      '\r\n',
      '\u2028 \u0085 \u2029',
    ),
  )
  const shapeOf = (text: string) => parseXml(text, 'domain').getElementsByTagName('*').length

  test('reads back equal and adds no element, or is refused', () => {
    const plain = shapeOf(toDomainXml(exampleDefinition(), hints))
    fc.assert(
      fc.property(texts, texts, (name, other) => {
        const { disks, made } = exampleDefinition()
        const path = `/store/${other}`
        const definition = exampleDefinition({
          name,
          made: { ...made, image: other },
          disks: disks.map((disk) => ({ ...disk, source: { type: 'file', path } })),
        })
        let text: string
        try {
          text = toDomainXml(definition, hints)
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError)
          return
        }
        const parsed = parseDomain(text)
        expect(parsed.name).toBe(name)
        expect(parsed.made?.image).toBe(other)
        expect(parsed.disks[0]?.source?.path).toBe(path)
        expect(shapeOf(text)).toBe(plain)
      }),
      { numRuns: 150 },
    )
  })
})
