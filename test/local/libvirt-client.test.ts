import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pipeline } from 'node:stream/promises'
import { Readable, type Duplex } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openLibvirt, type LibvirtClient, type LibvirtState } from '../../src/host/libvirt/client.ts'
import type { LibvirtEvent } from '../../src/host/libvirt/event-kinds.ts'
import { STATS, STATS_NOWAIT } from '../../src/host/libvirt/procedures/domain-list.ts'
import type { DomainRef } from '../../src/host/libvirt/objects.ts'
import { openConnection } from '../../src/host/libvirt/open.ts'
import { ECHO_READY, echoDomainXml, writeEchoDisk } from './support/echo-guest.ts'
import { startPrivateLibvirt, type PrivateLibvirt } from './support/private-libvirt.ts'

let libvirt: PrivateLibvirt
let client: LibvirtClient
let states: LibvirtState[]
let events: LibvirtEvent[]
let diskPath: string

beforeAll(async () => {
  libvirt = await startPrivateLibvirt()
  diskPath = join(libvirt.directory, 'echo.raw')
  writeEchoDisk(diskPath)
  // Warms libvirt's own cache of what QEMU can do; cold, the first definition takes seconds.
  const connection = await openConnection(libvirt.uri)
  await connection.call('connectGetCapabilities')
  connection.close()
})

afterAll(async () => {
  await libvirt.stop()
})

beforeEach(async () => {
  client = openLibvirt({ uri: libvirt.uri, connectWaitMs: 30_000 })
  states = []
  events = []
  client.onState((state) => states.push(state))
  client.onEvent((event) => events.push(event))
  await client.ready()
})

afterEach(async () => {
  for (const dom of (await client.call('connectListAllDomains', { needResults: 1 })).domains) {
    // Just restarted, libvirtd still looks for its VMs: they may be listed as running and be gone at the next call.
    const gone = (error: unknown) => expect(error).toMatchObject({ code: 'operation-invalid' })
    if (dom.id > 0) await client.call('domainDestroyFlags', { dom }).catch(gone)
    await client.call('domainUndefineFlags', { dom, flags: 4 | 1 })
  }
  await client.close()
})

async function until(what: string, condition: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 60_000
  while (!condition()) {
    if (Date.now() > giveUpAt) throw new Error(`${what}: did not happen within a minute`)
    await sleep(10)
  }
}

async function define(name: string): Promise<DomainRef> {
  return client.call('domainDefineXmlFlags', { xml: echoDomainXml(name, diskPath), flags: 1 })
}

async function start(name: string): Promise<DomainRef> {
  return client.call('domainCreateWithFlags', { dom: await define(name) })
}

const lifecycle = () => events.flatMap((event) => (event.type === 'lifecycle' ? [event.change] : []))

/** Collects what a stream brings until it holds a text. */
async function readUntil(stream: Duplex, text: string): Promise<string> {
  let all = ''
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    all += (chunk as Buffer).toString('latin1')
    if (all.includes(text)) return all
  }
  throw new Error(`the stream ended before ${JSON.stringify(text)}: ${JSON.stringify(all)}`)
}

function qemuPid(name: string): number {
  return Number(
    readFileSync(join(libvirt.env['XDG_RUNTIME_DIR'] ?? '', `libvirt/qemu/run/${name}.pid`), 'utf8'),
  )
}

