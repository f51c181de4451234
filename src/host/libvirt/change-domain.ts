import type { Element } from '@xmldom/xmldom'
import type { PortForward } from '../../domain/nic.ts'
import type { DefinitionChanges } from '../../domain/vm-definition.ts'
import { changeCpus, changeMemory } from './change-sizes.ts'
import { ioOf } from './device-xml.ts'
import { readKisteElement, writeKisteElement } from './kiste-element.ts'
import { writeForwards } from './user-network.ts'
import {
  attribute,
  children,
  descend,
  insert,
  parseXml,
  remove,
  setAttribute,
  setText,
  textOf,
  writeXml,
  xml,
  XmlError,
} from './xml-dom.ts'

/**
 * A definition with these changes and all else as it was: elements, comments and order that a person made with `virsh edit` stay.
 * Throws XmlError where a change cannot be written into it.
 */
export function changeDomain(text: string, changes: DefinitionChanges): string {
  const domain = parseXml(text, 'domain')
  if (changes.uuid !== undefined) changeIdentity(domain, changes.uuid)
  if (changes.name !== undefined) setText(child(domain, 'name'), changes.name)
  if (changes.disks !== undefined) changeDisks(domain, changes.disks)
  if (changes.movePaths !== undefined) movePaths(domain, changes.movePaths)
  if (changes.macs !== undefined) changeMacs(domain, changes.macs)
  if (changes.forwards !== undefined) changeForwards(domain, changes.forwards)
  if (changes.cpus !== undefined) changeCpus(domain, changes.cpus)
  if (changes.memoryMiB !== undefined) changeMemory(domain, changes.memoryMiB)
  changeNotes(domain, changes)
  return writeXml(domain)
}

/** The text with the autostart flag noted in Kiste's own element, if it has one. */
export function noteAutostart(text: string, autostart: boolean): string {
  const domain = parseXml(text, 'domain')
  const noted = readKisteElement(domain)
  if (noted === undefined || noted.autostart === autostart) return text
  writeKisteElement(domain, { ...noted, autostart })
  return writeXml(domain)
}

/** Whether a VM starts with the host is a wish about that one VM: a copy begins without it. */
function changeNotes(domain: Element, { uuid, made }: DefinitionChanges): void {
  const noted = readKisteElement(domain)
  const autostart = uuid === undefined && noted?.autostart === true
  if (made !== undefined) writeKisteElement(domain, { made, autostart })
  else if (noted !== undefined && noted.autostart !== autostart)
    writeKisteElement(domain, { ...noted, autostart })
}

/** A new UUID makes another VM of it: whatever libvirt gave this one alone must go, or both would carry it. */
function changeIdentity(domain: Element, uuid: string): void {
  const old = textOf(descend(domain, 'uuid'))
  if (old?.toLowerCase() === uuid.toLowerCase()) return
  setText(child(domain, 'uuid'), uuid)
  // Left empty, libvirt makes up a new one; that tells Windows and Linux guests to renew what must be unique.
  for (const genid of children(domain, 'genid')) setText(genid, '')
  const system = descend(domain, 'sysinfo', 'system')
  for (const entry of children(system, 'entry')) if (attribute(entry, 'name') === 'uuid') setText(entry, uuid)
}

/** What a disk is for the guest stays; where its bytes are, and in which form, changes. */
function changeDisks(domain: Element, disks: NonNullable<DefinitionChanges['disks']>): void {
  for (const disk of children(descend(domain, 'devices'), 'disk')) {
    const source = descend(disk, 'source')
    const path = attribute(source, 'file') ?? attribute(source, 'dev')
    const moved = disks.find(({ from }) => from === path)
    if (!source || !moved) continue
    const { to } = moved
    setAttribute(disk, 'type', to.source.type)
    for (const name of ['file', 'dev']) source.removeAttribute(name)
    setAttribute(source, to.source.type === 'file' ? 'file' : 'dev', to.source.path)
    const driver = child(disk, 'driver')
    setAttribute(driver, 'type', to.format)
    // Where a device is, either is right; of another file it is not known, and through the cache is never wrong.
    const isFree = moved.wasHostCached === true && to.source.type === 'block'
    if (to.hostCached === true || isFree)
      for (const [name, value] of Object.entries(ioOf(to.hostCached !== true)))
        setAttribute(driver, name, value)
    // What stood below the old one is not below the new one.
    for (const backing of children(disk, 'backingStore')) remove(backing)
  }
}

/** Every attribute and text below the definition that is a moved path or lies under one. */
function movePaths(domain: Element, moves: NonNullable<DefinitionChanges['movePaths']>): void {
  const moved = (path: string): string => {
    for (const { from, to } of moves) {
      if (path === from) return to
      if (path.startsWith(from.endsWith('/') ? from : `${from}/`)) return to + path.slice(from.length)
    }
    return path
  }
  const visit = (element: Element): void => {
    if (notOurs.has(element.tagName)) return
    for (const { name, value } of element.attributes) {
      const next = moved(value)
      if (next !== value) setAttribute(element, name, next)
    }
    const below = children(element)
    if (below.length > 0) return below.forEach(visit)
    const text = element.textContent ?? ''
    const next = moved(text.trim())
    if (next !== text.trim()) setText(element, next)
  }
  visit(domain)
}

/** What stands there is other programs' and people's business, and may name paths that did not move. */
const notOurs = new Set(['metadata', 'title', 'description'])

function changeMacs(domain: Element, macs: readonly string[]): void {
  const nics = interfaces(domain)
  for (const [index, mac] of macs.entries()) {
    const nic = nics[index]
    if (nic === undefined) throw new XmlError(`${macs.length} MAC addresses for ${nics.length} NICs`)
    const element = descend(nic, 'mac')
    if (element === undefined) insert(nic, xml('mac', { address: mac }), children(nic)[0])
    else setAttribute(element, 'address', mac)
  }
}

/** They go to the first NIC on a user network; two NICs cannot listen on one port, so the others have none. */
function changeForwards(domain: Element, forwards: readonly PortForward[]): void {
  const onUserNetwork = interfaces(domain).filter((nic) => attribute(nic, 'type') === 'user')
  const [first, ...others] = onUserNetwork
  for (const nic of others) writeForwards(domain, nic, [])
  if (first !== undefined) writeForwards(domain, first, forwards)
  else if (forwards.length > 0) throw new XmlError('there is no NIC on the user network to forward ports to')
  // Forwards a person put on QEMU's command line for a NIC of their own making would clash all the same.
  dropStrayForwards(domain)
}

function dropStrayForwards(domain: Element): void {
  for (const section of children(domain, 'qemu:commandline')) {
    for (const arg of children(section, 'qemu:arg')) {
      const value = attribute(arg, 'value') ?? ''
      if (!value.startsWith('user,') || /,id=kiste-net/.test(value)) continue
      setAttribute(arg, 'value', value.replaceAll(/,(?:host|guest)fwd=[^,]*/g, ''))
    }
  }
}

function interfaces(domain: Element): readonly Element[] {
  return children(descend(domain, 'devices'), 'interface')
}

function child(owner: Element, name: string): Element {
  return children(owner, name)[0] ?? insert(owner, xml(name), children(owner)[0])
}
