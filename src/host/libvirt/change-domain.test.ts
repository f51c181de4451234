import { describe, expect, test } from 'vitest'
import { changeDomain, noteAutostart } from './change-domain.ts'
import { toDomainXml } from './domain-xml.ts'
import { parseDomain } from './parse-domain.ts'
import { exampleDefinition } from './testing/example-definition.ts'
import { descend, parseXml, XmlError } from './xml-dom.ts'

/** As a person left it after `virsh edit`: a comment, a serial log, other programs' metadata, arguments for QEMU. */
const edited = `<domain xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0" type="kvm">
  <!-- do not touch: agreed with Ada -->
  <name>web</name>
  <uuid>11111111-2222-4333-8444-555555555555</uuid>
  <genid>33d03899-a050-4ea0-8aa8-87460934abeb</genid>
  <title>The "web" &amp; more</title>
  <metadata>
    <other:thing xmlns:other="urn:other" file="/store/web/notes"><other:deep/></other:thing>
    <k:vm xmlns:k="urn:kiste:vm:1" at="2026-01-02T03:04:05Z"/>
  </metadata>
  <memory unit="KiB">1048576</memory>
  <currentMemory unit="KiB">1048576</currentMemory>
  <vcpu placement="static" current="2">4</vcpu>
  <vcpus><vcpu id="0" enabled="yes" hotpluggable="no"/></vcpus>
  <os firmware="efi"><type arch="x86_64" machine="pc-q35-7.2">hvm</type><nvram>/store/web/nvram.fd</nvram></os>
  <cpu mode="host-passthrough"><topology sockets="1" dies="1" cores="4" threads="1"/></cpu>
  <devices>
    <disk type="file" device="disk"><source file="/store/web/root.qcow2"/><target dev="vda" bus="virtio"/><serial>root</serial></disk>
    <disk type="file" device="disk"><source file="/store/web-2/data.qcow2"/><target dev="vdb" bus="virtio"/></disk>
    <interface type="user"><mac address="52:54:00:01:02:03"/><model type="virtio"/><alias name="ua-kiste-nic0"/></interface>
    <interface type="bridge"><mac address="52:54:00:01:02:04"/><source bridge="br0"/></interface>
    <tpm model="tpm-crb"><backend type="emulator"/></tpm>
  </devices>
  <qemu:commandline>
    <qemu:arg value="-fw_cfg"/>
    <qemu:arg value="name=opt/x,file=/store/web/x"/>
    <qemu:arg value="-netdev"/>
    <qemu:arg value="user,id=kiste-net0,hostfwd=tcp:127.0.0.1:2222-:22"/>
    <qemu:env name="A" value="b"/>
  </qemu:commandline>
  <qemu:override>
    <qemu:device alias="ua-kiste-nic0"><qemu:frontend><qemu:property name="netdev" type="string" value="kiste-net0"/></qemu:frontend></qemu:device>
    <qemu:device alias="ua-mine"><qemu:frontend><qemu:property name="x" type="unsigned" value="1"/></qemu:frontend></qemu:device>
  </qemu:override>
</domain>`

const identity = { uuid: '99999999-2222-4333-8444-555555555555', name: 'web-copy' }

