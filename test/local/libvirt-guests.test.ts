import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Readable, type Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ProblemError, type Problem } from '../../src/domain/problem.ts'
import type { VmDefinition } from '../../src/domain/vm-definition.ts'
import { openLibvirtHost, type LibvirtHost } from '../../src/host/libvirt/open-libvirt-host.ts'
import { eventually, freePort, tinyVm } from './support/booted-vm.ts'
import { exampleVm } from './support/example-vm.ts'
import { startPrivateLibvirt, type PrivateLibvirt } from './support/private-libvirt.ts'
import { virsh } from './support/virsh.ts'

let libvirt: PrivateLibvirt
let host: LibvirtHost
let vm: VmDefinition
let port: number
let busyPort: number

const runs = (uuid: string, ...argv: [string, ...string[]]) =>
  host.guests.exec(uuid, { argv, timeoutMs: 20_000 })
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProblemError)) throw new Error(`no problem but ${String(error)}`, { cause: error })
  return error.problems[0]
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

const answers = (uuid: string) =>
  eventually('the agent answers', () => host.guests.ping(uuid, 2000).then(() => true))

beforeAll(async () => {
  libvirt = await startPrivateLibvirt()
  host = openLibvirtHost({ uri: 'qemu:///session', env: libvirt.env })
  port = await freePort()
  busyPort = await freePort()
  vm = await tinyVm(libvirt, {
    nics: [
      {
        mac: '52:54:00:10:20:30',
        link: {
          type: 'user',
          forwards: [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: port, guestPort: 80 }],
        },
      },
    ],
  })
  await host.vms.define(vm)
  await host.vms.start(vm.uuid)
  await answers(vm.uuid)
})
afterAll(async () => {
  await host.close()
  await libvirt.stop()
})

