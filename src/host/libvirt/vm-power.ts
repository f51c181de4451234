import type { VmHost } from '../host.ts'
import type { LibvirtClient } from './client.ts'
import type { Connection } from './connection.ts'
import { LibvirtError } from './error.ts'
import type { DomainRef } from './objects.ts'
import { NOT_RUNNING_ID } from './objects.ts'
import { ensureNetworks } from './networks.ts'
import { mendDefinition } from './pivot-disks.ts'
import type { VmAccess } from './vm-access.ts'
import { findDomain, unlessGone } from './vm-reader.ts'
import { notWhile } from './vm-refusals.ts'

export type VmPower = Pick<VmHost, 'start' | 'askToPowerOff' | 'powerOff' | 'pause' | 'resume'>

/** virDomainState. */
const STATE = { paused: 3, shutdown: 4, off: 5, crashed: 6, sleeping: 7 } as const
const SHUTDOWN = { acpi: 1, agent: 2 } as const
/** virDomainPausedReason: QEMU is still being started, or already ending. */
const PAUSED_STARTING = 11
const PAUSED_ENDING = 8

/**
 * Starting, stopping, holding. Every verb looks first and takes the wished state for success, so that it can be run again after
 * a call whose outcome nobody knows.
 */
export function libvirtPower(vms: VmAccess): VmPower {
  const { libvirt } = vms

  async function stateOf(dom: DomainRef): Promise<{ readonly state: number; readonly reason: number }> {
    return libvirt.call('domainGetState', { dom, flags: 0 })
  }

  return {
    start: (uuid) =>
      vms.change(uuid, 'started', async (dom) => {
        const { state, reason } = await stateOf(dom)
        if (dom.id !== NOT_RUNNING_ID) {
          if (state === STATE.crashed) await destroy(libvirt, dom)
          else if (state === STATE.paused && reason !== PAUSED_STARTING)
            throw notWhile(dom.name, 'started', reason === PAUSED_ENDING ? 'shutting down' : 'paused')
          else if (state === STATE.sleeping) throw notWhile(dom.name, 'started', 'asleep')
          else if (state === STATE.shutdown) throw notWhile(dom.name, 'started', 'shutting down')
          else return
        }
        await mendDefinition(libvirt, dom)
        await ensureNetworks(libvirt, dom)
        await create(libvirt, dom)
      }),

    askToPowerOff: (uuid) =>
      vms.change(uuid, 'asked to shut down', async (dom) => {
        const { state, reason } = await stateOf(dom)
        if (state === STATE.shutdown || (state === STATE.paused && reason === PAUSED_ENDING)) return
        // Off is what was wanted; a guest may go down between somebody's look and this.
        if (dom.id === NOT_RUNNING_ID) return
        if (state === STATE.paused) throw notWhile(dom.name, 'asked to shut down', 'paused')
        if (state === STATE.sleeping) await libvirt.call('domainPmWakeup', { dom, flags: 0 })
        await pressPowerButton(libvirt, dom)
      }),

    powerOff: (uuid) =>
      vms.changeIfThere(uuid, 'powered off', async (dom) => {
        if (dom.id !== NOT_RUNNING_ID) await destroy(libvirt, dom)
      }),

    pause: (uuid) =>
      vms.change(uuid, 'paused', async (dom) => {
        const { state } = await stateOf(dom)
        if (state === STATE.paused) return
        if (dom.id === NOT_RUNNING_ID) throw notWhile(dom.name, 'paused', 'off')
        if (state === STATE.shutdown) throw notWhile(dom.name, 'paused', 'shutting down')
        if (state === STATE.sleeping) throw notWhile(dom.name, 'paused', 'asleep')
        await libvirt.call('domainSuspend', { dom })
      }),

    resume: (uuid) =>
      vms.change(uuid, 'resumed', async (dom) => {
        const { state, reason } = await stateOf(dom)
        if (dom.id === NOT_RUNNING_ID) throw notWhile(dom.name, 'resumed', 'off')
        if (state === STATE.sleeping) return libvirt.call('domainPmWakeup', { dom, flags: 0 })
        if (state === STATE.shutdown || (state === STATE.paused && reason === PAUSED_ENDING))
          throw notWhile(dom.name, 'resumed', 'shutting down')
        if (state === STATE.paused) await libvirt.call('domainResume', { dom })
      }),
  }
}

/** Reading a saved image or many firmware files takes a while, so it has a connection of its own. */
async function create(libvirt: LibvirtClient, dom: DomainRef): Promise<void> {
  try {
    await libvirt.withConnection((own) => own.call('domainCreateWithFlags', { dom, flags: 0 }))
  } catch (error) {
    // Somebody else was quicker.
    if (!refusesState(error) || !(await isActive(libvirt, dom))) throw error
  }
}

async function destroy(libvirt: LibvirtClient, dom: DomainRef): Promise<void> {
  try {
    await libvirt.withConnection((own) => own.call('domainDestroyFlags', { dom, flags: 0 }))
  } catch (error) {
    // It went down by itself meanwhile; or libvirt, just restarted, answers "no domain" although it did end it.
    if (await isActive(libvirt, dom)) throw error
  }
}

/**
 * ACPI's power button, which needs no agent; and the agent beside it, which guests without a listener for the button obey. Both
 * ask for the same, so guests that hear both take the second for a repetition.
 */
async function pressPowerButton(libvirt: LibvirtClient, dom: DomainRef): Promise<void> {
  try {
    await libvirt.call('domainShutdownFlags', { dom, flags: SHUTDOWN.acpi })
  } catch (error) {
    // It went down by itself meanwhile, or because of an earlier press.
    if (!refusesState(error) || (await isActive(libvirt, dom))) throw error
    return
  }
  const byAgent = (own: Connection) => own.call('domainShutdownFlags', { dom, flags: SHUTDOWN.agent })
  // An agent that does not answer holds the call for a minute; the button has been pressed all the same.
  libvirt.withConnection(byAgent).catch(() => undefined)
}

async function isActive(libvirt: LibvirtClient, dom: DomainRef): Promise<boolean> {
  const now = await unlessGone(findDomain(libvirt, dom.uuid))
  return now !== undefined && now.id !== NOT_RUNNING_ID
}

function refusesState(error: unknown): boolean {
  return error instanceof LibvirtError && error.code === 'operation-invalid'
}
