import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ProblemError, type Problem } from '../../domain/problem.ts'
import { isReachable } from './addresses.ts'
import { openLibvirtHost, type LibvirtHost } from './open-libvirt-host.ts'
import { exampleDefinition } from './testing/example-definition.ts'
import { toDomainXml } from './domain-xml.ts'
import {
  NO_REPLY,
  startScriptedServer,
  type Handlers,
  type ScriptedServer,
} from './testing/scripted-server.ts'

const definition = exampleDefinition()
const { uuid, name } = definition
const xml = toDomainXml(definition, { maxCpus: 4 })
const off = { name, uuid, id: -1 }
const on = { name, uuid, id: 3 }
const NO_DOMAIN = { code: 42, message: 'no domain' }

/** A VM that is plugged into libvirt's network `default`. */
const networked: Handlers = {
  domainGetXmlDesc: () =>
    toDomainXml(
      exampleDefinition({
        nics: [{ mac: '52:54:00:00:00:01', link: { type: 'network', network: 'default' } }],
      }),
      { maxCpus: 2 },
    ),
  networkLookupByName: () => ({ name: 'default', uuid }),
  networkIsActive: () => true,
}

let server: ScriptedServer
let host: LibvirtHost

beforeEach(async () => {
  server = await startScriptedServer({
    connectGetCapabilities: (_, call) => (call.fail({}), NO_REPLY),
    domainLookupByUuid: () => off,
    domainGetState: () => ({ state: 5, reason: 0 }),
    domainIsPersistent: () => true,
    domainGetAutostart: () => false,
    domainGetXmlDesc: () => xml,
    nodeGetInfo: () => ({
      model: 'x86_64',
      memoryKiB: 1,
      cpus: 8,
      mhz: 1,
      nodes: 1,
      sockets: 1,
      cores: 8,
      threads: 1,
    }),
  })
  host = openLibvirtHost({ uri: server.uri, connectWaitMs: 3000 })
})
afterEach(async () => {
  await host.close()
  await server.close()
})

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProblemError)) throw new Error(`no problem but ${String(error)}`, { cause: error })
  return error.problems[0]
}

const countOf = (call: string) => server.calls.filter((one) => one === call).length

describe('reading', () => {
  test('a VM that goes away meanwhile is not there', async () => {
    server.handle({ domainGetXmlDesc: (_, call) => (call.fail(NO_DOMAIN), NO_REPLY) })
    expect(await host.vms.get(uuid)).toBeUndefined()
    server.handle({
      connectListAllDomains: () => ({ domains: [off], count: 1 }),
      connectGetAllDomainStats: () => [],
    })
    expect(await host.vms.list()).toEqual([])
  })

  test('the list asks once for states and once for each XML, and never waits for a busy guest', async () => {
    const flags: (number | undefined)[] = []
    const count = 50
    const refs = Array.from({ length: count }, (_, index) => ({
      name: `vm-${index}`,
      uuid: `11111111-2222-4333-8444-${String(index).padStart(12, '0')}`,
      id: -1,
    }))
    server.handle({
      connectListAllDomains: ({ flags: which }) =>
        which === 1024 ? { domains: refs.slice(0, 1), count: 1 } : { domains: refs, count },
      connectGetAllDomainStats: (args) => {
        flags.push(args.flags)
        return []
      },
      domainGetXmlDesc: ({ dom }) => xml.replace(uuid, dom.uuid).replace('>web<', `>${dom.name}<`),
      domainLookupByUuid: (args) => refs.find((ref) => ref.uuid === args.uuid) ?? off,
    })
    const list = await host.vms.list()
    expect(list).toHaveLength(count)
    expect(new Set(list.map((vm) => vm.name)).size).toBe(count)
    expect(flags).toEqual([2 ** 29])
    expect(countOf('domainGetXmlDesc')).toBe(count)
    const [first] = list
    expect(await host.vms.list()).toHaveLength(count)
    expect(first?.disks).toBe((await host.vms.list())[0]?.disks)
  })
})

