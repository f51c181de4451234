import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LibvirtError, remoteError } from './error.ts'
import { beginFrame, endFrame, HEADER_BYTES, STATUS, TYPE } from './framing.ts'
import type { Procedure } from './procedure.ts'
import { procedures, type ArgsOf, type ProcedureName, type ResultOf } from './procedures.ts'
import { capturedFrames } from './testing/frames.ts'
import { XdrWriter } from './xdr-writer.ts'
import { XdrError, XdrReader } from './xdr.ts'

const frames = capturedFrames()
const uuid = '11111111-2222-4333-8444-555555555555'
const dom = { name: 'web', uuid, id: 1 }
const stopped = { name: 'web', uuid, id: -1 }
const secret = { uuid: '99999999-2222-4333-8444-555555555555', usageType: 0, usageId: '' }

type Case = readonly [name: ProcedureName, value: unknown]

/** What virsh asked for in the capture, as a caller of this client would say it. */
const requests: readonly Case[] = [
  request('authList', undefined),
  request('connectSupportsFeature', { feature: 10 }),
  request('connectOpen', { name: 'qemu:///session', flags: 6 }),
  request('connectRegisterCloseCallback', undefined),
  request('connectUnregisterCloseCallback', undefined),
  request('connectClose', undefined),
  request('connectGetHostname', undefined),
  request('nodeGetInfo', undefined),
  request('nodeGetMemoryStats', { nparams: 0, cell: -1 }),
  request('domainLookupByName', { name: 'web' }),
  request('domainLookupByUuid', { uuid }),
  request('domainEventRegister', { eventId: 0, dom: null }),
  request('domainEventDeregister', { callbackId: 0 }),
  request('connectListAllDomains', { needResults: 1, flags: 3 }),
  request('connectListAllNetworks', { needResults: 1, flags: 3 }),
  request('connectListAllSecrets', { needResults: 1 }),
  request('domainGetState', { dom }),
  request('domainGetInfo', { dom }),
  request('domainIsPersistent', { dom }),
  request('domainIsActive', { dom }),
  request('domainGetAutostart', { dom }),
  request('domainSetAutostart', { dom, autostart: false }),
  request('domainHasManagedSaveImage', { dom }),
  request('domainGetMessages', { dom }),
  // virsh was given --nowait; here it is not to be forgotten.
  request('connectGetAllDomainStats', { doms: [dom], stats: 5 }),
  request('domainGetMemoryParameters', { dom, nparams: 0, flags: 6 }),
  request('domainSetMemoryParameters', {
    dom,
    params: [{ field: 'hard_limit', type: 'ullong', value: 1_048_576 }],
    flags: 2,
  }),
  request('domainSetMetadata', { dom, type: 2, metadata: '<note>ä</note>', key: 'k', uri: 'urn:kiste' }),
  request('domainGetMetadata', { dom, type: 2, uri: 'urn:kiste' }),
  request('domainSendKey', { dom, codeset: 0, holdMs: 0, keycodes: [30, 48] }),
  request('domainGetJobStats', { dom }),
  request('domainInterfaceAddresses', { dom, source: 1 }),
  request('domainAgentCommand', { dom, command: '{"execute":"guest-ping"}', timeoutSeconds: -1 }),
  request('domainMonitorCommand', { dom, command: 'info status', flags: 1 }),
  request('domainSetMemoryFlags', { dom, memoryKiB: 16_384, flags: 1 }),
  request('domainSetVcpusFlags', { dom, vcpus: 1, flags: 2 }),
  request('domainUpdateDeviceFlags', {
    dom,
    xml: "<disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>",
    flags: 1,
  }),
  request('domainGetBlockInfo', { dom, disk: 'sda' }),
  request('domainBlockResize', { dom, disk: 'sda', size: 1_048_576 }),
  request('domainMemoryStats', { dom, maxStats: 13 }),
  request('secretDefineXml', {
    xml: `<secret><uuid>${secret.uuid}</uuid><description>x</description></secret>`,
  }),
  request('secretLookupByUuid', { uuid: secret.uuid }),
  request('secretSetValue', { secret, value: Buffer.from('hello') }),
  request('secretGetValue', { secret }),
  request('secretUndefine', { secret }),
  request('domainScreenshot', { dom, screen: 0 }),
  request('domainSuspend', { dom }),
  request('domainResume', { dom }),
  request('domainReboot', { dom }),
  request('domainShutdownFlags', { dom, flags: 1 }),
  request('domainUndefineFlags', { dom: stopped }),
]

