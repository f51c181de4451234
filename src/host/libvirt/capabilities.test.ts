import { describe, expect, test } from 'vitest'
import { parseDomainCapabilities, parseHostCapabilities } from './capabilities.ts'
import { createCapabilityCache } from './capability-cache.ts'
import type { Connection } from './connection.ts'

// Shortened from what libvirt 9.0 with QEMU 7.2 answers on Debian 12.
const HOST = `<capabilities>
  <host><uuid>0</uuid><cpu><arch>x86_64</arch><model>EPYC</model><vendor>AMD</vendor><feature name='ht'/></cpu>
    <iommu support='no'/></host>
  <guest><os_type>hvm</os_type><arch name='x86_64'><wordsize>64</wordsize>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <machine maxCpus='255'>pc-i440fx-7.2</machine><machine canonical='pc-i440fx-7.2' maxCpus='255'>pc</machine>
    <machine maxCpus='288'>pc-q35-7.2</machine><machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine>
    <domain type='qemu'/><domain type='kvm'><machine maxCpus='1024'>pc-q35-7.2</machine></domain>
  </arch><features><acpi default='on' toggle='yes'/></features></guest>
  <guest><os_type>hvm</os_type><arch name='aarch64'><emulator>/usr/bin/qemu-system-aarch64</emulator>
    <machine canonical='virt-7.2' maxCpus='512'>virt</machine><domain type='qemu'/></arch></guest>
</capabilities>`

const DOMAIN = `<domainCapabilities>
  <path>/usr/bin/qemu-system-x86_64</path><domain>qemu</domain><machine>pc-q35-7.2</machine><arch>x86_64</arch>
  <vcpu max='288'/><iothreads supported='yes'/>
  <os supported='yes'><enum name='firmware'><value>efi</value></enum>
    <loader supported='yes'><value>/usr/share/OVMF/OVMF_CODE_4M.fd</value><value>/usr/share/OVMF/OVMF_CODE_4M.ms.fd</value>
      <enum name='type'><value>rom</value><value>pflash</value></enum>
      <enum name='secure'><value>yes</value><value>no</value></enum></loader></os>
  <cpu><mode name='host-passthrough' supported='yes'><enum name='hostPassthroughMigratable'><value>on</value><value>off</value></enum></mode>
    <mode name='maximum' supported='yes'/>
    <mode name='host-model' supported='yes'><model fallback='forbid'>EPYC-Rome</model></mode>
    <mode name='custom' supported='yes'><model usable='yes'>qemu64</model><model usable='no'>Icelake-Server</model></mode></cpu>
  <devices><disk supported='yes'><enum name='bus'><value>scsi</value><value>virtio</value></enum></disk>
    <tpm supported='yes'><enum name='model'><value>tpm-tis</value><value>tpm-crb</value></enum></tpm>
    <filesystem supported='no'><enum name='driverType'><value>virtiofs</value></enum></filesystem></devices>
</domainCapabilities>`

describe('the host', () => {
  const host = parseHostCapabilities(HOST)

  test('its CPU', () => {
    expect(host).toMatchObject({ arch: 'x86_64', cpu: { model: 'EPYC', vendor: 'AMD' } })
  })

  test('emulators, with the versioned name behind each alias', () => {
    expect(host.guests).toMatchObject([
      { arch: 'x86_64', emulator: '/usr/bin/qemu-system-x86_64', domainTypes: ['qemu', 'kvm'] },
      { arch: 'aarch64', domainTypes: ['qemu'] },
    ])
    const canonical = host.guests.map(({ machines }) =>
      machines.map(({ name, canonical: to }) => `${name}=${to}`),
    )
    expect(canonical).toEqual([
      ['pc-i440fx-7.2=pc-i440fx-7.2', 'pc=pc-i440fx-7.2', 'pc-q35-7.2=pc-q35-7.2', 'q35=pc-q35-7.2'],
      ['virt=virt-7.2'],
    ])
    expect(host.guests[0]?.machines[3]?.maxCpus).toBe(288)
  })

  test('one without CPU models or guests', () => {
    expect(parseHostCapabilities('<capabilities><host/></capabilities>')).toEqual({
      arch: 'unknown',
      cpu: undefined,
      guests: [],
    })
  })
})

test('an emulator’s abilities', () => {
  expect(parseDomainCapabilities(DOMAIN)).toEqual({
    emulator: '/usr/bin/qemu-system-x86_64',
    domainType: 'qemu',
    machine: 'pc-q35-7.2',
    arch: 'x86_64',
    maxVcpus: 288,
    iothreads: true,
    firmware: ['efi'],
    loaders: ['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_CODE_4M.ms.fd'],
    secureBoot: true,
    cpu: {
      hostPassthrough: true,
      hostPassthroughMigratable: true,
      maximum: true,
      hostModel: 'EPYC-Rome',
      usable: ['qemu64'],
    },
    devices: { disk: { bus: ['scsi', 'virtio'] }, tpm: { model: ['tpm-tis', 'tpm-crb'] }, filesystem: {} },
  })
})

test.each(['', 'no XML', '<capabilities>', '<domainCapabilities/>'])('%j is refused', (xml) => {
  expect(() => parseHostCapabilities(xml)).toThrow(/libvirt's answer is no/)
})

describe('the cache', () => {
  /** Answers every call with the next of these; an Error rejects it. */
  function answering(...answers: readonly (string | Error)[]) {
    const left = [...answers]
    let asked = 0
    const call = () => {
      asked++
      const answer = left.shift() ?? ''
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    }
    // Only `call` is used; a whole connection would need a socket.
    const connection = { call } as unknown as Connection
    return { cache: createCapabilityCache((use) => use(connection)), asked: () => asked }
  }

  test('asks once, and again on refresh', async () => {
    const { cache, asked } = answering(HOST, HOST.replace('EPYC', 'Genoa'))
    expect(cache.current()).toBeUndefined()
    cache.refresh()
    cache.refresh()
    await cache.ready
    expect(asked()).toBe(1)
    cache.refresh()
    expect(cache.current()?.cpu?.model).toBe('EPYC')
    await new Promise(setImmediate)
    expect(cache.current()?.cpu?.model).toBe('Genoa')
  })

  test('a connection lost on the way: the next refresh answers', async () => {
    const { cache } = answering(new Error('lost'), HOST)
    cache.refresh()
    await new Promise(setImmediate)
    expect(cache.current()).toBeUndefined()
    cache.refresh()
    await expect(cache.ready).resolves.toMatchObject({ arch: 'x86_64' })
  })

  test('keeps an emulator’s abilities, but no failure', async () => {
    const { cache, asked } = answering(new Error('lost'), DOMAIN)
    await expect(cache.domain({ arch: 'x86_64' })).rejects.toThrow('lost')
    await expect(cache.domain({ arch: 'x86_64' })).resolves.toMatchObject({ machine: 'pc-q35-7.2' })
    await cache.domain({ arch: 'x86_64' })
    expect(asked()).toBe(2)
  })

  test('closing ends the waiting', async () => {
    const { cache } = answering()
    cache.close(new Error('closed'))
    await expect(cache.ready).rejects.toThrow('closed')
  })
})
