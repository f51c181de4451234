import type { DiskDefinition, DiskFacts, PlacedDisk } from '../../domain/disk.ts'
import { problemError } from '../../domain/problem.ts'
import type { DefinitionChanges, VmDefinition } from '../../domain/vm-definition.ts'
import type { VmFacts, VmMade } from '../../domain/vm.ts'
import type { DefinitionText } from '../host.ts'

/** What the fake keeps as a definition: a `VmDefinition` as JSON, where parts nobody knows survive as in real XML. */
export type FakeDefinition = Omit<VmDefinition, 'made' | 'autostart'> & {
  /** Absent for a VM that Kiste did not make. */
  readonly made?: VmMade
  /** As noted when the text was asked for: the flag itself stands beside the definition, as libvirt has it. */
  readonly autostart?: boolean
  readonly notes?: string
}

export function writeDefinition(definition: FakeDefinition | VmDefinition): string {
  return JSON.stringify({ ...definition, fake: 'definition' }, undefined, 1)
}

/** Throws `invalid_input` for a text that is no definition. */
export function readDefinition(text: string): FakeDefinition {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw notADefinition(cause)
  }
  if (!isDefinition(value)) throw notADefinition()
  return value
}

function isDefinition(value: unknown): value is FakeDefinition {
  return typeof value === 'object' && value !== null && 'fake' in value && value.fake === 'definition'
}

function notADefinition(cause?: unknown) {
  return problemError(
    { code: 'invalid_input', message: 'The definition cannot be read: it is not one of this host.' },
    cause,
  )
}

/** The text with these changes, and every other part as it was. */
export function changeDefinition(text: string, changes: DefinitionChanges): string {
  let whole = readDefinition(text)
  for (const { from, to } of changes.disks ?? [])
    whole = {
      ...whole,
      disks: whole.disks.map((disk) => (disk.source.path === from ? movedDisk(disk, to) : disk)),
    }
  const { notes } = whole
  for (const move of changes.movePaths ?? []) whole = movePaths(whole, move.from, move.to)
  const { macs, forwards, movePaths: _, disks: __, ...plain } = changes
  const published = whole.nics.findIndex((nic) => nic.link.type === 'user')
  const named = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined))
  return JSON.stringify(
    {
      ...whole,
      ...named,
      // A path that somebody wrote down is their business.
      ...(notes === undefined ? {} : { notes }),
      nics: whole.nics.map((nic, index) => ({
        ...nic,
        mac: macs?.[index] ?? nic.mac,
        link:
          forwards && nic.link.type === 'user'
            ? { ...nic.link, forwards: index === published ? forwards : [] }
            : nic.link,
      })),
    },
    undefined,
    1,
  )
}

function movedDisk(disk: DiskDefinition, to: PlacedDisk): DiskDefinition {
  const { hostCached: _, ...rest } = disk
  return { ...rest, ...to }
}

function movePaths<T>(value: T, from: string, to: string): T
function movePaths(value: unknown, from: string, to: string): unknown {
  if (typeof value === 'string')
    return value === from || value.startsWith(`${from}/`) ? to + value.slice(from.length) : value
  if (Array.isArray(value)) return value.map((item) => movePaths<unknown>(item, from, to))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, movePaths<unknown>(item, from, to)]),
  )
}

/** The text with the autostart flag noted, so that it comes back with the VM. */
export function noteAutostart(text: string, autostart: boolean): string {
  return JSON.stringify({ ...readDefinition(text), autostart }, undefined, 1)
}

/** The text with other notes; empty for none. */
export function writeNotes(text: string, notes: string): string {
  const { notes: _, ...rest } = readDefinition(text)
  return JSON.stringify(notes === '' ? rest : { ...rest, notes }, undefined, 1)
}

/** The text for people to look at: `passwd` is where secrets stand in it, as in libvirt's. */
export function withoutSecrets(text: string): string {
  return JSON.stringify(
    readDefinition(text),
    (key, value: unknown) => (key === 'passwd' ? undefined : value),
    1,
  )
}

/** The facts a definition holds, of a VM that does not run. */
export function describeDefinition(text: string): VmFacts {
  const definition = readDefinition(text)
  return {
    uuid: definition.uuid,
    name: definition.name,
    managed: definition.made !== undefined,
    arch: definition.arch,
    machine: definition.machine,
    accelerator: definition.accelerator,
    firmware: definition.firmware.type,
    cpus: definition.cpus,
    memoryMiB: definition.memoryMiB,
    autostart: definition.autostart ?? false,
    disks: definition.disks.map(diskFacts),
    nics: definition.nics.map((nic) => ({ mac: nic.mac, model: 'virtio', link: nic.link })),
    ...(definition.notes === undefined ? {} : { notes: definition.notes }),
    made: definition.made,
    status: { state: 'stopped' },
  }
}

function diskFacts(disk: DiskDefinition): DiskFacts {
  return {
    target: disk.target,
    device: disk.device,
    bus: disk.device === 'cdrom' ? 'scsi' : 'virtio',
    format: disk.format,
    source: disk.source,
    readOnly: disk.readOnly,
  }
}

/** Says to the type system that this text came from, or goes to, the fake host's definitions. */
export function asDefinitionText(text: string): DefinitionText {
  return text as DefinitionText
}