/** What libvirtd answered in the capture. */
const replies: readonly Case[] = [
  reply('authList', [0]),
  reply('connectSupportsFeature', true),
  reply('connectOpen', undefined),
  reply('connectGetHostname', 'vm'),
  reply('nodeGetInfo', {
    model: 'x86_64',
    memoryKiB: 12_544_204,
    cpus: 2,
    mhz: 2596,
    nodes: 1,
    sockets: 1,
    cores: 2,
    threads: 1,
  }),
  reply('nodeGetMemoryStats', { params: [], nparams: 4 }),
  reply('domainLookupByName', stopped),
  reply('domainLookupByUuid', dom),
  reply('connectListAllDomains', { domains: [dom], count: 1 }),
  reply('connectListAllNetworks', { networks: [], count: 0 }),
  reply('domainGetState', { state: 1, reason: 1 }),
  reply('domainGetInfo', {
    state: 1,
    maxMemoryKiB: 32_768,
    memoryKiB: 32_768,
    vcpus: 1,
    cpuTimeNs: 560_000_000,
  }),
  reply('domainIsPersistent', true),
  reply('domainGetAutostart', false),
  reply('domainGetMessages', []),
  reply('domainGetMetadata', '<note>ä</note>'),
  reply('domainGetJobStats', { type: 0, params: {} }),
  reply('domainMonitorCommand', 'VM status: running\r\n'),
  reply('domainMemoryStats', [
    { tag: 6, value: 32_768 },
    { tag: 9, value: 0 },
    { tag: 7, value: 47_768 },
  ]),
  reply('connectGetAllDomainStats', [
    {
      dom,
      params: {
        'state.state': 1,
        'state.reason': 1,
        'balloon.current': 32_768,
        'balloon.maximum': 32_768,
        'balloon.last-update': 0,
        'balloon.rss': 47_768,
      },
    },
  ]),
  reply('secretDefineXml', secret),
  reply('secretGetValue', Buffer.from('hello')),
  reply('domainScreenshot', 'image/png'),
  reply('domainSuspend', undefined),
  reply('domainEventRegister', 0),
]

describe('requests are the bytes the C library sends', () => {
  test.each(requests)('%s', (name, args) => {
    const { serial, hex } = capturedFrame(name, 'client', TYPE.call, STATUS.ok)
    const procedure = procedures[name] as Procedure<unknown, unknown>
    const writer = new XdrWriter()
    const mark = beginFrame(writer, procedure.program, procedure.number, TYPE.call, serial, STATUS.ok)
    procedure.args.write(writer, args)
    endFrame(writer, mark)
    expect(writer.take().toString('hex')).toBe(hex)
  })
})

describe('replies of libvirtd are understood', () => {
  test.each(replies)('%s', (name, expected) => {
    const bytes = replyBytes(name, STATUS.ok)
    const reader = new XdrReader().reset(bytes, HEADER_BYTES, bytes.length)
    expect(procedures[name].result.read(reader)).toEqual(expected)
    expect(reader.remaining()).toBe(0)
  })

  test.each(replies)('%s cut at every byte is refused', (name) => {
    const bytes = replyBytes(name, STATUS.ok)
    for (let end = HEADER_BYTES; end < bytes.length; end++) {
      const reader = new XdrReader().reset(bytes, HEADER_BYTES, end)
      expect(() => procedures[name].result.read(reader)).toThrow(XdrError)
    }
  })

  test('an error, with all its parts', () => {
    const bytes = replyBytes('domainLookupByName', STATUS.error)
    const error = new LibvirtError(
      'domainLookupByName',
      remoteError.read(new XdrReader().reset(bytes, HEADER_BYTES, bytes.length)),
    )
    expect(error).toMatchObject({
      code: 'no-domain',
      codeNumber: 42,
      domain: 'qemu',
      level: 2,
      procedure: 'domainLookupByName',
      str1: 'Domain not found: %s',
      str2: "no domain with matching name 'nobody'",
      str3: null,
      int1: -1,
      int2: -1,
      object: undefined,
    })
    expect(error.message).toBe(
      "libvirt domainLookupByName: Domain not found: no domain with matching name 'nobody'",
    )
  })
})

test('replies with bytes changed are read or refused, nothing else', () => {
  const seeds = replies.map(([name]) => ({ name, bytes: replyBytes(name, STATUS.ok) }))
  const change = fc.record({ at: fc.nat(4096), to: fc.nat(255) })
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      ({ name, bytes }, changes) => {
        const changed = Buffer.from(bytes)
        for (const { at, to } of changes)
          changed[HEADER_BYTES + (at % Math.max(1, bytes.length - HEADER_BYTES))] = to
        try {
          procedures[name].result.read(new XdrReader().reset(changed, HEADER_BYTES, bytes.length))
        } catch (error) {
          expect(error).toBeInstanceOf(XdrError)
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('every procedure has a number of its own', () => {
  const numbers = Object.values(procedures).map(({ program, number }) => `${program}/${number}`)
  expect(new Set(numbers).size).toBe(numbers.length)
})

function request<N extends ProcedureName>(name: N, args: ArgsOf<N>): Case {
  return [name, args]
}

function reply<N extends ProcedureName>(name: N, result: ResultOf<N>): Case {
  return [name, result]
}

function capturedFrame(name: ProcedureName, from: 'client' | 'server', type: number, status: number) {
  const { program, number } = procedures[name]
  const found = frames.find(
    (frame) =>
      frame.from === from &&
      frame.program === program &&
      frame.procedure === number &&
      frame.type === type &&
      frame.status === status,
  )
  if (found === undefined) throw new Error(`${name} was not captured`)
  return found
}

function replyBytes(name: ProcedureName, status: number): Buffer {
  return Buffer.from(capturedFrame(name, 'server', TYPE.reply, status).hex, 'hex')
}