describe('a VM’s life', () => {
  test('define, start, pause, resume, destroy, undefine; with events in order', async () => {
    const defined = await define('life')
    expect(defined).toMatchObject({ name: 'life', id: -1 })
    const dom = await client.call('domainCreateWithFlags', { dom: defined })
    expect(dom.id).toBeGreaterThan(0)
    expect((await client.call('connectListAllDomains', { needResults: 1 })).domains).toEqual([dom])
    await client.call('domainSuspend', { dom })
    expect(await client.call('domainGetState', { dom })).toEqual({ state: 3, reason: 1 })
    await client.call('domainResume', { dom })
    const stats = await client.call('connectGetAllDomainStats', {
      doms: [],
      stats: STATS.state | STATS.cpu | STATS.balloon,
      flags: STATS_NOWAIT,
    })
    expect(stats).toMatchObject([{ dom, params: { 'state.state': 1, 'balloon.maximum': 32_768 } }])
    expect(await client.call('domainGetXmlDesc', { dom })).toContain("<target dev='vda' bus='virtio'/>")
    await client.call('domainDestroyFlags', { dom })
    await client.call('domainUndefineFlags', { dom })
    await until('event undefined', () => lifecycle().includes('undefined'))
    expect(lifecycle().join(' ')).toBe('defined resumed started suspended resumed shutdown stopped undefined')
    await expect(client.call('domainGetState', { dom })).rejects.toMatchObject({
      code: 'no-domain',
      domain: 'qemu',
    })
  })

  test('errors carry libvirt’s code and object', async () => {
    const dom = await define('errors')
    await expect(client.call('domainSuspend', { dom })).rejects.toMatchObject({ code: 'operation-invalid' })
    await expect(client.call('domainDefineXmlFlags', { xml: '<domain', flags: 0 })).rejects.toMatchObject({
      code: 'xml-detail',
    })
    const started = await client.call('domainCreateWithFlags', { dom })
    await expect(
      client.call('domainAgentCommand', { dom: started, command: '{}', timeoutSeconds: 1 }),
    ).rejects.toMatchObject({ code: 'argument-unsupported' })
  })

  test('QEMU killed: an event says so, and the state', async () => {
    const dom = await start('killed')
    process.kill(qemuPid('killed'), 'SIGKILL')
    await until('event stopped', () => lifecycle().includes('stopped'))
    expect(events.at(-1)).toMatchObject({ type: 'lifecycle', change: 'stopped', detail: 5 })
    expect(await client.call('domainGetState', { dom })).toMatchObject({ state: 5 })
  })

  test('a hung VM delays neither statistics nor other calls', async () => {
    const dom = await start('hung')
    const pid = qemuPid('hung')
    process.kill(pid, 'SIGSTOP')
    try {
      const blocked = client
        .withConnection((own) => own.call('domainSuspend', { dom }))
        .catch((error: unknown) => error)
      await sleep(200)
      const since = performance.now()
      const stats = await client.call('connectGetAllDomainStats', { doms: [], stats: 0, flags: STATS_NOWAIT })
      expect(stats).toHaveLength(1)
      await client.call('domainGetState', { dom })
      // Without NOWAIT libvirt waits 30 s for the job lock; this is about seconds against that, not about speed.
      expect(performance.now() - since).toBeLessThan(10_000)
      process.kill(pid, 'SIGCONT')
      expect(await blocked).toBeUndefined()
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  })
})

describe('streams', () => {
  test('the serial console, both ways, until the VM ends', async () => {
    const dom = await start('console')
    await client.withConnection(async (own) => {
      const { stream } = await own.openStream('domainOpenConsole', { dom })
      await readUntil(stream, ECHO_READY)
      const line = 'Grüße, guest!\r\n'
      stream.write(line)
      expect(await readUntil(stream, '!\r\n')).toBe(Buffer.from(line).toString('latin1'))
      await client.call('domainDestroyFlags', { dom })
      stream.resume()
      await once(stream, 'end')
    })
  })

  test('a second console is refused unless it takes the first over', async () => {
    const dom = await start('console2')
    await client.withConnection(async (own) => {
      const { stream } = await own.openStream('domainOpenConsole', { dom })
      await readUntil(stream, ECHO_READY)
      await expect(own.openStream('domainOpenConsole', { dom })).rejects.toMatchObject({
        code: 'operation-failed',
      })
      stream.on('error', () => undefined)
      const taken = await own.openStream('domainOpenConsole', { dom, flags: 1 })
      taken.stream.write('mine')
      expect(await readUntil(taken.stream, 'mine')).toBe('mine')
      taken.stream.destroy()
      // The connection is still good after an aborted stream.
      await expect(own.call('connectGetUri')).resolves.toBe('qemu:///session')
    })
  })

  test('a screenshot', async () => {
    const dom = await start('screen')
    const picture = await client.withConnection(async (own) => {
      const { result, stream } = await own.openStream('domainScreenshot', { dom, screen: 0 })
      expect(result).toBe('image/png')
      return Buffer.concat(await stream.toArray())
    })
    expect(picture.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect(picture.subarray(-8, -4).toString('latin1')).toBe('IEND')
  })

  test('a volume up and down again', async () => {
    const target = join(libvirt.directory, 'pool')
    mkdirSync(target)
    const data = randomBytes(5_000_000)
    const xml = `<pool type='dir'><name>p</name><target><path>${target}</path></target></pool>`
    const pool = await client.call('storagePoolCreateXml', { xml })
    const volume = await client.call('storageVolCreateXml', {
      pool,
      xml: `<volume><name>v</name><capacity>${data.length}</capacity><target><format type='raw'/></target></volume>`,
    })
    const range = { volume, offsetBytes: 0, lengthBytes: data.length }
    await client.withConnection(async (own) => {
      const { stream } = await own.openStream('storageVolUpload', range)
      await pipeline(Readable.from([data]), stream)
    })
    expect(readFileSync(join(target, 'v')).equals(data)).toBe(true)
    const back = await client.withConnection(async (own) => {
      const { stream } = await own.openStream('storageVolDownload', range)
      return Buffer.concat(await stream.toArray())
    })
    expect(back.equals(data)).toBe(true)
    await client.call('storagePoolDestroy', { pool })
  })
})

describe('libvirtd killed with -9', () => {
  /** Calls of each kind, made while the daemon is stopped so that none can be answered. */
  const kinds: Record<string, (dom: DomainRef) => Promise<unknown>> = {
    'a read': (dom) => client.call('domainGetState', { dom }),
    'a list': () => client.call('connectListAllDomains', { needResults: 1 }),
    'a definition': () => define('late'),
    'a change': (dom) => client.call('domainSuspend', { dom }),
    statistics: () => client.call('connectGetAllDomainStats', { doms: [], stats: 0, flags: STATS_NOWAIT }),
    'a guest agent call': (dom) =>
      client.call('domainAgentCommand', { dom, command: '{"execute":"guest-ping"}', timeoutSeconds: 5 }),
  }

  test.each(Object.keys(kinds))('during %s: outcome unknown, then all is read again', async (kind) => {
    const dom = await start('survivor')
    process.kill(libvirt.pid(), 'SIGSTOP')
    const call = kinds[kind]?.(dom)
    const outcome = call?.catch((error: unknown) => error)
    await sleep(50)
    await libvirt.kill()
    expect(await outcome).toMatchObject({ name: 'ConnectionLost', outcome: 'unknown' })
    await libvirt.restart()
    await until('second connect', () =>
      states.some((state) => state.state === 'connected' && state.generation === 2),
    )
    // The VM went on, with the same id; events work again.
    expect((await client.call('connectListAllDomains', { needResults: 1 })).domains).toEqual([dom])
    events.length = 0
    await client.call('domainSuspend', { dom })
    await until('event', () => lifecycle().includes('suspended'))
  })

  test('during a long call and streams on connections of their own', async () => {
    const dom = await start('streams')
    const errors: unknown[] = []
    const note = (error: unknown) => void errors.push(error)
    const running = Promise.all([
      client
        .withConnection(async (own) => {
          const { stream } = await own.openStream('domainOpenConsole', { dom })
          await readUntil(stream, ECHO_READY)
          // Nothing more comes; only the end of the connection can end this.
          await readUntil(stream, 'never')
        })
        .catch(note),
      client
        .withConnection(async (own) => {
          await sleep(3000)
          return own.call('domainManagedSave', { dom })
        })
        .catch(note),
      client
        .withConnection(async (own) => {
          await sleep(3000)
          return own.openStream('domainScreenshot', { dom, screen: 0 })
        })
        .catch(note),
    ])
    await sleep(2900)
    process.kill(libvirt.pid(), 'SIGSTOP')
    await sleep(300)
    await libvirt.kill()
    await running
    expect(errors).toHaveLength(3)
    for (const error of errors) expect(error).toMatchObject({ name: 'ConnectionLost', outcome: 'unknown' })
    await libvirt.restart()
  })

  test('while connecting: it tries again', async () => {
    process.kill(libvirt.pid(), 'SIGSTOP')
    const second = openLibvirt({ uri: libvirt.uri, connectWaitMs: 60_000 })
    await sleep(50)
    await libvirt.kill()
    await libvirt.restart()
    await second.ready()
    expect(second.state()).toMatchObject({ state: 'connected' })
    await second.close()
  })
})

describe('ways to reach it', () => {
  test('the test driver behind the same daemon', async () => {
    const connection = await openConnection(`test+unix:///default?socket=${libvirt.socketPath}`)
    const { domains } = await connection.call('connectListAllDomains', { needResults: 1 })
    expect(domains.map(({ name }) => name)).toEqual(['test'])
    connection.close()
  })

  test('the session, found by its environment', async () => {
    const connection = await openConnection('qemu:///session', { env: libvirt.env })
    await expect(connection.call('connectGetUri')).resolves.toBe('qemu:///session')
    connection.close()
  })

  test('a session nobody started: it is started, and found again', async () => {
    const home = mkdtempSync(join(tmpdir(), 'k-'))
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: home,
      XDG_CACHE_HOME: join(home, 'c'),
      XDG_CONFIG_HOME: join(home, 'f'),
    }
    const [first, second] = await Promise.all([
      openConnection('qemu:///session', { env }),
      openConnection('qemu:///session', { env }),
    ])
    await expect(first.call('connectGetHostname')).resolves.toBe(await second.call('connectGetHostname'))
    first.close()
    second.close()
    const pid = Number(readFileSync(join(home, 'c/libvirt/libvirtd.pid'), 'utf8'))
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('--timeout=120')
    process.kill(pid, 'SIGTERM')
    await until('the daemon ended', () => !existsSync(`/proc/${pid}`))
    rmSync(home, { recursive: true, force: true })
  })

  test('through ssh, to libvirt’s helper on the other side', async () => {
    // An ssh that runs the command here: what is tested is our argv, the pipe and the helper.
    const ssh = join(libvirt.directory, 'ssh')
    writeFileSync(
      ssh,
      `#!/bin/sh\nfor last; do :; done\nprintf '%s\\n' "$@" > ${ssh}.args\nexec sh -c "$last"\n`,
    )
    chmodSync(ssh, 0o755)
    const connection = await openConnection('qemu+ssh://me@box/session', {
      env: libvirt.env,
      sshCommand: ssh,
    })
    await expect(connection.call('connectGetUri')).resolves.toBe('qemu:///session')
    connection.close()
    await connection.closed
    expect(readFileSync(`${ssh}.args`, 'utf8')).toContain('-l\nme\n--\nbox\n')
  })

  test('an ssh that fails is an error with its words', async () => {
    const ssh = join(libvirt.directory, 'ssh-fails')
    writeFileSync(ssh, '#!/bin/sh\necho "ssh: Could not resolve hostname box" >&2\nexit 255\n')
    chmodSync(ssh, 0o755)
    await expect(
      openConnection('qemu+ssh://box/session', { env: libvirt.env, sshCommand: ssh }),
    ).rejects.toThrow(/Could not resolve hostname box.*Try: ssh box virsh list/s)
  })
})
