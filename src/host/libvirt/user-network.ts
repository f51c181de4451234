import type { Element } from '@xmldom/xmldom'
import type { PortForward } from '../../domain/nic.ts'
import { attribute, children, descend, insert, remove, xmlNs, XmlError } from './xml-dom.ts'

/**
 * Port forwards on QEMU's own user network. libvirt has none for it (and Debian 12 builds libvirt without passt), so a second back end
 * with the forwards comes by QEMU's command line, and libvirt's own NIC is pointed at it: PCI address and MAC stay libvirt's,
 * `virsh start` alone brings the forwards up. See docs/adr/0004-user-networking.md.
 */
export const qemuNamespace = 'http://libvirt.org/schemas/domain/qemu/1.0'

/** Makes an interface of this alias use a user network with these forwards; none takes it back to libvirt's own. */
export function writeForwards(domain: Element, nic: Element, forwards: readonly PortForward[]): void {
  const old = backendOf(domain, nic)
  if (old !== undefined) removeBackend(domain, old)
  dropPasstForwards(nic)
  if (forwards.length === 0) return
  if (usesPasst(nic)) return addPasstForwards(nic, forwards)
  const index = interfacesOf(domain).indexOf(nic)
  const backend = freeId(domain, `kiste-net${index}`)
  const alias = userAlias(nic) ?? freeAlias(domain, `ua-kiste-nic${index}`)
  if (userAlias(nic) === undefined) {
    for (const element of children(nic, 'alias')) remove(element)
    insert(nic, { name: 'alias', attributes: { name: alias }, content: [] })
  }
  const commandLine = qemuSection(domain, 'commandline')
  for (const value of ['-netdev', ['user', `id=${backend}`, ...forwards.map(hostForward)].join(',')])
    insert(commandLine, xmlNs(qemuNamespace, 'qemu:arg', { value }))
  insert(
    qemuSection(domain, 'override'),
    xmlNs(
      qemuNamespace,
      'qemu:device',
      { alias },
      xmlNs(
        qemuNamespace,
        'qemu:frontend',
        {},
        xmlNs(qemuNamespace, 'qemu:property', { name: 'netdev', type: 'string', value: backend }),
      ),
    ),
  )
}

/** The forwards of an interface on a user network, whoever wrote them. */
export function readForwards(domain: Element, nic: Element): readonly PortForward[] {
  const backend = backendOf(domain, nic)
  const options = backend === undefined ? [] : splitOptions(attribute(backend.value, 'value') ?? '')
  return [
    ...options.flatMap((option) => parseHostForward(option) ?? []),
    ...children(nic, 'portForward').flatMap(parsePasstForward),
  ]
}

/** A back end given on QEMU's command line, and the override that points a NIC at it. */
interface Backend {
  readonly id: string
  readonly flag: Element
  readonly value: Element
  readonly override: Element
}

function backendOf(domain: Element, nic: Element): Backend | undefined {
  const alias = attribute(descend(nic, 'alias'), 'name')
  if (alias === undefined) return undefined
  for (const override of sections(domain, 'override').flatMap((one) => named(one, 'device'))) {
    if (attribute(override, 'alias') !== alias) continue
    const property = named(override, 'frontend')
      .flatMap((frontend) => named(frontend, 'property'))
      .find((one) => attribute(one, 'name') === 'netdev')
    const id = attribute(property, 'value')
    const pair = id === undefined ? undefined : findNetdev(domain, id)
    if (id !== undefined && pair !== undefined) return { id, ...pair, override }
  }
  return undefined
}

function findNetdev(domain: Element, id: string): { flag: Element; value: Element } | undefined {
  const args = sections(domain, 'commandline').flatMap((one) => named(one, 'arg'))
  for (const [index, flag] of args.entries()) {
    const value = args[index + 1]
    if (attribute(flag, 'value') !== '-netdev' || value === undefined) continue
    const options = splitOptions(attribute(value, 'value') ?? '')
    if (options[0] === 'user' && options.includes(`id=${id}`)) return { flag, value }
  }
  return undefined
}

function removeBackend(domain: Element, backend: Backend): void {
  for (const element of [backend.flag, backend.value, backend.override]) remove(element)
  for (const section of [...sections(domain, 'commandline'), ...sections(domain, 'override')])
    if (children(section).length === 0) remove(section)
}

const dottedIpv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/

