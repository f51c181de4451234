import { DOMImplementation, DOMParser, XMLSerializer, type Document, type Element } from '@xmldom/xmldom'
import { messageOf } from '../../domain/thrown.ts'

/** Text that XML 1.0 cannot carry at all, or that is no XML, or not the element that was expected. */
export class XmlError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'XmlError'
  }
}

/** An element to be made: name, attributes (undefined ones are left out) and what is in it. */
export interface XmlSpec {
  readonly name: string
  readonly namespace?: string
  readonly attributes: Readonly<Record<string, string | number | undefined>>
  readonly content: readonly XmlContent[]
}

export type XmlContent = XmlSpec | string | undefined

export function xml(
  name: string,
  attributes: XmlSpec['attributes'] = {},
  ...content: readonly XmlContent[]
): XmlSpec {
  return { name, attributes, content }
}

/** An element of another namespace; `name` carries the prefix. */
export function xmlNs(
  namespace: string,
  name: string,
  attributes: XmlSpec['attributes'] = {},
  ...content: readonly XmlContent[]
): XmlSpec {
  return { name, namespace, attributes, content }
}

/** Parses a document and checks its root's name. A document type is refused: libvirt writes none, and entities hide in it. */
export function parseXml(text: string, rootName: string): Element {
  let document: Document
  try {
    document = new DOMParser({ onError: refuse, normalizeLineEndings }).parseFromString(text, 'text/xml')
  } catch (error) {
    throw new XmlError(`this is no XML: ${firstLine(error)}`, { cause: error })
  }
  if (document.doctype !== null) throw new XmlError('a document type is not allowed here')
  const root = document.documentElement
  if (root?.tagName !== rootName) throw new XmlError(`this is no <${rootName}> but <${root?.tagName ?? ''}>`)
  return root
}

// libvirt writes XML 1.0, where these are all the line ends there are (section 2.11). xmldom takes NEL, LS and PS for some too, as
// XML 1.1 does, and would read other text than was written.
function normalizeLineEndings(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

/** A new document with this root; `namespaces` maps prefixes to what they stand for. */
export function buildXml(spec: XmlSpec, namespaces: Readonly<Record<string, string>> = {}): Element {
  const document = new DOMImplementation().createDocument(null, spec.name)
  const root = document.documentElement
  if (root === null) throw new XmlError('an empty document was made')
  for (const [prefix, uri] of Object.entries(namespaces))
    root.setAttributeNS('http://www.w3.org/2000/xmlns/', `xmlns:${prefix}`, uri)
  fill(root, spec)
  return root
}

/** Writes the document an element belongs to. */
export function writeXml(root: Element): string {
  return new XMLSerializer().serializeToString(root)
}

/** Adds a new element at the end of `owner`, or before one of its children. */
export function insert(owner: Element, spec: XmlSpec, before: Element | null = null): Element {
  const element = create(owner, spec)
  owner.insertBefore(element, before)
  return element
}

export function setAttribute(element: Element, name: string, value: string | number): void {
  element.setAttribute(name, checked(String(value)))
}

/** Replaces all an element holds by this text. */
export function setText(element: Element, text: string | number): void {
  element.textContent = checked(String(text))
}

/** Takes an element out, with the white space before it, so that no empty line stays. */
export function remove(element: Element): void {
  const parent = element.parentNode
  const before = element.previousSibling
  if (parent === null) return
  if (before?.nodeType === before?.TEXT_NODE && before?.nodeValue?.trim() === '') parent.removeChild(before)
  parent.removeChild(element)
}

/** The child elements, or those of this name. */
export function children(owner: Element | undefined, name?: string): readonly Element[] {
  const found: Element[] = []
  for (let node = owner?.firstChild ?? null; node !== null; node = node.nextSibling) {
    if (node.nodeType !== node.ELEMENT_NODE) continue
    const element = node as Element
    if (name === undefined || element.tagName === name) found.push(element)
  }
  return found
}

/** The first child of a name, and so on down; undefined where the way ends. */
export function descend(owner: Element | undefined, ...names: readonly string[]): Element | undefined {
  return names.reduce<Element | undefined>((at, name) => children(at, name)[0], owner)
}

export function attribute(element: Element | undefined, name: string): string | undefined {
  return element?.getAttribute(name) ?? undefined
}

/** An element's text without the white space around it. */
export function textOf(element: Element | undefined): string | undefined {
  return element?.textContent?.trim()
}

function create(owner: Element, spec: XmlSpec): Element {
  const document = owner.ownerDocument
  if (document === null) throw new XmlError('an element without a document')
  const element =
    spec.namespace === undefined
      ? document.createElement(spec.name)
      : document.createElementNS(spec.namespace, spec.name)
  fill(element, spec)
  return element
}

function fill(element: Element, spec: XmlSpec): void {
  for (const [name, value] of Object.entries(spec.attributes)) {
    if (value !== undefined) setAttribute(element, name, value)
  }
  for (const part of spec.content) {
    if (typeof part === 'string') element.appendChild(textNode(element, part))
    else if (part !== undefined) element.appendChild(create(element, part))
  }
}

function textNode(element: Element, text: string) {
  const document = element.ownerDocument
  if (document === null) throw new XmlError('an element without a document')
  return document.createTextNode(checked(text))
}

// XML 1.0 has no way to write control characters or half a surrogate pair, and readers turn CR into LF.
const possible = /^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

function checked(text: string): string {
  if (!possible.test(text))
    throw new XmlError(`${JSON.stringify(text.slice(0, 80))} has characters that XML cannot carry`)
  return text
}

function refuse(level: string, message: string): void {
  if (level !== 'warning') throw new XmlError(message)
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n')[0] ?? ''
}
