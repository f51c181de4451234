import { describe, expect, test } from 'vitest'
import { parseDomain } from './parse-domain.ts'
import { vmFacts, type StateAndReason } from './vm-facts.ts'
import { XmlError } from './xml-dom.ts'

const domain = (inner: string, devices = '', attributes = "type='kvm'") =>
  `<domain ${attributes}><name>x</name><uuid>AAAAAAAA-2222-4333-8444-555555555555</uuid>${inner}<devices>${devices}</devices></domain>`

describe('a VM somebody else made', () => {
  test('is read with all its oddities', () => {
    const odd = domain(
      `<title>a</title><memory unit='GiB'>2</memory><currentMemory unit='KB'>512000</currentMemory><vcpu>4</vcpu>
       <metadata><libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0"/></metadata>
       <os><type arch='riscv64' machine='virt'>hvm</type><loader type='pflash'>/x</loader></os>`,
      `<disk type='network' device='disk'><source protocol='rbd' name='pool/img'/><target dev='vda' bus='virtio'/></disk>
       <disk type='volume' device='lun'><source pool='p' volume='v'/><target dev='sdb' bus='scsi'/></disk>
       <disk type='file' device='floppy'><target dev='fda' bus='fdc'/></disk>
       <disk type='block' device='cdrom'><driver name='qemu'/><source dev='/dev/sr0'/><target dev='hdc' bus='ide'/></disk>
       <interface type='direct'><mac address='52:54:00:AA:BB:CC'/><source dev='eth0' mode='bridge'/><model type='e1000'/></interface>
       <interface type='hostdev' managed='yes'/><interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>
       <interface type='user'><backend type='passt'/><mac address='52:54:00:00:00:01'/>
         <portForward proto='tcp' address='127.0.0.1'><range start='8000' end='8002' to='80'/><range start='8001' exclude='yes'/></portForward></interface>
       <wonderful new='thing'/>`,
    )
    const parsed = parseDomain(odd)
    expect(parsed).toMatchObject({
      uuid: 'aaaaaaaa-2222-4333-8444-555555555555',
      managed: false,
      arch: 'riscv64',
      firmware: 'uefi',
      cpus: 4,
      memoryMiB: 488,
      maxMemoryMiB: 2048,
      agent: 'no-channel',
      disks: [
        { target: 'vda', device: 'disk', bus: 'virtio', format: 'raw' },
        { target: 'sdb', device: 'disk', bus: 'scsi' },
        { target: 'fda', device: 'disk', bus: 'fdc' },
        { device: 'cdrom', readOnly: true, source: { type: 'block', path: '/dev/sr0' } },
      ],
    })
    expect(parsed.disks[0]).not.toHaveProperty('source')
    expect(parsed.nics.map(({ link }) => link)).toEqual([
      { type: 'other', kind: 'direct' },
      { type: 'other', kind: 'hostdev' },
      { type: 'other', kind: 'vdpa' },
      {
        type: 'user',
        forwards: [8000, 8002].map((hostPort) => ({
          protocol: 'tcp',
          hostAddress: '127.0.0.1',
          hostPort,
          guestPort: hostPort - 7920,
        })),
      },
    ])
    expect(parsed.nics[0]?.mac).toBe('52:54:00:aa:bb:cc')
  })

  test.each([
    ['<description>plain</description>', 'plain'],
    ['<description>&lt;b&gt; &amp;amp; ]]&gt; \u00fc\u2028x</description>', '<b> &amp; ]]> \u00fc\u2028x'],
    ['<description><![CDATA[a < b]]> and c</description>', 'a < b and c'],
    ['<description>\r\none\r\n  two&#13;&#10;\n</description>', 'one\n  two'],
    ['<description>  </description>', undefined],
    ['<description/>', undefined],
    ['', undefined],
  ])('has notes: %j', (inner, notes) => {
    expect(parseDomain(domain(inner)).notes).toBe(notes)
  })

  test('may have no devices and no memory at all', () => {
    const bare = parseDomain('<domain type="qemu"><name>x</name><uuid>u</uuid></domain>')
    expect(bare).toMatchObject({
      accelerator: 'tcg',
      cpus: 1,
      memoryMiB: 0,
      disks: [],
      nics: [],
      machine: 'unknown',
    })
  })

  test('is known as ours by the namespace, whatever its prefix', () => {
    const ours = (namespace: string) =>
      parseDomain(domain(`<metadata><k:vm xmlns:k="${namespace}" at="2026" user="ada"/></metadata>`))
    expect(ours('urn:kiste:vm:1')).toMatchObject({
      managed: true,
      made: { at: '2026', user: 'ada' },
    })
    expect(ours('urn:kiste:vm:2').managed).toBe(false)
  })
})