/** `tcp:127.0.0.1:2222-:22`. A comma or colon in an address would be an option of its own to QEMU, so only IPv4 goes in. */
function hostForward(forward: PortForward): string {
  const { protocol, hostAddress, hostPort, guestPort } = forward
  if (!dottedIpv4.test(hostAddress)) throw new XmlError(`${JSON.stringify(hostAddress)} is no IPv4 address`)
  for (const port of [hostPort, guestPort])
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new XmlError(`${port} is no port`)
  return `hostfwd=${protocol === 'udp' ? 'udp' : 'tcp'}:${hostAddress}:${hostPort}-:${guestPort}`
}

function parseHostForward(option: string): PortForward | undefined {
  const match = /^hostfwd=(tcp|udp)?:([\d.]*):(\d{1,5})-[\d.]*:(\d{1,5})$/.exec(option)
  if (match === null) return undefined
  const [, protocol, address, hostPort, guestPort] = match
  return {
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    hostAddress: address === undefined || address === '' ? '0.0.0.0' : address,
    hostPort: Number(hostPort),
    guestPort: Number(guestPort),
  }
}

/** QEMU's own splitting: a doubled comma is a comma in a value. */
function splitOptions(text: string): readonly string[] {
  return text
    .replaceAll(',,', '\u0000')
    .split(',')
    .map((part) => part.replaceAll('\u0000', ','))
}

function usesPasst(nic: Element): boolean {
  return attribute(descend(nic, 'backend'), 'type') === 'passt'
}

function dropPasstForwards(nic: Element): void {
  for (const element of children(nic, 'portForward')) remove(element)
}

function addPasstForwards(nic: Element, forwards: readonly PortForward[]): void {
  for (const { protocol, hostAddress, hostPort, guestPort } of forwards)
    insert(nic, {
      name: 'portForward',
      attributes: { proto: protocol, address: hostAddress },
      content: [{ name: 'range', attributes: { start: hostPort, to: guestPort }, content: [] }],
    })
}

/** A range is shown by its ports, up to a bound that no person would forward by hand. */
function parsePasstForward(element: Element): PortForward[] {
  const protocol = attribute(element, 'proto') === 'udp' ? 'udp' : 'tcp'
  const hostAddress = attribute(element, 'address') ?? '0.0.0.0'
  const ranges = children(element, 'range').map(readRange)
  const excluded = new Set(ranges.flatMap(({ isExcluded, ports }) => (isExcluded ? ports : [])))
  return ranges
    .flatMap(({ ports, shift, isExcluded }) =>
      isExcluded
        ? []
        : ports.map(
            (hostPort) => ({ protocol, hostAddress, hostPort, guestPort: hostPort + shift }) as const,
          ),
    )
    .filter(({ hostPort }) => !excluded.has(hostPort))
}

function readRange(range: Element) {
  const start = Number(attribute(range, 'start') ?? 0)
  const end = Number(attribute(range, 'end') ?? start)
  const to = Number(attribute(range, 'to') ?? start)
  const count = Math.min(Math.max(0, end - start), 1023) + 1
  return {
    isExcluded: attribute(range, 'exclude') === 'yes',
    ports: Array.from({ length: count }, (_, offset) => start + offset),
    shift: to - start,
  }
}

function interfacesOf(domain: Element): readonly Element[] {
  return children(descend(domain, 'devices'), 'interface')
}

/** Only an alias that begins with `ua-` is kept by libvirt in a definition. */
function userAlias(nic: Element): string | undefined {
  const name = attribute(descend(nic, 'alias'), 'name')
  return name?.startsWith('ua-') === true ? name : undefined
}

function freeAlias(domain: Element, wished: string): string {
  const taken = new Set(
    children(descend(domain, 'devices')).map((device) => attribute(descend(device, 'alias'), 'name')),
  )
  return firstFree(wished, (name) => taken.has(name))
}

function freeId(domain: Element, wished: string): string {
  return firstFree(wished, (id) => findNetdev(domain, id) !== undefined)
}

function firstFree(wished: string, isTaken: (name: string) => boolean): string {
  let name = wished
  for (let again = 1; isTaken(name); again++) name = `${wished}-${again}`
  return name
}

function qemuSection(domain: Element, name: string): Element {
  const found = sections(domain, name)[0]
  if (found !== undefined) return found
  // The serializer would declare the prefix on every element; libvirt and people have it once, at the top.
  domain.setAttributeNS('http://www.w3.org/2000/xmlns/', 'xmlns:qemu', qemuNamespace)
  return insert(domain, xmlNs(qemuNamespace, `qemu:${name}`))
}

function sections(domain: Element, name: string): readonly Element[] {
  return named(domain, name)
}

/** Children in QEMU's namespace, whatever their prefix. */
function named(owner: Element, name: string): readonly Element[] {
  return children(owner).filter((one) => one.namespaceURI === qemuNamespace && one.localName === name)
}
