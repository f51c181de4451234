import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { CommandError, here } from '../../../src/host/exec.ts'
import { asError } from '../../../src/domain/thrown.ts'

/** A guest in QEMU with nothing around it: for tests of what is in an image. */
export interface PlainGuest {
  /** What the guest wrote to its serial console so far. */
  serial(): Promise<string>
  waitForSerial(pattern: RegExp, timeoutMs: number): Promise<void>
  /** Asks the guest agent, waiting until one answers. */
  agent(execute: string, args: object | undefined, timeoutMs: number): Promise<unknown>
  /** Runs a command in the guest through its agent; returns what it printed. */
  run(
    argv: readonly [string, ...string[]],
    timeoutMs: number,
  ): Promise<{ readonly code: number; readonly stdout: string }>
  stop(): Promise<void>
}

/** Starts QEMU under emulation with these arguments beside machine, serial console and agent channel. */
export async function startPlainGuest(args: readonly string[]): Promise<PlainGuest> {
  const folder = await mkdtemp(join(tmpdir(), 'kiste-guest-'))
  const serialPath = join(folder, 'serial')
  const agentPath = join(folder, 'agent')
  const ending = new AbortController()
  const machine =
    '-machine q35 -accel tcg,thread=multi -cpu Nehalem -smp 2 -m 1024 -nodefaults -no-user-config -display none -no-reboot'
  const argv = [
    'qemu-system-x86_64',
    ...machine.split(' '),
    '-chardev',
    `file,id=serial,path=${serialPath}`,
    '-chardev',
    `socket,id=agent,path=${agentPath},server=on,wait=off`,
    ...'-serial chardev:serial -device virtio-serial -device virtio-rng-pci'.split(' '),
    '-device',
    'virtserialport,chardev=agent,name=org.qemu.guest_agent.0',
    ...args,
  ]
  let failure: Error | undefined
  const ended = here.run(argv, { signal: ending.signal }).then(
    () => undefined,
    (error: unknown) => {
      const asked = error instanceof CommandError && error.end.why === 'aborted'
      if (!asked) failure = asError(error)
    },
  )
  const serial = () => readFile(serialPath, 'latin1').catch(() => '')
  const guest: PlainGuest = {
    serial,
    async waitForSerial(pattern, timeoutMs) {
      await until(timeoutMs, `${String(pattern)} on the console`, async () =>
        pattern.test(await serial()) ? true : undefined,
      )
    },
    async agent(execute, args, timeoutMs) {
      return until(timeoutMs, `the guest agent's answer to ${execute}`, () =>
        askAgent(agentPath, execute, args),
      )
    },
    async run(argv, timeoutMs) {
      const [path, ...arg] = argv
      const started = (await guest.agent('guest-exec', { path, arg, 'capture-output': true }, timeoutMs)) as {
        pid: number
      }
      return until(timeoutMs, argv.join(' '), async () => {
        const status = (await askAgent(agentPath, 'guest-exec-status', started)) as ExecStatus | undefined
        if (!status?.exited) return undefined
        const stdout = Buffer.from(status['out-data'] ?? '', 'base64').toString()
        return { code: status.exitcode ?? -1, stdout }
      })
    },
    async stop() {
      ending.abort()
      await ended
      await rm(folder, { recursive: true, force: true })
      if (failure !== undefined) throw failure
    },
  }
  async function until<T>(
    timeoutMs: number,
    what: string,
    attempt: () => Promise<T | undefined>,
  ): Promise<T> {
    const deadline = performance.now() + timeoutMs
    while (performance.now() < deadline) {
      if (failure !== undefined) throw failure
      const result = await attempt()
      if (result !== undefined) return result
      await sleep(100)
    }
    throw new Error(
      `no ${what} within ${timeoutMs / 1000} s; the console says:\n${(await serial()).slice(-3000)}`,
    )
  }
  return guest
}

interface ExecStatus {
  readonly exited: boolean
  readonly exitcode?: number
  readonly 'out-data'?: string
}

/** One question to the agent on a connection of its own; nothing if none answers within 2 s. */
function askAgent(socketPath: string, execute: string, args: object | undefined): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath)
    const id = Math.floor(Math.random() * 1e9)
    let synced = false
    const finish = (value: unknown) => {
      socket.destroy()
      resolve(value)
    }
    socket.setTimeout(2_000, () => finish(undefined))
    socket.on('error', () => finish(undefined))
    socket.on('connect', () =>
      socket.write(`\xff${JSON.stringify({ execute: 'guest-sync', arguments: { id } })}\n`, 'latin1'),
    )
    const lines = createInterface(socket)
    lines.on('error', () => finish(undefined))
    lines.on('line', (line) => {
      const answer = JSON.parse(line.replace(/^\xff/, '')) as { return?: unknown; error?: { desc: string } }
      if (!synced) {
        // Answers to questions of earlier connections come first.
        synced = answer.return === id
        if (synced) socket.write(`${JSON.stringify({ execute, ...(args ? { arguments: args } : {}) })}\n`)
      } else if (answer.error) {
        socket.destroy()
        reject(new Error(`guest agent, ${execute}: ${answer.error.desc}`))
      } else finish(answer.return)
    })
  })
}