describe('the guest agent', () => {
  test('is seen by the list', async () => {
    const statusInList = async () => (await host.vms.list()).find(({ uuid }) => uuid === vm.uuid)?.status
    await expect.poll(statusInList, { timeout: 10_000 }).toEqual({ state: 'running', agent: 'connected' })
  })

  test('runs commands with their words, input, exit code and signal', async () => {
    const echo = await runs(vm.uuid, '/bin/echo', '-n', 'a  b', '$HOME', '; rm -rf /', '"')
    expect(echo).toMatchObject({ ended: 'exit', exitCode: 0, truncated: false })
    expect(text(echo.stdout)).toBe('a  b $HOME ; rm -rf / "')
    const both = await runs(vm.uuid, 'sh', '-c', 'echo out; echo err >&2; exit 7')
    expect(both).toMatchObject({ ended: 'exit', exitCode: 7 })
    expect([text(both.stdout), text(both.stderr)]).toEqual(['out\n', 'err\n'])
    expect(await runs(vm.uuid, 'sh', '-c', 'kill -9 $$')).toMatchObject({ ended: 'signal', signal: 9 })
  })

  test('takes input and gives output of any length that fits, and says when it does not', async () => {
    for (const length of [0, 1, 48 * 1024, 1_000_000]) {
      const input = randomBytes(length)
      const { stdout } = await host.guests.exec(vm.uuid, { argv: ['cat'], input, timeoutMs: 20_000 })
      expect(Buffer.from(stdout).equals(input)).toBe(true)
    }
    expect(text((await runs(vm.uuid, 'sh', '-c', 'ls -A /tmp | grep -c kiste')).stdout)).toBe('0\n')
    expect(await problemOf(runs(vm.uuid, 'head', '-c', '4000000', '/dev/zero'))).toMatchObject({
      code: 'agent_failed',
      message: expect.stringContaining('too long') as string,
    })
    await host.guests.ping(vm.uuid, 5000)
  })

  test('says what it refuses', async () => {
    const problem = await problemOf(runs(vm.uuid, '/no/such/command'))
    expect(problem).toMatchObject({ code: 'agent_failed', object: { type: 'vm', name: vm.name } })
    expect(problem.message).toContain('No such file')
    expect(await problemOf(host.guests.readFile(vm.uuid, '/no/such/file'))).toMatchObject({
      code: 'agent_failed',
      message: expect.stringContaining('/no/such/file') as string,
    })
  })

  test('stops waiting when told, and says that the command goes on', async () => {
    const startedAt = performance.now()
    const slow = await problemOf(host.guests.exec(vm.uuid, { argv: ['sleep', '30'], timeoutMs: 500 }))
    expect(slow).toMatchObject({
      code: 'agent_failed',
      message: expect.stringMatching(/0\.5 s; it goes on/) as string,
    })
    const controller = new AbortController()
    const command = { argv: ['sleep', '30'], timeoutMs: 60_000, signal: controller.signal } as const
    const aborted = problemOf(host.guests.exec(vm.uuid, command))
    await sleep(300)
    controller.abort()
    expect((await aborted).code).toBe('cancelled')
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })

  test('carries files both ways, byte for byte', async () => {
    const content = randomBytes(1_000_003)
    const path = '/tmp/a "file" with; odd $name'
    expect(await host.guests.writeFile(vm.uuid, path, Readable.from([content]))).toBe(content.length)
    expect((await readAll(await host.guests.readFile(vm.uuid, path))).equals(content)).toBe(true)
    expect(await host.guests.writeFile(vm.uuid, path, Readable.from([]))).toBe(0)
    expect(await readAll(await host.guests.readFile(vm.uuid, path))).toHaveLength(0)
  })

  test('lets go of a file that is read half, or whose source fails', async () => {
    const openFiles = async () =>
      text((await runs(vm.uuid, 'sh', '-c', 'ls /proc/$(pidof qemu-ga)/fd | wc -l')).stdout)
    const before = await openFiles()
    await host.guests.writeFile(vm.uuid, '/tmp/half', Readable.from([randomBytes(200_000)]))
    const half = await host.guests.readFile(vm.uuid, '/tmp/half')
    await new Promise((resolve) => half.once('data', resolve))
    half.destroy()
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('some')
        await sleep(1)
        throw new Error('the source broke')
      })(),
    )
    expect((await problemOf(host.guests.writeFile(vm.uuid, '/tmp/broken', broken))).message).toContain(
      'source broke',
    )
    await eventually('nothing is left open', async () => (await openFiles()) === before)
  })

  test('holds up nobody else while its guest hangs', async () => {
    const other = exampleVm(libvirt)
    await host.vms.define(other)
    const pid = Number(
      readFileSync(join(libvirt.env['XDG_RUNTIME_DIR'] ?? '', `libvirt/qemu/run/${vm.name}.pid`), 'utf8'),
    )
    process.kill(pid, 'SIGSTOP')
    try {
      const stuck = Array.from({ length: 5 }, () => problemOf(host.guests.ping(vm.uuid, 1000)))
      await sleep(300)
      const startedAt = performance.now()
      await host.vms.start(other.uuid)
      expect(await host.vms.get(other.uuid)).toMatchObject({ status: { state: 'running' } })
      expect(await host.vms.list()).toHaveLength(2)
      // One agent command alone waits a second and libvirt runs them in turn: nothing waited for them.
      expect(performance.now() - startedAt).toBeLessThan(10_000)
      for (const { code } of await Promise.all(stuck)) expect(code).toBe('agent_unavailable')
    } finally {
      process.kill(pid, 'SIGCONT')
      await host.vms.powerOff(other.uuid)
      await host.vms.undefine(other.uuid)
    }
    await answers(vm.uuid)
  })

  test('that is not there is told apart from a VM that is off', async () => {
    const mute = exampleVm(libvirt)
    await host.vms.define(mute)
    expect((await problemOf(host.guests.ping(mute.uuid, 1000))).code).toBe('wrong_state')
    await host.vms.start(mute.uuid)
    expect(await problemOf(host.guests.ping(mute.uuid, 1000))).toMatchObject({
      code: 'agent_unavailable',
      message: expect.stringContaining('none is running') as string,
    })
    await host.vms.powerOff(mute.uuid)
    await host.vms.undefine(mute.uuid)
  })
})

