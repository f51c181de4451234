import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { NicDefinition } from '../../domain/nic.ts'
import { problemError } from '../../domain/problem.ts'
import type { Arch } from '../../domain/vm.ts'
import type { VmDefaults } from '../host.ts'
import type { HostCapabilities } from './capabilities.ts'
import type { LibvirtClient } from './client.ts'
import { libvirtUnavailable } from './libvirt-problems.ts'
import { networkState } from './networks.ts'
import { parseLibvirtUri } from './uri.ts'

/** The modern machine of each architecture; written into definitions in its versioned form. */
const machineAliases = { x86_64: 'q35', aarch64: 'virt' } as const
/** libvirt's own NAT network, there on every distribution that has one. */
const natNetwork = 'default'
/** Cold, libvirt starts every emulator there is before it answers. */
const firstLookMs = 90_000

export type LibvirtDefaults = (
  verdict: AcceleratorVerdict,
) => Promise<Omit<VmDefaults, 'memoryTotalMiB' | 'cpuThreads'>>

/** What new VMs get on this host, as far as libvirt knows it. */
export function createLibvirtDefaults(libvirt: LibvirtClient): LibvirtDefaults {
  return async ({ accelerator }) => {
    try {
      await libvirt.ready()
      const capabilities = await firstLook(libvirt)
      const { arch, machine, emulator } = machineOf(capabilities)
      const virtType = accelerator === 'kvm' ? 'kvm' : 'qemu'
      const domain = await libvirt.capabilities.domain({ arch, machine, virtType, emulator })
      const uefi = domain.firmware.includes('efi') && domain.loaders.length > 0
      return { accelerator, arch, machine, uefi, link: await linkOf(libvirt) }
    } catch (error) {
      throw libvirtUnavailable(error, 'What new VMs get on this host is not known')
    }
  }
}

/** The versioned machine type behind the alias: `q35` is another machine after each QEMU update. */
export function machineOf(capabilities: HostCapabilities): {
  readonly arch: Arch
  readonly machine: string
  readonly emulator: string
} {
  const arch =
    capabilities.arch === 'x86_64' || capabilities.arch === 'aarch64' ? capabilities.arch : undefined
  const guest = capabilities.guests.find((one) => one.arch === arch)
  const alias = arch && machineAliases[arch]
  const machine = guest?.machines.find(({ name }) => name === alias)
  if (arch === undefined || guest === undefined || machine === undefined)
    throw problemError({
      code: 'not_supported',
      object: { type: 'host', name: 'libvirt' },
      message: `libvirt offers no emulator for a ${alias ?? 'current'} machine of this host's own architecture (${capabilities.arch}).`,
      hint: 'Install QEMU for it (Debian: qemu-system-x86 or qemu-system-arm).',
    })
  return { arch, machine: machine.canonical, emulator: guest.emulator }
}

async function linkOf(libvirt: LibvirtClient): Promise<Exclude<NicDefinition['link'], { type: 'bridge' }>> {
  if (isSession(libvirt.uri)) return { type: 'user', forwards: [] }
  // Defined is enough: it is started together with the first VM that needs it.
  return (await networkState(libvirt, natNetwork)) === 'missing'
    ? { type: 'user', forwards: [] }
    : { type: 'network', network: natNetwork }
}

function isSession(uri: string): boolean {
  return parseLibvirtUri(uri).name.endsWith('/session')
}

async function firstLook(libvirt: LibvirtClient): Promise<HostCapabilities> {
  const known = libvirt.capabilities.current()
  if (known !== undefined) return known
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('libvirt is still looking at its emulators')), firstLookMs)
  })
  try {
    return await Promise.race([libvirt.capabilities.ready, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
