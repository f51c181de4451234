import { setTimeout as sleep } from 'node:timers/promises'
import type { VmHost } from '../host.ts'
import { LibvirtError } from './error.ts'
import { NOT_RUNNING_ID, type DomainRef } from './objects.ts'
import { parseDomain } from './parse-domain.ts'
import type { VmAccess } from './vm-access.ts'
import { notWhile } from './vm-refusals.ts'

type Change = Parameters<VmHost['setLive']>[1]
type Waiting = 'cpus' | 'memoryMiB'

const LIVE = 1
const GUEST = 8
const XML_LIVE = 0
/** A guest with a balloon driver begins at once; one that has not moved by now has none, or nothing to give. */
const balloonLimitMs = 3000
const balloonPollMs = 100
const wakeLimitMs = 5000
const wakePollMs = 250

/**
 * What a running VM can take: CPUs up to the maximum it was started with (they are plugged in; libvirt cannot unplug those it started
 * with), memory up to what it was started with (by the balloon). Says what has to wait for the next start.
 */
export function setLive(
  vms: VmAccess,
  uuid: string,
  { cpus, memoryMiB }: Change,
): Promise<{ readonly waiting: readonly Waiting[] }> {
  return vms.change(uuid, 'changed while it runs', async (dom) => {
    if (dom.id === NOT_RUNNING_ID) throw notWhile(dom.name, 'changed live', 'off')
    const waiting: Waiting[] = []
    if (cpus !== undefined && !(await setCpus(vms, dom, cpus))) waiting.push('cpus')
    if (memoryMiB !== undefined && !(await setMemory(vms, dom, memoryMiB))) waiting.push('memoryMiB')
    return { waiting }
  })
}

async function setCpus({ libvirt }: VmAccess, dom: DomainRef, cpus: number): Promise<boolean> {
  const live = await liveOf(libvirt, dom)
  if (live.cpus === cpus) return true
  if (cpus > live.maxCpus) return false
  const set = await taken(
    libvirt.withConnection((own) => own.call('domainSetVcpusFlags', { dom, vcpus: cpus, flags: LIVE })),
  )
  if (!set) return false
  if (cpus > live.cpus && live.agent === 'connected') await wakeCpus(libvirt, dom, cpus)
  return true
}

/**
 * Some guests leave a CPU that was plugged in asleep; their agent can wake it, once the kernel has seen it. Without an agent, or
 * if it will not, the CPU is there and the guest decides.
 */
async function wakeCpus(libvirt: VmAccess['libvirt'], dom: DomainRef, vcpus: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < wakeLimitMs; waitedMs += wakePollMs) {
    const wake = libvirt.withConnection((own) =>
      own.call('domainSetVcpusFlags', { dom, vcpus, flags: GUEST }),
    )
    if (await taken(wake)) return
    await sleep(wakePollMs)
  }
}

async function setMemory({ libvirt }: VmAccess, dom: DomainRef, memoryMiB: number): Promise<boolean> {
  const live = await liveOf(libvirt, dom)
  if (live.memoryMiB === memoryMiB) return true
  if (memoryMiB > live.maxMemoryMiB) return false
  const memoryKiB = memoryMiB * 1024
  if (!(await taken(libvirt.call('domainSetMemoryFlags', { dom, memoryKiB, flags: LIVE })))) return false
  for (let waitedMs = 0; waitedMs < balloonLimitMs; waitedMs += balloonPollMs) {
    if ((await liveOf(libvirt, dom)).memoryMiB !== live.memoryMiB) return true
    await sleep(balloonPollMs)
  }
  // Nothing moved: taken back, or a balloon driver loaded later would take memory without anybody waiting for it.
  await libvirt.call('domainSetMemoryFlags', { dom, memoryKiB: live.memoryMiB * 1024, flags: LIVE })
  return false
}

async function liveOf(libvirt: VmAccess['libvirt'], dom: DomainRef) {
  return parseDomain(await libvirt.call('domainGetXmlDesc', { dom, flags: XML_LIVE }))
}

/** Refusals mean that this VM, or its guest, cannot do it now. */
async function taken(work: Promise<void>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof LibvirtError && cannotNow.has(error.code)) return false
    throw error
  }
}

const cannotNow: ReadonlySet<string> = new Set([
  'config-unsupported',
  'operation-unsupported',
  'operation-invalid',
  'operation-failed',
  'invalid-arg',
  'internal-error',
  'agent-unresponsive',
  'agent-command-failed',
  'agent-command-timeout',
])
