import { DOMParser, type Element } from '@xmldom/xmldom'
import { XdrError } from './xdr.ts'

/** What libvirt says this host can run, as far as planning a VM needs it. */
export interface HostCapabilities {
  readonly arch: string
  /** libvirt's name for the nearest CPU model, with its vendor; undefined on architectures without models. */
  readonly cpu: { readonly model: string; readonly vendor: string | undefined } | undefined
  readonly guests: readonly GuestCapabilities[]
}

/** One architecture there is an emulator for. */
export interface GuestCapabilities {
  readonly arch: string
  readonly emulator: string
  /** `kvm` only means that the device opened; whether guests really run is for the accelerator probe to say. */
  readonly domainTypes: readonly string[]
  readonly machines: readonly MachineType[]
}

export interface MachineType {
  readonly name: string
  /** The versioned name an alias such as `q35` stands for now; its own name where it is no alias. */
  readonly canonical: string
  readonly maxCpus: number | undefined
}

/** What one emulator offers for one machine and domain type. */
export interface DomainCapabilities {
  readonly emulator: string
  readonly domainType: string
  /** The versioned machine type. */
  readonly machine: string
  readonly arch: string
  readonly maxVcpus: number | undefined
  readonly iothreads: boolean
  /** Ways of firmware selection libvirt offers: `bios`, `efi`. */
  readonly firmware: readonly string[]
  /** Firmware files found on the host. */
  readonly loaders: readonly string[]
  /** Firmware that enforces Secure Boot is there. */
  readonly secureBoot: boolean
  readonly cpu: {
    readonly hostPassthrough: boolean
    readonly hostPassthroughMigratable: boolean
    readonly maximum: boolean
    /** The model `host-model` would write. */
    readonly hostModel: string | undefined
    /** Named models that run here. */
    readonly usable: readonly string[]
  }
  /** Choices by device and attribute: `devices.tpm.model`, `devices.disk.bus`; empty where the device is unsupported. */
  readonly devices: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** Reads the XML of connectGetCapabilities. Throws XdrError when it is none. */
export function parseHostCapabilities(xml: string): HostCapabilities {
  const root = parseRoot(xml, 'capabilities')
  const cpu = path(root, 'host', 'cpu')
  const model = cpu === undefined ? undefined : textOfChild(cpu, 'model')
  return {
    arch: (cpu && textOfChild(cpu, 'arch')) ?? 'unknown',
    cpu: cpu === undefined || model === undefined ? undefined : { model, vendor: textOfChild(cpu, 'vendor') },
    guests: children(root, 'guest').flatMap((guest) => children(guest, 'arch').map(parseGuest)),
  }
}

/** Reads the XML of connectGetDomainCapabilities. Throws XdrError when it is none. */
export function parseDomainCapabilities(xml: string): DomainCapabilities {
  const root = parseRoot(xml, 'domainCapabilities')
  const loader = path(root, 'os', 'loader')
  return {
    emulator: textOfChild(root, 'path') ?? '',
    domainType: textOfChild(root, 'domain') ?? '',
    machine: textOfChild(root, 'machine') ?? '',
    arch: textOfChild(root, 'arch') ?? '',
    maxVcpus: numberAttribute(path(root, 'vcpu'), 'max'),
    iothreads: path(root, 'iothreads')?.getAttribute('supported') === 'yes',
    firmware: enumValues(path(root, 'os'), 'firmware'),
    loaders: loader === undefined ? [] : children(loader, 'value').map(text),
    secureBoot: enumValues(loader, 'secure').includes('yes'),
    cpu: parseCpuModes(path(root, 'cpu')),
    devices: Object.fromEntries(
      elements(path(root, 'devices')).map((device) => [device.tagName, enums(device)]),
    ),
  }
}

function parseGuest(arch: Element): GuestCapabilities {
  const typed = children(arch, 'domain')
  const machines = new Map<string, MachineType>()
  // A domain type may list machines of its own; the general list comes first and wins.
  for (const machine of [arch, ...typed].flatMap((owner) => children(owner, 'machine'))) {
    const name = text(machine)
    if (machines.has(name)) continue
    const canonical = machine.getAttribute('canonical') ?? name
    machines.set(name, { name, canonical, maxCpus: numberAttribute(machine, 'maxCpus') })
  }
  return {
    arch: arch.getAttribute('name') ?? '',
    emulator: textOfChild(arch, 'emulator') ?? '',
    domainTypes: typed.map((one) => one.getAttribute('type') ?? ''),
    machines: [...machines.values()],
  }
}

function parseCpuModes(cpu: Element | undefined): DomainCapabilities['cpu'] {
  const modes = new Map(
    children(cpu, 'mode')
      .filter((mode) => mode.getAttribute('supported') === 'yes')
      .map((mode) => [mode.getAttribute('name'), mode]),
  )
  const passthrough = modes.get('host-passthrough')
  const hostModel = modes.get('host-model')
  return {
    hostPassthrough: passthrough !== undefined,
    hostPassthroughMigratable: enumValues(passthrough, 'hostPassthroughMigratable').includes('on'),
    maximum: modes.has('maximum'),
    hostModel: hostModel === undefined ? undefined : textOfChild(hostModel, 'model'),
    usable: children(modes.get('custom'), 'model')
      .filter((model) => model.getAttribute('usable') === 'yes')
      .map(text),
  }
}

function enums(device: Element): Record<string, readonly string[]> {
  if (device.getAttribute('supported') === 'no') return {}
  const found = children(device, 'enum').map((one) => one.getAttribute('name') ?? '')
  return Object.fromEntries(found.map((name) => [name, enumValues(device, name)]))
}

function enumValues(owner: Element | undefined, name: string): readonly string[] {
  const found = children(owner, 'enum').find((one) => one.getAttribute('name') === name)
  return children(found, 'value').map(text)
}

function parseRoot(xml: string, name: string): Element {
  const root = new DOMParser({ onError: refuseXml }).parseFromString(xml, 'text/xml').documentElement
  if (root?.tagName !== name) throw new XdrError(`libvirt's answer is no <${name}> but <${root?.tagName}>`)
  return root
}

function refuseXml(level: string, message: string): void {
  if (level !== 'warning') throw new XdrError(`libvirt's answer is no XML: ${message}`)
}

function elements(owner: Element | undefined): readonly Element[] {
  const found: Element[] = []
  for (let child = owner?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (child.nodeType === child.ELEMENT_NODE) found.push(child as Element)
  }
  return found
}

function children(owner: Element | undefined, name: string): readonly Element[] {
  return elements(owner).filter(({ tagName }) => tagName === name)
}

function path(owner: Element, ...names: readonly string[]): Element | undefined {
  return names.reduce<Element | undefined>((at, name) => children(at, name)[0], owner)
}

function text(element: Element): string {
  return (element.textContent ?? '').trim()
}

function textOfChild(owner: Element, name: string): string | undefined {
  const child = children(owner, name)[0]
  return child === undefined ? undefined : text(child)
}

function numberAttribute(element: Element | undefined, name: string): number | undefined {
  const value = element?.getAttribute(name)
  return value ? Number(value) : undefined
}