describe('the network', () => {
  const fetched = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/`)
    return response.text()
  }

  test('shows the addresses the guest has', async () => {
    const addresses = await eventually('it has some', async () => {
      const found = await host.vms.addresses(vm.uuid)
      return found.some(({ address }) => address.includes('.')) && found
    })
    expect(addresses).toContainEqual({
      mac: '52:54:00:10:20:30',
      interfaceName: 'eth0',
      address: '10.0.2.15',
      prefix: 24,
      from: 'agent',
    })
    for (const { address } of addresses) expect(address).not.toMatch(/^(?:127\.|fe80:|::1$)/)
  })

  test('forwards a port of the host, also after virsh alone started the VM', async () => {
    expect(await eventually('the guest serves', fetched)).toContain('tiny')
    await virsh(libvirt.env, ['destroy', vm.name])
    await virsh(libvirt.env, ['start', vm.name])
    expect(await eventually('the guest serves again', fetched)).toContain('tiny')
    const [nic] = (await virsh(libvirt.env, ['domiflist', vm.name])).trim().split('\n')
    expect(nic).toMatch(/user .*virtio +52:54:00:10:20:30/)
    await answers(vm.uuid)
  })

  test('names the port that another program has', async () => {
    const squatter = createServer()
    await new Promise<void>((resolve) => squatter.listen(busyPort, '127.0.0.1', resolve))
    const late = exampleVm(libvirt, {
      nics: [
        {
          mac: '52:54:00:10:20:31',
          link: {
            type: 'user',
            forwards: [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: busyPort, guestPort: 80 }],
          },
        },
      ],
    })
    await host.vms.define(late)
    const problem = await problemOf(host.vms.start(late.uuid))
    expect(problem).toMatchObject({ code: 'in_use', object: { type: 'vm', name: late.name } })
    expect(problem.message).toContain(`port ${busyPort}/tcp of 127.0.0.1`)
    expect((await host.vms.get(late.uuid))?.status).toEqual({ state: 'stopped' })
    await new Promise((resolve) => squatter.close(resolve))
    await host.vms.start(late.uuid)
    await host.vms.powerOff(late.uuid)
    await host.vms.undefine(late.uuid)
  })
})

describe('the console', () => {
  const says = (console: Duplex) => {
    let said = ''
    console.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')))
    return (pattern: RegExp, nudge?: () => void) =>
      eventually(`it says ${String(pattern)}`, async () => {
        if (!pattern.test(said)) nudge?.()
        return pattern.test(said)
      })
  }
  const ends = (console: Duplex) =>
    new Promise<string>((resolve) =>
      console.once('error', (error) => resolve(error.message)).once('close', () => resolve('closed')),
    )

  test('is a shell of the guest; the newest one has it, and it ends with the VM', async () => {
    const first = await host.vms.openConsole(vm.uuid)
    const firstSays = says(first)
    const firstEnds = ends(first)
    await firstSays(/# /, () => first.write('\r'))
    first.write('echo $((6*7))\r')
    await firstSays(/42/)

    const second = await host.vms.openConsole(vm.uuid)
    const secondSays = says(second)
    const secondEnds = ends(second)
    expect(await firstEnds).toBe(`The console of VM ${vm.name} was taken over by somebody else.`)
    second.write('echo $((6*9))\r')
    await secondSays(/54/)

    await host.vms.powerOff(vm.uuid)
    expect(await secondEnds).toBe('closed')
    expect(await problemOf(host.vms.openConsole(vm.uuid))).toMatchObject({ code: 'wrong_state' })
  })

  test('left by the reader is free again', async () => {
    await host.vms.start(vm.uuid)
    for (let time = 0; time < 3; time++) {
      const console = await host.vms.openConsole(vm.uuid)
      console.destroy()
    }
    const last = await host.vms.openConsole(vm.uuid)
    expect(last.destroyed).toBe(false)
    last.destroy()
    await answers(vm.uuid)
  })
})

describe('asking a guest to power off', () => {
  test('ends it, and is taken for done when it is off', async () => {
    await answers(vm.uuid)
    await host.vms.askToPowerOff(vm.uuid)
    await eventually('it is off', async () => (await host.vms.get(vm.uuid))?.status.state === 'stopped')
    await host.vms.askToPowerOff(vm.uuid)
    expect((await host.vms.get(vm.uuid))?.status).toEqual({ state: 'stopped' })
  })
})
