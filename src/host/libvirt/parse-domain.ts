import type { Element } from '@xmldom/xmldom'
import type { DiskFacts, DiskSource } from '../../domain/disk.ts'
import type { NicFacts, NicLink } from '../../domain/nic.ts'
import { tidyNotes } from '../../domain/vm-notes.ts'
import type { AgentState, VmFacts } from '../../domain/vm.ts'
import { readKisteElement } from './kiste-element.ts'
import { readForwards } from './user-network.ts'
import { attribute, children, descend, parseXml, textOf, XmlError } from './xml-dom.ts'

/** All that one XML of libvirt's says about a VM, running or not. */
export interface ParsedDomain extends Omit<VmFacts, 'status' | 'autostart'> {
  /** The autostart flag noted in a kept text; libvirt itself keeps it elsewhere. */
  readonly notedAutostart: boolean
  readonly agent: AgentState
  /** The most CPUs and memory it can have until its next start. */
  readonly maxCpus: number
  readonly maxMemoryMiB: number
  readonly consoleLogPath: string | undefined
}

/** Reads a definition or a running VM's XML. What it does not know is shown as such, never refused; XmlError if it is no domain. */
export function parseDomain(text: string): ParsedDomain {
  const domain = parseXml(text, 'domain')
  const devices = descend(domain, 'devices')
  const noted = readKisteElement(domain)
  const type = descend(domain, 'os', 'type')
  const maxCpus = Number(textOf(descend(domain, 'vcpu')) ?? 1)
  const memory = memoryMiB(descend(domain, 'memory')) ?? 0
  const vncSocketPath = findVncSocket(devices)
  const graphics = vncSocketPath === undefined ? {} : { vncSocketPath }
  return {
    uuid: required(domain, 'uuid').toLowerCase(),
    name: required(domain, 'name'),
    managed: noted !== undefined,
    arch: attribute(type, 'arch') ?? 'unknown',
    machine: attribute(type, 'machine') ?? 'unknown',
    accelerator: attribute(domain, 'type') === 'kvm' ? 'kvm' : 'tcg',
    firmware: usesUefi(domain) ? 'uefi' : 'bios',
    cpus: Number(attribute(descend(domain, 'vcpu'), 'current') ?? maxCpus),
    memoryMiB: memoryMiB(descend(domain, 'currentMemory')) ?? memory,
    disks: children(devices, 'disk').map(diskFacts),
    nics: children(devices, 'interface').map((nic) => nicFacts(domain, nic)),
    ...graphics,
    ...notesOf(domain),
    ...(noted === undefined ? {} : { made: noted.made }),
    notedAutostart: noted?.autostart ?? false,
    agent: agentState(devices),
    maxCpus,
    maxMemoryMiB: memory,
    consoleLogPath: attribute(descend(devices, 'serial', 'log'), 'file'),
  }
}

/** The name is not trimmed: white space at its ends is part of it. */
function required(domain: Element, name: string): string {
  const text = descend(domain, name)?.textContent
  if (!text) throw new XmlError(`a <domain> without a <${name}>`)
  return text
}

/** As `virsh desc` and virt-manager write it, which tidy nothing. */
function notesOf(domain: Element): { readonly notes?: string } {
  const notes = tidyNotes(descend(domain, 'description')?.textContent ?? '')
  return notes === '' ? {} : { notes }
}

function usesUefi(domain: Element): boolean {
  const os = descend(domain, 'os')
  return attribute(os, 'firmware') === 'efi' || attribute(descend(os, 'loader'), 'type') === 'pflash'
}

/** libvirt's units: KiB unless said, `k` to `E` of 1024, `KB` to `EB` of 1000 (formatdomain, memory allocation). */
function memoryMiB(element: Element | undefined): number | undefined {
  const amount = Number(textOf(element))
  if (element === undefined || Number.isNaN(amount)) return undefined
  const unit = attribute(element, 'unit') ?? 'KiB'
  if (unit === 'b' || unit === 'bytes') return Math.round(amount / 2 ** 20)
  const power = 'KMGTPE'.indexOf(unit[0]?.toUpperCase() ?? 'K') + 1
  const step = /^[A-Za-z]B$/.test(unit) ? 1000 : 1024
  return Math.round((amount * step ** power) / 2 ** 20)
}

function diskFacts(disk: Element): DiskFacts {
  const device = attribute(disk, 'device') ?? 'disk'
  const target = descend(disk, 'target')
  const serial = textOf(descend(disk, 'serial'))
  const source = diskSource(disk)
  return {
    target: attribute(target, 'dev') ?? '',
    device: device === 'cdrom' ? 'cdrom' : 'disk',
    bus: attribute(target, 'bus') ?? device,
    format: attribute(descend(disk, 'driver'), 'type') ?? 'raw',
    ...(source === undefined ? {} : { source }),
    readOnly: device === 'cdrom' || descend(disk, 'readonly') !== undefined,
    ...(serial === undefined ? {} : { serial }),
  }
}

/** Network disks, volumes of libvirt's pools and the like have no path here and so no source that Kiste knows. */
function diskSource(disk: Element): DiskSource | undefined {
  const source = descend(disk, 'source')
  const file = attribute(source, 'file')
  if (file !== undefined) return { type: 'file', path: file }
  const device = attribute(source, 'dev')
  return device === undefined ? undefined : { type: 'block', path: device }
}

function nicFacts(domain: Element, nic: Element): NicFacts {
  return {
    mac: (attribute(descend(nic, 'mac'), 'address') ?? '').toLowerCase(),
    model: attribute(descend(nic, 'model'), 'type') ?? 'unknown',
    link: nicLink(domain, nic),
  }
}

function nicLink(domain: Element, nic: Element): NicLink {
  const kind = attribute(nic, 'type') ?? 'unknown'
  const source = descend(nic, 'source')
  const network = attribute(source, 'network')
  const bridge = attribute(source, 'bridge')
  if (kind === 'user') return { type: 'user', forwards: readForwards(domain, nic) }
  if (kind === 'network' && network !== undefined) return { type: 'network', network }
  if (kind === 'bridge' && bridge !== undefined) return { type: 'bridge', bridge }
  return { type: 'other', kind }
}

/** Only a running VM's XML has the path: libvirt makes it up at each start. */
function findVncSocket(devices: Element | undefined): string | undefined {
  const vnc = children(devices, 'graphics').find((one) => attribute(one, 'type') === 'vnc')
  const listen = children(vnc, 'listen').find((one) => attribute(one, 'type') === 'socket')
  return attribute(listen, 'socket') ?? attribute(vnc, 'socket')
}

function agentState(devices: Element | undefined): AgentState {
  const target = children(devices, 'channel')
    .map((channel) => descend(channel, 'target'))
    .find((one) => attribute(one, 'name') === 'org.qemu.guest_agent.0')
  if (target === undefined) return 'no-channel'
  return attribute(target, 'state') === 'connected' ? 'connected' : 'disconnected'
}