describe('a VM that a disk holds', () => {
  const held = (error: number) => ({ errors: [{ disk: 'vda', error }], count: 1 })
  beforeEach(() =>
    server.handle({ domainLookupByUuid: () => on, domainGetState: () => ({ state: 3, reason: 5 }) }),
  )
  const because = async () => (await host.vms.get(uuid))?.status

  test('for want of room says so, alone and in the list', async () => {
    server.handle({
      domainGetDiskErrors: () => held(2),
      connectListAllDomains: () => ({ domains: [on], count: 1 }),
      connectGetAllDomainStats: () => [],
    })
    expect(await because()).toEqual({ state: 'paused', because: 'no-space' })
    expect((await host.vms.list())[0]?.status).toEqual({ state: 'paused', because: 'no-space' })
  })

  test('for another reason, or one that cannot be told now, is held by an error', async () => {
    server.handle({ domainGetDiskErrors: () => held(1) })
    expect(await because()).toEqual({ state: 'paused', because: 'io-error' })
    server.handle({ domainGetDiskErrors: (_, call) => (call.fail({ code: 68, message: 'busy' }), NO_REPLY) })
    expect(await because()).toEqual({ state: 'paused', because: 'io-error' })
  })

  test('is not asked about its disks while it is paused for another reason', async () => {
    server.handle({ domainGetState: () => ({ state: 3, reason: 1 }) })
    expect(await because()).toEqual({ state: 'paused', because: 'user' })
    expect(countOf('domainGetDiskErrors')).toBe(0)
  })
})

test('only what is kept is read with its passwords, never what is shown', async () => {
  const flags: (number | undefined)[] = []
  server.handle({
    domainGetXmlDesc: (args) => {
      flags.push(args.flags)
      return xml
    },
  })
  await host.vms.definition(uuid)
  await host.vms.definitionToShow(uuid)
  // VIR_DOMAIN_XML_SECURE is 1, VIR_DOMAIN_XML_INACTIVE 2.
  expect(flags).toEqual([3, 2])
})

