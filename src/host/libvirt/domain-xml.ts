import type { VmDefinition } from '../../domain/vm-definition.ts'
import { busOf, diskSpec, nicSpec, takesDirectIo } from './device-xml.ts'
import { kisteSpec } from './kiste-element.ts'
import { writeForwards } from './user-network.ts'
import { buildXml, children, descend, writeXml, xml, XmlError, type XmlSpec } from './xml-dom.ts'

/** What the host adds to a definition. */
export interface DomainHints {
  /** CPUs that can be plugged in while it runs; at least `cpus`. */
  readonly maxCpus: number
  /** Disk paths whose file system does not take O_DIRECT. */
  readonly noDirectIo?: ReadonlySet<string>
  /** QEMU can hand a clipboard to and fro between its screen and an agent in the guest. */
  readonly clipboard?: boolean
}

/** Slots kept free for disks and NICs that come while the VM runs: a PCIe machine cannot grow new ones. */
const sparePorts = 8
const maxIoThreads = 4

/** A new VM's whole definition. Throws XmlError where a value cannot be written. */
export function toDomainXml(definition: VmDefinition, hints: DomainHints): string {
  const root = buildXml(domainSpec(definition, hints))
  const nics = children(descend(root, 'devices'), 'interface')
  for (const [index, { link }] of definition.nics.entries()) {
    const nic = nics[index]
    if (nic !== undefined && link.type === 'user') writeForwards(root, nic, link.forwards)
  }
  return writeXml(root)
}

function domainSpec(definition: VmDefinition, hints: DomainHints): XmlSpec {
  const { accelerator, cpus, made, autostart } = definition
  const memory = `${definition.memoryMiB}`
  const maxCpus = definition.arch === 'x86_64' ? Math.max(cpus, hints.maxCpus) : cpus
  return xml(
    'domain',
    { type: accelerator === 'kvm' ? 'kvm' : 'qemu' },
    xml('name', {}, definition.name),
    xml('uuid', {}, definition.uuid),
    // Changes whenever the VM goes back in time or is copied, so that a guest can renew its keys and identities.
    xml('genid'),
    xml('metadata', {}, kisteSpec({ made, autostart })),
    xml('memory', { unit: 'MiB' }, memory),
    xml('currentMemory', { unit: 'MiB' }, memory),
    xml('vcpu', { placement: 'static', current: cpus }, `${maxCpus}`),
    xml('iothreads', {}, `${ioThreads(definition)}`),
    osSpec(definition),
    featuresSpec(definition),
    cpuSpec(definition, maxCpus),
    clockSpec(definition),
    definition.arch === 'x86_64'
      ? xml('pm', {}, xml('suspend-to-mem', { enabled: 'no' }), xml('suspend-to-disk', { enabled: 'no' }))
      : undefined,
    devicesSpec(definition, hints),
  )
}

/**
 * Both firmware features are always said: left out, libvirt picks Secure Boot with Microsoft's keys on Debian. The loader's path is
 * not: libvirt 9.0 refuses it beside a firmware choice, 9.2 and later write it in themselves, and paths differ between
 * distributions. The variables are in the VM's own place: libvirt's default path is made of the VM's name and silently reused.
 */
function osSpec({ arch, machine, firmware }: VmDefinition): XmlSpec {
  const type = xml('type', { arch, machine }, 'hvm')
  if (firmware.type === 'bios') return xml('os', {}, type)
  const enabled = firmware.secureBoot ? 'yes' : 'no'
  return xml(
    'os',
    { firmware: 'efi' },
    type,
    xml(
      'firmware',
      {},
      xml('feature', { enabled, name: 'enrolled-keys' }),
      xml('feature', { enabled, name: 'secure-boot' }),
    ),
    firmware.secureBoot ? xml('loader', { secure: 'yes' }) : undefined,
    xml('nvram', {}, firmware.nvramPath),
  )
}

function featuresSpec({ arch, firmware }: VmDefinition): XmlSpec {
  const secure = firmware.type === 'uefi' && firmware.secureBoot
  // ARM's virt machine describes itself by ACPI only to UEFI; libvirt refuses the two apart.
  if (arch === 'aarch64') return xml('features', {}, firmware.type === 'uefi' ? xml('acpi') : undefined)
  return xml(
    'features',
    {},
    xml('acpi'),
    xml('apic'),
    secure ? xml('smm', { state: 'on' }) : undefined,
    xml('vmport', { state: 'off' }),
  )
}

/** Emulated CPUs are named models: `maximum` changes with each QEMU and emulates much that only costs time. */
const emulatedCpu = {
  /** x86-64-v2, what current distributions ask for at most. */
  x86_64: 'Nehalem',
  aarch64: 'cortex-a57',
} as const

