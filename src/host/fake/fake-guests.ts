import { Readable } from 'node:stream'
import { problemError, type ProblemError } from '../../domain/problem.ts'
import type { GuestHost } from '../host.ts'
import type { Fake } from './fake.ts'
import { guestOf } from './guest-disk.ts'
import { runCommand, type ShellGuest } from './guest-shell.ts'
import { isSentinel } from './sentinels.ts'
import { nameOf } from './vm-life.ts'
import type { FakeRun } from './world.ts'
import { noVm, wrongState } from './vm-problems.ts'

export function fakeGuests(fake: Fake): GuestHost {
  const { world, verb } = fake

  /** The guest behind an agent that answers. */
  const answering = (uuid: string): { name: string; run: FakeRun; guest: ShellGuest } => {
    const vm = world.vms[uuid]
    if (!vm) throw noVm(uuid)
    const name = nameOf(vm)
    if (vm.run?.state !== 'running') throw wrongState(name, 'exec', vm)
    if (vm.run.agent !== 'connected') throw noAgent(name)
    return { name, run: vm.run, guest: guestOf(world, vm.run) }
  }
  const willing = (uuid: string) => {
    const found = answering(uuid)
    if (isSentinel('fail-agent', found.name)) throw agentFailed(found.name, 'the command has been disabled')
    if (found.run.frozen) throw agentFailed(found.name, 'its file systems are frozen')
    return found
  }

  return {
    ping: verb('guests.ping', (uuid) => void answering(uuid)),
    ...fakeFreeze(fake, answering, willing),
    exec: verb('guests.exec', async (uuid, command) => {
      command.signal?.throwIfAborted()
      const { name, guest } = willing(uuid)
      const result = runCommand(command.argv, guest, Buffer.from(command.input ?? []))
      switch (result.ended) {
        case 'exit':
          return { ...result, exitCode: result.code, truncated: false }
        case 'signal':
          return { ...result, truncated: false }
        case 'unknown-command':
          throw agentFailed(
            name,
            `Failed to execute child process "${command.argv[0]}" (No such file or directory)`,
          )
        case 'never': {
          await fake.time.pause(Math.min(command.timeoutMs, result.seconds * 1000), command.signal)
          if (command.signal?.aborted) throw cancelled(name)
          if (result.seconds * 1000 > command.timeoutMs)
            throw tooSlow(name, command.argv[0], command.timeoutMs)
          const nothing = Buffer.alloc(0)
          return { ended: 'exit', exitCode: 0, stdout: nothing, stderr: nothing, truncated: false }
        }
      }
    }),
    readFile: verb('guests.readFile', (uuid, path) => {
      const { name, guest } = willing(uuid)
      const content = guest.read(path)
      if (content === undefined) throw agentFailed(name, `${path}: No such file or directory`)
      return Readable.from([Buffer.from(content, 'base64')])
    }),
    writeFile: verb('guests.writeFile', async (uuid, path, content, options) => {
      const { name, guest } = willing(uuid)
      const chunks: Buffer[] = []
      for await (const chunk of content) {
        if (options?.signal?.aborted) throw cancelled(name)
        chunks.push(Buffer.from(chunk as Uint8Array | string))
      }
      const whole = Buffer.concat(chunks)
      guest.write(path, whole.toString('base64'))
      return whole.length
    }),
  }
}

/** Holding file systems, and all that can go wrong with it. */
function fakeFreeze(
  { verb, time, changed }: Fake,
  answering: (uuid: string) => { readonly name: string; readonly run: FakeRun },
  willing: typeof answering,
): Pick<GuestHost, 'freeze' | 'thaw'> {
  return {
    freeze: verb('guests.freeze', async (uuid, timeoutMs) => {
      const { name, run } = willing(uuid)
      if (isSentinel('lie-freeze', name))
        throw agentFailed(name, 'it says that it froze 1 file system, and did not')
      run.frozen = true
      if (isSentinel('hang-freeze', name)) {
        await time.pause(timeoutMs)
        throw noAgent(name)
      }
      if (isSentinel('die-frozen', name)) run.agent = 'disconnected'
      if (isSentinel('slow-thaw', name)) {
        run.agent = 'disconnected'
        time.later(3000, () => {
          run.agent = 'connected'
          changed()
        })
      }
      return { fileSystems: 1 }
    }),
    thaw: verb('guests.thaw', (uuid) => {
      delete answering(uuid).run.frozen
    }),
  }
}

function noAgent(name: string): ProblemError {
  return problemError({
    code: 'agent_unavailable',
    message: `No guest agent answers in VM ${name}.`,
    object: { type: 'vm', name },
    hint: `Wait until the guest is up, or install qemu-guest-agent in it. See how far it is: kiste vm log ${name} --serial`,
  })
}

function agentFailed(name: string, because: string): ProblemError {
  return problemError({
    code: 'agent_failed',
    message: `The guest agent of VM ${name} refused: ${because}.`,
    object: { type: 'vm', name },
  })
}

function tooSlow(name: string, command: string, timeoutMs: number): ProblemError {
  return problemError({
    code: 'agent_failed',
    message: `${command} in VM ${name} did not end within ${timeoutMs / 1000} s; it goes on in the guest.`,
    object: { type: 'vm', name },
  })
}

function cancelled(name: string): ProblemError {
  return problemError({
    code: 'cancelled',
    message: `Work in the guest of VM ${name} was cancelled.`,
    object: { type: 'vm', name },
  })
}