describe('verbs', () => {
  test('of one VM wait for each other, those of others do not', async () => {
    const waiting: (() => void)[] = []
    server.handle({
      domainSetAutostart: (_, call) => {
        waiting.push(() => call.reply(undefined))
        return NO_REPLY
      },
      domainLookupByUuid: (args) => ({ ...off, uuid: args.uuid }),
    })
    const other = uuid.replace('1', '2')
    const work = [
      host.vms.setAutostart(uuid, true),
      host.vms.setAutostart(uuid, false),
      host.vms.setAutostart(other, true),
    ]
    await expect.poll(() => waiting.length).toBe(2)
    for (let answered = 0; answered < 3; answered++) {
      await expect.poll(() => waiting.length).toBeGreaterThan(0)
      waiting.shift()?.()
    }
    await Promise.all(work)
    expect(countOf('domainSetAutostart')).toBe(3)
  })

  test('are over when libvirt dies, with an outcome nobody knows', async () => {
    server.handle({ domainSetAutostart: (_, call) => (call.peer.socket.destroy(), NO_REPLY) })
    expect(await problemOf(host.vms.setAutostart(uuid, true))).toMatchObject({
      code: 'outcome_unknown',
      object: { type: 'vm', name },
    })
  })

  test('say when libvirt cannot be reached', async () => {
    await host.close()
    await server.stop()
    host = openLibvirtHost({ uri: server.uri, connectWaitMs: 100 })
    expect((await problemOf(host.vms.start(uuid))).code).toBe('libvirt_unavailable')
    expect((await problemOf(host.vms.list())).code).toBe('libvirt_unavailable')
    expect(await host.facts()).toMatchObject({ state: 'disconnected', uri: server.uri })
  })

  /** libvirt refuses this call, and by then the VM is what it was to become. */
  function refusedTooLate(
    call: 'domainDestroyFlags' | 'domainShutdownFlags' | 'domainCreateWithFlags',
    becomes: { readonly from: typeof on; readonly to: typeof on },
    error: { readonly code: number; readonly message: string },
  ): void {
    let ref = becomes.from
    server.handle({
      domainLookupByUuid: () => ref,
      [call]: (_: unknown, refused: { fail(why: typeof error): void }) => {
        ref = becomes.to
        refused.fail(error)
        return NO_REPLY
      },
    })
  }

  test('power off is done when libvirt, just restarted, says that there was nothing', async () => {
    refusedTooLate('domainDestroyFlags', { from: on, to: off }, NO_DOMAIN)
    await host.vms.powerOff(uuid)
    expect(countOf('domainDestroyFlags')).toBe(1)
  })

  test('a request to shut down is met when the guest went down before it was asked', async () => {
    server.handle({ domainGetState: () => ({ state: 1, reason: 0 }) })
    const message = 'Requested operation is not valid: domain is not running'
    refusedTooLate('domainShutdownFlags', { from: on, to: off }, { code: 55, message })
    await host.vms.askToPowerOff(uuid)
    expect(countOf('domainShutdownFlags')).toBe(1)
  })

  test('a request to shut down that libvirt refuses to a running VM is an error', async () => {
    server.handle({
      domainLookupByUuid: () => on,
      domainGetState: () => ({ state: 1, reason: 0 }),
      domainShutdownFlags: (_, call) => (call.fail({ code: 55, message: 'not now' }), NO_REPLY),
    })
    expect(await problemOf(host.vms.askToPowerOff(uuid))).toMatchObject({ code: 'wrong_state' })
  })

  test('start is done when somebody else was quicker', async () => {
    const error = { code: 55, message: 'domain is already running' }
    refusedTooLate('domainCreateWithFlags', { from: off, to: on }, error)
    await host.vms.start(uuid)
    expect(countOf('domainCreateWithFlags')).toBe(1)
  })

  test('start brings up the network it needs, if that is off', async () => {
    let active = false
    server.handle({
      ...networked,
      networkIsActive: () => active,
      networkCreate: () => {
        active = true
      },
      domainCreateWithFlags: () => on,
    })
    await host.vms.start(uuid)
    expect(server.calls.indexOf('networkCreate')).toBeLessThan(server.calls.indexOf('domainCreateWithFlags'))
    await host.vms.start(uuid)
    expect(countOf('networkCreate')).toBe(1)
  })

  test.each([
    ['is off', off, 'x', [{ metadata: 'x', flags: 2 }]],
    [
      'runs, at once as well',
      on,
      'x',
      [
        { metadata: 'x', flags: 2 },
        { metadata: 'x', flags: 1 },
      ],
    ],
    ['is off, none', off, '', [{ metadata: null, flags: 2 }]],
  ] as const)('notes of a VM that %s', async (_, dom, notes, expected) => {
    const asked: unknown[] = []
    server.handle({
      domainLookupByUuid: () => dom,
      domainSetMetadata: (args) => void asked.push(args),
    })
    await host.vms.setNotes(uuid, notes)
    expect(asked).toEqual(expected.map((one) => ({ dom, type: 0, key: null, uri: null, ...one })))
  })

  test('notes of a VM that ends meanwhile are written', async () => {
    server.handle({
      domainLookupByUuid: () => on,
      domainSetMetadata: ({ flags }, call) => {
        if (flags === 2) return undefined
        call.fail({ code: 55, message: 'domain is not running' })
        return NO_REPLY
      },
    })
    await host.vms.setNotes(uuid, 'x')
    expect(countOf('domainSetMetadata')).toBe(2)
  })

  test('a network starts with the host where a VM on it does', async () => {
    let startsWithHost = false
    server.handle({
      ...networked,
      networkIsPersistent: () => true,
      networkGetAutostart: () => startsWithHost,
      networkSetAutostart: (asked) => {
        expect(asked).toEqual({ net: { name: 'default', uuid }, autostart: true })
        startsWithHost = true
      },
      domainSetAutostart: () => undefined,
    })
    await host.vms.setAutostart(uuid, false)
    expect(countOf('networkSetAutostart')).toBe(0)
    await host.vms.setAutostart(uuid, true)
    await host.vms.setAutostart(uuid, true)
    expect(countOf('networkSetAutostart')).toBe(1)
    expect(server.calls.indexOf('networkSetAutostart')).toBeLessThan(
      server.calls.lastIndexOf('domainSetAutostart'),
    )
  })

  test.each([
    [
      'is not there',
      { networkLookupByName: (_, call) => (call.fail({ code: 43, message: 'no network' }), NO_REPLY) },
    ],
    ['lasts only until it is stopped', { networkIsPersistent: () => false }],
  ] as readonly (readonly [string, Handlers])[])(
    'a network that %s keeps no VM from starting with the host',
    async (_, network) => {
      server.handle({ ...networked, domainSetAutostart: () => undefined, ...network })
      await host.vms.setAutostart(uuid, true)
      expect(countOf('networkSetAutostart')).toBe(0)
      expect(countOf('domainSetAutostart')).toBe(1)
    },
  )
})