/** One socket, because Windows editions count sockets; cores up to what can be plugged in. */
function cpuSpec({ arch, accelerator }: VmDefinition, maxCpus: number): XmlSpec {
  const topology = xml('topology', { sockets: 1, dies: 1, cores: maxCpus, threads: 1 })
  if (accelerator === 'tcg')
    return xml(
      'cpu',
      { mode: 'custom', match: 'exact', check: 'none' },
      xml('model', { fallback: 'forbid' }, emulatedCpu[arch]),
      topology,
    )
  const migratable = arch === 'x86_64' ? 'on' : undefined
  return xml('cpu', { mode: 'host-passthrough', check: 'none', migratable }, topology)
}

function clockSpec({ arch }: VmDefinition): XmlSpec {
  if (arch !== 'x86_64') return xml('clock', { offset: 'utc' })
  return xml(
    'clock',
    { offset: 'utc' },
    xml('timer', { name: 'rtc', tickpolicy: 'catchup' }),
    xml('timer', { name: 'pit', tickpolicy: 'delay' }),
    xml('timer', { name: 'hpet', present: 'no' }),
  )
}

function devicesSpec(definition: VmDefinition, hints: DomainHints): XmlSpec {
  const { disks, nics, arch, accelerator, cpus } = definition
  const threads = ioThreads(definition)
  const targets = new Set<string>()
  for (const { target } of disks) {
    if (targets.has(target)) throw new XmlError(`two disks are named ${target}`)
    targets.add(target)
  }
  const queues = accelerator === 'kvm' ? Math.min(cpus, 8) : 1
  const hasScsi = disks.some((disk) => busOf(disk) === 'scsi')
  const ports = disks.length + nics.length + fixedPciDevices + sparePorts
  return xml(
    'devices',
    {},
    ...disks.map((disk, index) =>
      diskSpec(disk, {
        directIo: takesDirectIo(disk, hints.noDirectIo),
        ioThread: (index % threads) + 1,
      }),
    ),
    xml('controller', { type: 'pci', model: 'pcie-root' }),
    ...Array.from({ length: ports }, () => xml('controller', { type: 'pci', model: 'pcie-root-port' })),
    hasScsi
      ? xml('controller', { type: 'scsi', index: 0, model: 'virtio-scsi' }, xml('driver', { iothread: 1 }))
      : undefined,
    xml('controller', { type: 'usb', model: 'qemu-xhci' }),
    ...nics.map((nic) => nicSpec(nic, queues)),
    xml(
      'serial',
      { type: 'pty' },
      ...(definition.consoleLogPath === undefined
        ? []
        : [xml('log', { file: definition.consoleLogPath, append: 'on' })]),
    ),
    xml('console', { type: 'pty' }),
    xml('channel', { type: 'unix' }, xml('target', { type: 'virtio', name: 'org.qemu.guest_agent.0' })),
    hints.clipboard === true ? clipboardSpec : undefined,
    // A tablet reports where the pointer is, so that it follows the mouse of whoever looks at the screen.
    xml('input', { type: 'tablet', bus: 'usb' }),
    arch === 'aarch64' ? xml('input', { type: 'keyboard', bus: 'usb' }) : undefined,
    // No keymap: QEMU then takes key codes as they come, whatever layout the viewer has.
    xml('graphics', { type: 'vnc' }, xml('listen', { type: 'socket' })),
    xml('video', {}, xml('model', { type: 'virtio' })),
    xml(
      'memballoon',
      { model: 'virtio', autodeflate: 'on', freePageReporting: 'on' },
      xml('stats', { period: 10 }),
    ),
    xml('rng', { model: 'virtio' }, xml('backend', { model: 'random' }, '/dev/urandom')),
  )
}

/**
 * The clipboard of the screen, for the agent that most desktops bring along (spice-vdagent; the name is that of its port). QEMU takes
 * part in it itself, so it works over VNC. The agent could report where the pointer is, too; the tablet does that already.
 */
const clipboardSpec = xml(
  'channel',
  { type: 'qemu-vdagent' },
  xml('source', {}, xml('clipboard', { copypaste: 'yes' }), xml('mouse', { mode: 'server' })),
  xml('target', { type: 'virtio', name: 'com.redhat.spice.0' }),
)

/** USB, SCSI, serial channel, balloon, random numbers, screen. */
const fixedPciDevices = 6

function ioThreads({ disks }: VmDefinition): number {
  return Math.max(1, Math.min(maxIoThreads, disks.filter((disk) => busOf(disk) === 'virtio').length))
}
