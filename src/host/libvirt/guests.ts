import { Readable } from 'node:stream'
import type { GuestHost } from '../host.ts'
import { callAgent } from './agent.ts'
import type { Connection } from './connection.ts'
import { freezeGuest, thawGuest } from './guest-freeze.ts'
import { guestExecWithInput } from './guest-input.ts'
import { closeGuestFile, openGuestFile, readGuestFile, writeGuestFile } from './guest-files.ts'
import { NOT_RUNNING_ID, type DomainRef } from './objects.ts'
import type { VmAccess } from './vm-access.ts'
import { notWhile } from './vm-refusals.ts'

/** Guests through the QEMU guest agent. Every piece of work has a connection of its own, so that no stuck guest blocks another. */
export function libvirtGuests(vms: VmAccess): GuestHost {
  function inGuest<T>(uuid: string, work: (own: Connection, dom: DomainRef) => Promise<T>): Promise<T> {
    return vms.use(uuid, 'reached through its guest agent', (dom) => {
      if (dom.id === NOT_RUNNING_ID) throw notWhile(dom.name, 'reached through its guest agent', 'off')
      return vms.libvirt.withConnection((own) => work(own, dom))
    })
  }

  return {
    ping: (uuid, timeoutMs) =>
      inGuest(uuid, async (own, dom) => {
        await callAgent(own, dom, 'guest-ping', {}, { timeoutSeconds: timeoutMs / 1000 })
      }),

    freeze: (uuid, timeoutMs) => inGuest(uuid, (own, dom) => freezeGuest(own, dom, timeoutMs)),

    thaw: (uuid, timeoutMs) => inGuest(uuid, (own, dom) => thawGuest(own, dom, timeoutMs)),

    exec: (uuid, command) => inGuest(uuid, (own, dom) => guestExecWithInput(own, dom, command)),

    readFile: (uuid, path, options) =>
      new Promise((resolve, reject) => {
        inGuest(uuid, async (own, dom) => {
          const file = await openGuestFile(own, dom, path, 'r', options?.signal)
          const content = Readable.from(readGuestFile(file), { objectMode: false })
          resolve(content)
          try {
            await closed(content)
          } finally {
            await closeGuestFile(file)
          }
        }).catch(reject)
      }),

    writeFile: (uuid, path, content, options) =>
      inGuest(uuid, async (own, dom) => {
        const file = await openGuestFile(own, dom, path, 'w', options?.signal)
        try {
          return await writeGuestFile(file, content)
        } finally {
          await closeGuestFile(file)
        }
      }),
  }
}

function closed(stream: Readable): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve))
}