describe('the guest agent', () => {
  const answer = (code: number, message: string) => {
    server.handle({
      domainLookupByUuid: () => on,
      domainAgentCommand: (_, call) => (call.fail({ code, message }), NO_REPLY),
    })
    return problemOf(host.guests.ping(uuid, 1000))
  }
  const unable = "internal error: unable to execute QEMU agent command 'guest-ping'"

  test.each([
    [
      86,
      'Guest agent is not responding: QEMU guest agent is not connected',
      'agent_unavailable',
      /none is running/,
    ],
    [
      86,
      'Guest agent is not responding: Guest agent not available for now',
      'agent_unavailable',
      /does not answer/,
    ],
    [74, 'QEMU guest agent is not configured', 'agent_unavailable', /no channel/],
    [112, 'timeout', 'agent_unavailable', /does not answer/],
    [68, 'cannot acquire state change lock', 'agent_unavailable', /does not answer/],
    [55, 'domain is not running', 'wrong_state', /not running/],
    [1, `${unable}: The command guest-ping has been disabled`, 'agent_failed', /does not allow guest-ping/],
    [113, `${unable}: failed to open file '/x': No such file or directory`, 'agent_failed', /No such file/],
    [1, 'internal error: End of file from agent socket', 'agent_unavailable', /none is running/],
    [39, 'Unable to encode message payload', 'agent_failed', /too long/],
  ] as const)('error %i (%s) is %s', async (code, message, problemCode, because) => {
    const problem = await answer(code, message)
    expect(problem).toMatchObject({ code: problemCode, object: { type: 'vm', name } })
    expect(problem.message).toMatch(because)
    expect(problem.message).toContain(name)
  })

  test('that answers rubbish is said to', async () => {
    server.handle({ domainLookupByUuid: () => on, domainAgentCommand: () => 'rubbish' })
    expect(await problemOf(host.guests.ping(uuid, 1000))).toMatchObject({ code: 'agent_failed' })
    server.handle({ domainAgentCommand: () => '{"return":{}}' })
    expect(await problemOf(host.guests.exec(uuid, { argv: ['true'], timeoutMs: 100 }))).toMatchObject({
      code: 'agent_failed',
      message: expect.stringContaining('no process') as string,
    })
  })

  test('is not asked in a VM that is off', async () => {
    expect((await problemOf(host.guests.ping(uuid, 1000))).code).toBe('wrong_state')
    expect(countOf('domainAgentCommand')).toBe(0)
  })
})

test.each([
  ['10.0.2.15', true],
  ['192.168.122.5', true],
  ['fd00::1', true],
  ['2001:db8::1', true],
  ['127.0.0.1', false],
  ['127.1.2.3', false],
  ['::1', false],
  ['169.254.10.1', false],
  ['fe80::1', false],
  ['FEBF::1', false],
])('address %s leads somewhere: %s', (address, expected) => {
  expect(isReachable(address)).toBe(expected)
})

describe('a new VM', () => {
  test.each([
    ['has', 'qemu-vdagent', 10_001_000, 1],
    ['has', 'spicevmc', 11_000_000, 1],
    ['does not have', 'qemu-vdagent', 10_000_005, 0],
    ['does not have', 'unix', 10_001_000, 0],
  ] as const)('%s a clipboard where libvirt names %s of a QEMU %i', async (_, offered, version, count) => {
    const given: string[] = []
    server.handle({
      connectGetDomainCapabilities: () =>
        `<domainCapabilities><devices><channel supported='yes'><enum name='type'><value>${offered}</value></enum></channel></devices></domainCapabilities>`,
      connectGetVersion: () => BigInt(version),
      domainLookupByUuid: (_args, call) => (call.fail(NO_DOMAIN), NO_REPLY),
      domainLookupByName: (_args, call) => (call.fail(NO_DOMAIN), NO_REPLY),
      domainDefineXmlFlags: ({ xml: text }) => {
        given.push(text)
        return off
      },
      domainSetAutostart: () => undefined,
    })
    await host.vms.define(definition)
    expect(given.map((text) => text.split('com.redhat.spice.0').length - 1)).toEqual([count])
  })
})
