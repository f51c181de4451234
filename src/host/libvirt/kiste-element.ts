import type { Element } from '@xmldom/xmldom'
import type { VmMade } from '../../domain/vm.ts'
import { attribute, children, insert, remove, xmlNs, type XmlSpec } from './xml-dom.ts'

/** Kiste's own element in a definition's metadata: a VM that has one was made or adopted by Kiste. */
export const kisteNamespace = 'urn:kiste:vm:1'

export interface KisteElement {
  readonly made: VmMade
  /**
   * Whether it starts with the host. libvirt keeps that outside the definition, so it is written into the texts Kiste keeps beside
   * the disks, and is the only copy when a host is rebuilt from them.
   */
  readonly autostart: boolean
}

export function kisteSpec(noted: KisteElement): XmlSpec {
  const { made, autostart } = noted
  return xmlNs(kisteNamespace, 'kiste:vm', {
    at: made.at,
    image: made.image,
    'cloned-from': made.clonedFrom,
    user: made.user,
    autostart: autostart ? 'yes' : undefined,
  })
}

/** What Kiste noted in a definition; undefined for a VM of somebody else. */
export function readKisteElement(domain: Element): KisteElement | undefined {
  const element = findKisteElement(domain)
  if (element === undefined) return undefined
  const optional = (name: string, key: keyof VmMade) => {
    const value = attribute(element, name)
    return value === undefined ? {} : { [key]: value }
  }
  return {
    made: {
      at: attribute(element, 'at') ?? '',
      ...optional('image', 'image'),
      ...optional('cloned-from', 'clonedFrom'),
      ...optional('user', 'user'),
    },
    autostart: attribute(element, 'autostart') === 'yes',
  }
}

/** Writes Kiste's element anew, beside whatever else the metadata holds. */
export function writeKisteElement(domain: Element, noted: KisteElement): void {
  const old = findKisteElement(domain)
  const metadata =
    children(domain, 'metadata')[0] ??
    insert(
      domain,
      { name: 'metadata', attributes: {}, content: [] },
      children(domain).find(({ tagName }) => !beforeMetadata.has(tagName)) ?? null,
    )
  if (old !== undefined) remove(old)
  insert(metadata, kisteSpec(noted))
}

const beforeMetadata = new Set(['name', 'uuid', 'genid', 'title', 'description'])

function findKisteElement(domain: Element): Element | undefined {
  // The prefix is anybody's choice; the namespace is what counts.
  return children(domain, 'metadata')
    .flatMap((metadata) => children(metadata))
    .find(({ namespaceURI, localName }) => namespaceURI === kisteNamespace && localName === 'vm')
}
