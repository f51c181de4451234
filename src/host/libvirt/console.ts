import { Duplex, finished } from 'node:stream'
import { problemError } from '../../domain/problem.ts'
import type { Connection } from './connection.ts'
import { LibvirtError } from './error.ts'
import { vmProblem } from './libvirt-problems.ts'
import { NOT_RUNNING_ID, type DomainRef } from './objects.ts'
import type { VmAccess } from './vm-access.ts'
import { notWhile } from './vm-refusals.ts'

const TAKE_OVER = 1

/**
 * The guest's serial console, on a connection of its own. libvirt lets one reader in; whoever comes last takes it over, because the
 * one before is more often a forgotten terminal than a person, and that one's stream ends with a problem that says so. It ends
 * without one when the VM does.
 */
export function openConsole(vms: VmAccess, uuid: string): Promise<Duplex> {
  return vms.look(uuid, 'shown on its console', async (dom) => {
    if (dom.id === NOT_RUNNING_ID) throw notWhile(dom.name, 'shown on its console', 'off')
    return new Promise<Duplex>((resolve, reject) => {
      vms.libvirt
        .withConnection(async (own) => {
          const stream = await open(own, dom)
          resolve(withProblems(stream, (error) => lostProblem(error, dom.name)))
          await ended(stream)
        })
        // After the stream was handed on, whoever reads it has seen how it ended.
        .catch(reject)
    })
  })
}

async function open(own: Connection, dom: DomainRef): Promise<Duplex> {
  try {
    const { stream } = await own.openStream('domainOpenConsole', { dom, device: null, flags: TAKE_OVER })
    return stream
  } catch (error) {
    if (!(error instanceof LibvirtError) || error.code !== 'internal-error') throw error
    throw problemError(
      {
        code: 'not_supported',
        object: { type: 'vm', name: dom.name },
        message: `VM ${dom.name} has no serial console: ${error.libvirtMessage}.`,
        hint: `Add one with virsh edit ${dom.name}: <serial type='pty'/>`,
      },
      error,
    )
  }
}

/** libvirt ends a stream that somebody else took over with an error that only says "I/O failure". */
function lostProblem(error: Error, vm: string): Error {
  if (!(error instanceof LibvirtError)) return vmProblem(error, { vm, done: 'shown', readOnly: true })
  return problemError(
    {
      code: 'in_use',
      object: { type: 'vm', name: vm },
      message: `The console of VM ${vm} was taken over by somebody else.`,
      hint: `Take it back: kiste vm console ${vm}`,
    },
    error,
  )
}

/** The same stream, ending with the problem an error stands for. */
function withProblems(inner: Duplex, toProblem: (error: Error) => Error): Duplex {
  const outer = new Duplex({
    allowHalfOpen: false,
    read: () => void inner.resume(),
    write: (chunk: Buffer, _encoding, done) => void inner.write(chunk, () => done()),
    final: (done) => void inner.end(() => done()),
    destroy(error, done) {
      inner.destroy()
      done(error)
    },
  })
  inner.on('data', (chunk: Buffer) => {
    if (!outer.push(chunk)) inner.pause()
  })
  inner.once('end', () => outer.push(null))
  inner.once('error', (error) => outer.destroy(toProblem(error)))
  return outer
}

function ended(stream: Duplex): Promise<void> {
  return new Promise((resolve) => finished(stream, () => resolve()))
}
