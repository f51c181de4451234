import { problemError } from '../../domain/problem.ts'
import type { DefinitionChanges, VmDefinition } from '../../domain/vm-definition.ts'
import { messageOf } from '../../domain/thrown.ts'
import type { DefinitionText, VmHost } from '../host.ts'
import { changeDomain, noteAutostart } from './change-domain.ts'
import type { LibvirtClient } from './client.ts'
import { pathsWithoutDirectIo } from './direct-io.ts'
import { toDomainXml } from './domain-xml.ts'
import { LibvirtError } from './error.ts'
import { vmProblem } from './libvirt-problems.ts'
import { startNetworksWithHost } from './networks.ts'
import { NOT_RUNNING_ID, type DomainRef } from './objects.ts'
import { parseDomain, type ParsedDomain } from './parse-domain.ts'
import { vmFacts } from './vm-facts.ts'
import type { VmAccess } from './vm-access.ts'
import { findDomain, unlessGone } from './vm-reader.ts'
import { notWhile } from './vm-refusals.ts'

export type VmDefinitions = Pick<
  VmHost,
  | 'define'
  | 'defineFrom'
  | 'definition'
  | 'definitionToShow'
  | 'describe'
  | 'undefine'
  | 'setConfig'
  | 'setAutostart'
  | 'setNotes'
>

const DEFINE_VALIDATE = 1
/** virDomainMetadataType: the description, which `virsh desc` and virt-manager show. */
const DESCRIPTION = 0
/** virDomainModificationImpact. */
const AFFECT = { live: 1, config: 2 } as const
/**
 * What is kept or given back to libvirt is read with its passwords (VIR_DOMAIN_XML_SECURE), or they would be lost; what people look
 * at is read without. Which parts are secret libvirt knows best: passwords of VNC and SPICE, cookies of network disks.
 */
const XML = { toKeep: 1 | 2, toShow: 2 } as const
/** Saved memory image and metadata of snapshots and checkpoints go; firmware variables and TPM state stay (8, 64). */
const UNDEFINE_KEEPING_FILES = 1 | 2 | 8 | 16 | 64

/** What VMs are: made known, changed, forgotten. */
export function libvirtDefinitions(vms: VmAccess): VmDefinitions {
  const { libvirt } = vms

  async function give(text: string, flags: number, autostart: 'as noted' | 'as it is'): Promise<void> {
    const wished = readText(text)
    await vms.turn(wished.uuid, async () => {
      try {
        const before = await findDomain(libvirt, wished.uuid)
        await takeName(wished, before)
        const dom = await libvirt.call('domainDefineXmlFlags', { xml: text, flags })
        if (autostart === 'as noted' || (before === undefined && wished.notedAutostart))
          await setAutostart(dom, wished.notedAutostart)
      } catch (error) {
        throw vmProblem(error, { vm: wished.name, done: 'defined' })
      }
    })
  }

  async function setAutostart(dom: DomainRef, autostart: boolean): Promise<void> {
    if (autostart) await startNetworksWithHost(libvirt, dom)
    await libvirt.call('domainSetAutostart', { dom, autostart })
  }

  /** libvirt takes a definition for the UUID it knows only under the same name, so a new name is given first. */
  async function takeName({ name, uuid }: ParsedDomain, before: DomainRef | undefined): Promise<void> {
    if (before?.name === name) return
    const holder = await unlessGone(libvirt.call('domainLookupByName', { name }))
    if (holder !== undefined && holder.uuid !== uuid)
      throw problemError({
        code: 'already_exists',
        object: { type: 'vm', name },
        message: `There already is a VM named ${name}, with another UUID (${holder.uuid}).`,
        hint: 'Choose another name.',
      })
    if (before === undefined) return
    if (before.id !== NOT_RUNNING_ID) throw notWhile(before.name, 'renamed', 'running')
    await libvirt.call('domainRename', { dom: before, newName: name })
  }

  const xmlOf = (dom: DomainRef, purpose: keyof typeof XML) =>
    libvirt.call('domainGetXmlDesc', { dom, flags: XML[purpose] })

  const read = (uuid: string, purpose: keyof typeof XML) =>
    vms.look(uuid, 'read', async (dom) => {
      const [text, persistent] = await Promise.all([
        xmlOf(dom, purpose),
        libvirt.call('domainIsPersistent', { dom }),
      ])
      const autostart = persistent && (await libvirt.call('domainGetAutostart', { dom }))
      return noteAutostart(text, autostart)
    })

  return {
    define: async (definition) => give(await build(libvirt, definition), DEFINE_VALIDATE, 'as noted'),
    defineFrom: async (text, changes) => give(applyChanges(text, changes), 0, 'as it is'),

    definition: async (uuid) => (await read(uuid, 'toKeep')) as DefinitionText,
    definitionToShow: (uuid) => read(uuid, 'toShow'),

    describe(text) {
      const parsed = readText(text)
      return vmFacts(parsed, undefined, { state: 5, reason: 0 }, parsed.notedAutostart)
    },

    undefine: (uuid) =>
      vms.changeIfThere(uuid, 'forgotten', async (dom) => {
        if (dom.id !== NOT_RUNNING_ID) throw notWhile(dom.name, 'forgotten', 'running')
        await unlessGone(libvirt.call('domainUndefineFlags', { dom, flags: UNDEFINE_KEEPING_FILES }))
      }),

    setConfig: (uuid, { cpus, memoryMiB }) =>
      vms.change(uuid, 'changed', async (dom) => {
        if (!(await libvirt.call('domainIsPersistent', { dom })))
          throw notWhile(dom.name, 'changed', 'known only until it stops')
        const text = await xmlOf(dom, 'toKeep')
        const had = parseDomain(text)
        if ((cpus ?? had.cpus) === had.cpus && (memoryMiB ?? had.memoryMiB) === had.memoryMiB) return
        await libvirt.call('domainDefineXmlFlags', { xml: changeDomain(text, { cpus, memoryMiB }), flags: 0 })
      }),

    setNotes: (uuid, notes) =>
      vms.change(uuid, 'changed', async (dom) => {
        if (!(await libvirt.call('domainIsPersistent', { dom })))
          throw notWhile(dom.name, 'changed', 'known only until it stops')
        // An empty one would leave an empty element behind.
        const described = { dom, type: DESCRIPTION, metadata: notes === '' ? null : notes }
        await libvirt.call('domainSetMetadata', { ...described, flags: AFFECT.config })
        // A running VM has one of its own, which virsh shows until it stops.
        if (dom.id !== NOT_RUNNING_ID)
          await unlessOff(libvirt.call('domainSetMetadata', { ...described, flags: AFFECT.live }))
      }),

    setAutostart: (uuid, on) => vms.change(uuid, 'changed', (dom) => setAutostart(dom, on)),
  }
}