describe('a running VM', () => {
  test('has a screen and an agent', () => {
    const live = (state: string) =>
      parseDomain(
        domain(
          '',
          `<graphics type='spice'/><graphics type='vnc' socket='/run/vnc.sock'><listen type='socket' socket='/run/vnc.sock'/></graphics>
           <channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>
           <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' ${state}/></channel>`,
        ),
      )
    expect(live("state='connected'")).toMatchObject({ agent: 'connected', vncSocketPath: '/run/vnc.sock' })
    expect(live("state='disconnected'").agent).toBe('disconnected')
    expect(live('').agent).toBe('disconnected')
  })

  test('shows what it has, and what waits for its next start', () => {
    const sizes = (cpus: number, mib: number) =>
      parseDomain(
        domain(
          `<memory unit='MiB'>2048</memory><currentMemory unit='MiB'>${mib}</currentMemory><vcpu current='${cpus}'>8</vcpu>`,
        ),
      )
    const running = { state: 1, reason: 1 }
    expect(vmFacts(sizes(2, 1024), sizes(2, 1024), running, true)).toMatchObject({
      autostart: true,
      status: { state: 'running', agent: 'no-channel' },
    })
    expect(vmFacts(sizes(4, 2048), sizes(2, 1024), running, false)).toMatchObject({
      cpus: 2,
      memoryMiB: 1024,
      status: { state: 'running', pending: { cpus: 4, memoryMiB: 2048 } },
    })
    expect(vmFacts(sizes(4, 2048), undefined, { state: 5, reason: 1 }, false)).toMatchObject({ cpus: 4 })
  })

  test.each([
    [3, 1, { state: 'paused', because: 'user' }],
    [3, 3, { state: 'paused', because: 'saving' }],
    [3, 5, { state: 'paused', because: 'io-error' }],
    [3, 11, { state: 'paused', because: 'starting' }],
    [3, 9, { state: 'paused', because: 'other' }],
    [3, 8, { state: 'stopping' }],
    [3, 10, { state: 'crashed' }],
    [4, 1, { state: 'stopping' }],
    [6, 1, { state: 'crashed' }],
    [7, 0, { state: 'sleeping' }],
  ])('in state %i for reason %i is %j', (state, reason, expected) => {
    const parsed = parseDomain(domain(''))
    expect(vmFacts(parsed, parsed, { state, reason }, false).status).toEqual(expected)
  })

  test('held by a disk without room says so', () => {
    const parsed = parseDomain(domain(''))
    const status = (seen: StateAndReason) => vmFacts(parsed, parsed, seen, false).status
    expect(status({ state: 3, reason: 5, noSpace: true })).toEqual({ state: 'paused', because: 'no-space' })
    expect(status({ state: 3, reason: 5, noSpace: false })).toEqual({ state: 'paused', because: 'io-error' })
  })

  test.each([
    [5, 3, 'crashed'],
    [5, 1, 'stopped'],
    [5, 6, 'stopped'],
  ])('that is off (%i) for reason %i is %s', (state, reason, expected) => {
    const parsed = parseDomain(domain(''))
    expect(vmFacts(parsed, undefined, { state, reason }, false).status.state).toBe(expected)
  })
})

describe('text that is no VM', () => {
  test.each([
    ['nothing', ''],
    ['no XML', '<domain'],
    ['another root', '<network><name>x</name></network>'],
    ['no name', '<domain><uuid>u</uuid></domain>'],
    ['no uuid', '<domain><name>x</name></domain>'],
    ['entities', '<!DOCTYPE domain [<!ENTITY a "b">]><domain><name>&a;</name><uuid>u</uuid></domain>'],
    ['two roots', '<domain><name>x</name><uuid>u</uuid></domain><domain/>'],
  ])('is refused: %s', (_, text) => {
    expect(() => parseDomain(text)).toThrow(XmlError)
  })
})
