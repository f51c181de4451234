import type { Element } from '@xmldom/xmldom'
import { attribute, children, descend, parseXml, remove, writeXml } from './xml-dom.ts'

/**
 * What libvirt notes of the files below a disk. After a running VM was made to write to another file under the same path, it has that
 * path twice, once for the disk and once for what is below it, until the VM is started anew; and it writes the same into the
 * definition, with which the VM would not start: QEMU would open one file twice. Without the note, QEMU finds what is below in the file.
 */

/** A definition without notes that lead back to the disk itself; undefined if it has none. */
export function withoutLoops(text: string): string | undefined {
  if (!text.includes('<backingStore')) return undefined
  const domain = parseXml(text, 'domain')
  const looped = disksOf(domain).filter((disk) => pathsBelow(disk).includes(pathOf(disk) ?? ''))
  if (looped.length === 0) return undefined
  for (const disk of looped) for (const below of children(disk, 'backingStore')) remove(below)
  return writeXml(domain)
}

/** A VM's XML without any such note. */
export function withoutBackingStores(text: string): string {
  const domain = parseXml(text, 'domain')
  for (const disk of disksOf(domain)) for (const below of children(disk, 'backingStore')) remove(below)
  return writeXml(domain)
}

function disksOf(domain: Element): readonly Element[] {
  return children(descend(domain, 'devices'), 'disk')
}

function pathsBelow(disk: Element): readonly string[] {
  const below = descend(disk, 'backingStore')
  if (below === undefined) return []
  const path = pathOf(below)
  return [...(path === undefined ? [] : [path]), ...pathsBelow(below)]
}

function pathOf(element: Element): string | undefined {
  const source = descend(element, 'source')
  return attribute(source, 'file') ?? attribute(source, 'dev')
}