describe('a changed definition', () => {
  test('has its disk elsewhere, in another form', () => {
    const disks = [
      {
        from: '/store/web/root.qcow2',
        to: { source: { type: 'block', path: '/dev/zvol/tank/kiste/web/root' }, format: 'raw' },
      },
    ] as const
    const there = changeDomain(edited, { disks, movePaths: [{ from: '/store/web', to: '/pool/web' }] })
    expect(parseDomain(there).disks).toMatchObject([
      {
        target: 'vda',
        format: 'raw',
        source: { type: 'block', path: '/dev/zvol/tank/kiste/web/root' },
        serial: 'root',
      },
      { target: 'vdb', source: { type: 'file', path: '/store/web-2/data.qcow2' } },
    ])
    expect(there).toContain('<nvram>/pool/web/nvram.fd</nvram>')
    const back = [
      {
        from: disks[0].to.source.path,
        to: { source: { type: 'file', path: disks[0].from }, format: 'qcow2' },
      },
    ] as const
    const again = changeDomain(there, { disks: back, movePaths: [{ from: '/pool/web', to: '/store/web' }] })
    expect(parseDomain(again).disks[0]).toMatchObject({
      format: 'qcow2',
      source: { type: 'file', path: '/store/web/root.qcow2' },
    })
  })

  test('goes through the page cache where its disk has to, and past it again where nobody chose that', () => {
    const file = { type: 'file', path: '/stores/tank/web/data/disk.raw' } as const
    const volume = { type: 'block', path: '/dev/zvol/pond/kiste/web/data' } as const
    const cached = changeDomain(edited, {
      disks: [{ from: '/store/web/root.qcow2', to: { source: file, format: 'raw', hostCached: true } }],
    })
    expect(driverOf(cached)).toMatchObject({ type: 'raw', cache: 'writeback', io: 'threads' })
    const moved = { from: file.path, to: { source: volume, format: 'raw' } } as const
    expect(driverOf(changeDomain(cached, { disks: [moved] }))).toMatchObject({ cache: 'writeback' })
    expect(driverOf(changeDomain(cached, { disks: [{ ...moved, wasHostCached: true }] }))).toMatchObject({
      cache: 'none',
      io: 'native',
    })
  })

  test('has notes and a title that stay as they are, also where they begin like a path that moves', () => {
    const noted = edited.replace(
      '</name>',
      '</name><title>/store/web/x</title><description>/store/web/README &lt;b&gt;</description>',
    )
    const moved = changeDomain(noted, { movePaths: [{ from: '/store/web', to: '/pool/web' }] })
    expect(moved).toContain('<title>/store/web/x</title>')
    expect(parseDomain(moved).notes).toBe('/store/web/README <b>')
  })

  test('has notes of any text that stay as they are when something else changes', () => {
    const notes = '# <b>Web</b> & "co" ]]> <!-- -->\n\n\t- Grüße, 日本語 🏠\u0085\u2028end'
    const escaped = notes.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const noted = edited.replace('</name>', `</name><description>${escaped}</description>`)
    expect(parseDomain(noted).notes).toBe(notes)
    expect(parseDomain(changeDomain(noted, { cpus: 2 })).notes).toBe(notes)
  })

  test('is the same text when nothing changes', () => {
    expect(changeDomain(edited, {})).toBe(edited)
  })

  test('differs only where it was changed', () => {
    const lines = (text: string) => new Set(text.split('\n'))
    const before = lines(edited)
    const after = lines(changeDomain(edited, { name: 'other', memoryMiB: 2048 }))
    expect([...before].filter((line) => !after.has(line)).map((line) => line.trim())).toEqual([
      '<name>web</name>',
      '<memory unit="KiB">1048576</memory>',
      '<currentMemory unit="KiB">1048576</currentMemory>',
    ])
    expect([...after].filter((line) => !before.has(line)).map((line) => line.trim())).toEqual([
      '<name>other</name>',
      '<memory unit="MiB">2048</memory>',
      '<currentMemory unit="MiB">2048</currentMemory>',
    ])
  })

  test('of a copy is another VM, with its files in its own place', () => {
    const text = changeDomain(edited, {
      ...identity,
      movePaths: [{ from: '/store/web', to: '/store/web-copy' }],
      macs: ['52:54:00:0a:0b:0c', '52:54:00:0a:0b:0d'],
      forwards: [],
      made: { at: '2027', clonedFrom: 'web' },
    })
    expect(parseDomain(text)).toMatchObject({
      ...identity,
      made: { at: '2027', clonedFrom: 'web' },
      disks: [
        { source: { path: '/store/web-copy/root.qcow2' }, serial: 'root' },
        // Another VM's place whose name only begins the same.
        { source: { path: '/store/web-2/data.qcow2' } },
      ],
      nics: [
        { mac: '52:54:00:0a:0b:0c', link: { type: 'user', forwards: [] } },
        { mac: '52:54:00:0a:0b:0d', link: { type: 'bridge', bridge: 'br0' } },
      ],
    })
    expect(text).toContain('<nvram>/store/web-copy/nvram.fd</nvram>')
    expect(text).toMatch(/<genid\/>|<genid><\/genid>/)
    expect(text).not.toContain('hostfwd')
    expect(text).not.toContain('kiste-net0')
    for (const kept of [
      'agreed with Ada',
      'file="/store/web/notes"',
      'ua-mine',
      '<qemu:env name="A"',
      '-fw_cfg',
    ])
      expect(text).toContain(kept)
  })

  test('without our own forwards loses the sections that are then empty', () => {
    const nics = [
      {
        mac: '52:54:00:01:02:03',
        link: {
          type: 'user',
          forwards: [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 1, guestPort: 2 }],
        },
      },
    ] as const
    const text = toDomainXml(exampleDefinition({ nics }), { maxCpus: 2 })
    expect(text).toContain('hostfwd')
    const without = changeDomain(text, { forwards: [] })
    expect(without).not.toContain('qemu:commandline')
    expect(without).not.toContain('qemu:override')
    const other = [{ protocol: 'udp', hostAddress: '0.0.0.0', hostPort: 3, guestPort: 4 }] as const
    expect(parseDomain(changeDomain(without, { forwards: other })).nics[0]?.link).toEqual({
      type: 'user',
      forwards: other,
    })
  })

  test('drops forwards a person wrote for QEMU by hand, and nothing else of theirs', () => {
    const byHand = edited
      .replace('ua-kiste-nic0"/></interface>', 'ua-other"/></interface>')
      .replaceAll('kiste-net0', 'mine')
    const text = changeDomain(byHand, { forwards: [] })
    expect(text).toContain('<qemu:arg value="user,id=mine"/>')
  })

  test('says when it cannot be made', () => {
    const forwards = [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 1, guestPort: 2 }] as const
    const bridged = edited.replace('type="user"', 'type="ethernet"')
    expect(() => changeDomain(bridged, { forwards })).toThrow(/no NIC on the user network/)
    expect(() => changeDomain(edited, { macs: ['a', 'b', 'c'] })).toThrow(XmlError)
    expect(() => changeDomain(edited, { name: 'a\u0000b' })).toThrow(XmlError)
  })
})