/** Up to four times the CPUs it starts with can be plugged in while it runs; every one more would cost guest memory. */
export function cpuHeadroom(cpus: number, hostThreads: number): number {
  return Math.max(cpus, Math.min(hostThreads, 4 * cpus))
}

async function build(libvirt: LibvirtClient, definition: VmDefinition): Promise<string> {
  const { name, disks, cpus } = definition
  try {
    const files = disks.flatMap(({ source }) => (source.type === 'file' ? [source.path] : []))
    const [noDirectIo, node, clipboard] = await Promise.all([
      pathsWithoutDirectIo(files),
      libvirt.call('nodeGetInfo'),
      hasClipboard(libvirt, definition),
    ])
    return toDomainXml(definition, { maxCpus: cpuHeadroom(cpus, node.cpus), noDirectIo, clipboard })
  } catch (error) {
    throw vmProblem(error, { vm: name, done: 'defined', readOnly: true })
  }
}

/** Up to QEMU 10.0 a VM with a clipboard cannot be saved with its RAM ("The vdagent chardev doesn't yet support migration"). */
const savableClipboard = 10_001_000

/**
 * QEMU has a clipboard if it was built with what SPICE says on the wire. Newer libvirts say whether it has one; others only whether it has
 * SPICE, and that is as good.
 */
async function hasClipboard(
  libvirt: LibvirtClient,
  { arch, machine, accelerator }: VmDefinition,
): Promise<boolean> {
  if (Number(await libvirt.call('connectGetVersion')) < savableClipboard) return false
  const emulator = libvirt.capabilities.current()?.guests.find((guest) => guest.arch === arch)?.emulator
  const virtType = accelerator === 'kvm' ? 'kvm' : 'qemu'
  const { devices } = await libvirt.capabilities.domain({
    arch,
    machine,
    virtType,
    ...(emulator === undefined ? {} : { emulator }),
  })
  const channels = devices['channel']?.['type'] ?? []
  return channels.includes('qemu-vdagent') || channels.includes('spicevmc')
}

/** Nothing has to be done to what runs, where it has ended in the meantime. */
async function unlessOff(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof LibvirtError && error.code === 'operation-invalid')) throw error
  }
}

function applyChanges(text: DefinitionText, changes: DefinitionChanges): string {
  const { name } = readText(text)
  try {
    return changeDomain(text, changes)
  } catch (error) {
    throw vmProblem(error, { vm: changes.name ?? name, done: 'defined' })
  }
}

function readText(text: string): ParsedDomain {
  try {
    return parseDomain(text)
  } catch (error) {
    throw problemError(
      {
        code: 'invalid_input',
        message: `This is no definition of a VM: ${messageOf(error)}.`,
        hint: 'A definition is what virsh dumpxml prints.',
      },
      error,
    )
  }
}
