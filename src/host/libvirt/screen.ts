import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { problemError } from '../../domain/problem.ts'
import { NOT_RUNNING_ID } from './objects.ts'
import { parseDomain } from './parse-domain.ts'
import type { VmAccess } from './vm-access.ts'
import { notWhile } from './vm-refusals.ts'

const XML_LIVE = 0

/**
 * A running VM's screen, as VNC (RFB, RFC 6143), through the unix socket that QEMU listens on: never through a port, which everybody on
 * the host could open. Several may look at once. Ends when the VM does.
 */
export function openScreen(vms: VmAccess, uuid: string): Promise<Duplex> {
  return vms.look(uuid, 'shown on its screen', async (dom) => {
    if (dom.id === NOT_RUNNING_ID) throw notWhile(dom.name, 'shown on its screen', 'off')
    const { vncSocketPath: path } = parseDomain(
      await vms.libvirt.call('domainGetXmlDesc', { dom, flags: XML_LIVE }),
    )
    if (path === undefined)
      throw problemError({
        code: 'not_supported',
        object: { type: 'vm', name: dom.name },
        message: `VM ${dom.name} has no screen that can be shown: none of its displays is VNC on a unix socket.`,
        hint: `Its serial console may work. Or: virsh edit ${dom.name}, and have <graphics type='vnc'><listen type='socket'/></graphics>`,
      })
    return openSocket(path, dom.name)
  })
}

function openSocket(path: string, vm: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path })
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        problemError(
          {
            code: 'host_failed',
            object: { type: 'vm', name: vm },
            message: `The screen of VM ${vm} could not be opened: ${path} (${error.code ?? error.message}).`,
            hint: 'Whether the VM still runs: kiste vm list',
          },
          error,
        ),
      ),
    )
  })
}