test('a VM of somebody else becomes ours, with all it was', () => {
  const foreign = edited.replace(/  <metadata>[^]*<\/metadata>\n/, '')
  expect(parseDomain(foreign).managed).toBe(false)
  const adopted = changeDomain(foreign, { made: { at: '2027' } })
  expect(parseDomain(adopted)).toMatchObject({ ...parseDomain(foreign), managed: true, made: { at: '2027' } })
  expect(adopted.indexOf('<metadata>')).toBeGreaterThan(adopted.indexOf('</title>'))
})

describe('CPUs', () => {
  const cpusOf = (text: string) => {
    const { cpus, maxCpus } = parseDomain(text)
    return { cpus, maxCpus, topology: /<topology[^>]*>/.exec(text)?.[0] }
  }

  test('up to the maximum change the count alone', () => {
    const text = changeDomain(edited, { cpus: 3 })
    expect(cpusOf(text)).toMatchObject({ cpus: 3, maxCpus: 4 })
    expect(text).not.toContain('<vcpus>')
    expect(changeDomain(edited, { cpus: 4 })).toContain('<vcpu placement="static">4</vcpu>')
  })

  test.each([
    ['sockets="1" dies="1" cores="4" threads="1"', 6, 'sockets="1" dies="1" cores="6" threads="1"'],
    ['sockets="2" cores="1" threads="2"', 8, 'sockets="2" cores="2" threads="2"'],
    ['sockets="2" cores="1" threads="2"', 7, 'sockets="1" cores="7" threads="1"'],
  ])('above it take the topology %s along to %i', (before, cpus, after) => {
    const text = changeDomain(edited.replace(/<topology[^>]*>/, `<topology ${before}/>`), { cpus })
    expect(cpusOf(text)).toEqual({ cpus, maxCpus: cpus, topology: `<topology ${after}/>` })
  })

  test('spread over NUMA nodes by hand are left to hands', () => {
    const numa = edited.replace(
      '<topology',
      '<numa><cell id="0" cpus="0-3" memory="1048576"/></numa><topology',
    )
    expect(() => changeDomain(numa, { cpus: 8 })).toThrow(/NUMA/)
    expect(cpusOf(changeDomain(numa, { cpus: 2 })).cpus).toBe(2)
  })
})

describe('memory', () => {
  test('takes its one NUMA node and its ceiling along', () => {
    const text = edited
      .replace('<memory ', '<maxMemory slots="4" unit="GiB">2</maxMemory><memory ')
      .replace('<topology', '<numa><cell id="0" cpus="0-3" memory="1048576" unit="KiB"/></numa><topology')
    const changed = changeDomain(text, { memoryMiB: 4096 })
    expect(changed).toContain('<maxMemory slots="4" unit="MiB">4096</maxMemory>')
    expect(changed).toContain('memory="4096" unit="MiB"')
    expect(changeDomain(text, { memoryMiB: 512 })).toContain('<maxMemory slots="4" unit="GiB">2</maxMemory>')
  })

  test('on several NUMA nodes is left to hands', () => {
    const cell = (id: number) => `<cell id="${id}" cpus="${id}" memory="1"/>`
    const text = edited.replace('<topology', `<numa>${cell(0)}${cell(1)}</numa><topology`)
    expect(() => changeDomain(text, { memoryMiB: 512 })).toThrow(/NUMA/)
  })
})

describe('the autostart flag', () => {
  test('is noted in our element and nowhere else', () => {
    const noted = noteAutostart(edited, true)
    expect(parseDomain(noted)).toMatchObject({ notedAutostart: true, made: { at: '2026-01-02T03:04:05Z' } })
    expect(noteAutostart(noted, true)).toBe(noted)
    expect(parseDomain(noteAutostart(noted, false)).notedAutostart).toBe(false)
    expect(parseDomain(changeDomain(noted, { name: 'x' })).notedAutostart).toBe(true)
    expect(parseDomain(changeDomain(noted, identity)).notedAutostart).toBe(false)
    const foreign = edited.replace('urn:kiste:vm:1', 'urn:x')
    expect(noteAutostart(foreign, true)).toBe(foreign)
  })
})

function driverOf(text: string): Record<string, string> {
  const driver = descend(parseXml(text, 'domain'), 'devices', 'disk', 'driver')
  return Object.fromEntries([...(driver?.attributes ?? [])].map(({ name, value }) => [name, value]))
}
