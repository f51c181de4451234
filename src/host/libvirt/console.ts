import { finished } from 'node:stream'
import type { Duplex } from 'node:stream'
import { problemError } from '../../domain/problem.ts'
import type { Connection } from './connection.ts'
import { LibvirtError } from './error.ts'
import { NOT_RUNNING_ID, type DomainRef } from './objects.ts'
import type { VmAccess } from './vm-access.ts'
import { notWhile } from './vm-refusals.ts'

const TAKE_OVER = 1

/**
 * The guest's serial console, on a connection of its own. libvirt lets one reader in; whoever comes last takes it over, because the
 * one before is more often a forgotten terminal than a person, and that one's stream ends. It also ends when the VM does.
 */
export function openConsole(vms: VmAccess, uuid: string): Promise<Duplex> {
  return vms.look(uuid, 'shown on its console', async (dom) => {
    if (dom.id === NOT_RUNNING_ID) throw notWhile(dom.name, 'shown on its console', 'off')
    return new Promise<Duplex>((resolve, reject) => {
      vms.libvirt
        .withConnection(async (own) => {
          const stream = await open(own, dom)
          resolve(stream)
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

function ended(stream: Duplex): Promise<void> {
  return new Promise((resolve) => finished(stream, () => resolve()))
}
