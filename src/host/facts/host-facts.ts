import { readFile, statfs } from 'node:fs/promises'
import { hostname, release, userInfo } from 'node:os'
import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { MachineFacts } from '../../domain/doctor.ts'
import type { HostFacts } from '../../domain/host-facts.ts'
import { problemError } from '../../domain/problem.ts'
import type { Arch } from '../../domain/vm.ts'
import { commandEnvironment } from '../exec.ts'
import { findMissing } from './find-missing.ts'
import { parseOsRelease } from './os-release.mjs'
import { hasSubordinateRange, parseCpuinfo, parseMeminfo, parseUptimeSeconds } from './proc-files.ts'

/** The part of the host's facts that needs neither a hypervisor nor a store. */
export type SystemFacts = Omit<HostFacts, 'accelerator' | 'libvirt' | 'stores'>

/** The architecture of this machine. Rejects others than x86-64 and arm64. */
export function hostArch(nodeArch: string = process.arch): Arch {
  switch (nodeArch) {
    case 'x64':
      return 'x86_64'
    case 'arm64':
      return 'aarch64'
    default:
      throw problemError({
        code: 'not_supported',
        message: `Kiste runs on x86-64 and arm64, and this machine is ${nodeArch}.`,
      })
  }
}

/** Reads what this machine is and has. */
export async function readSystemFacts(): Promise<SystemFacts> {
  const [meminfo, cpuinfo, uptime, osRelease] = await Promise.all([
    readFile('/proc/meminfo', 'utf8').then(parseMeminfo),
    readFile('/proc/cpuinfo', 'utf8').then(parseCpuinfo),
    readFile('/proc/uptime', 'utf8').then(parseUptimeSeconds),
    readOsRelease(),
  ])
  return {
    hostname: hostname(),
    os: osRelease.get('PRETTY_NAME') ?? osRelease.get('NAME') ?? 'Linux',
    kernel: release(),
    arch: hostArch(),
    cpuModel: cpuinfo.model || (await boardName()) || 'unknown',
    cpuThreads: cpuinfo.threads,
    memoryTotalMiB: meminfo.totalMiB,
    memoryAvailableMiB: meminfo.availableMiB,
    uptimeSeconds: uptime,
  }
}

/** Size and free space of the file system a path is on, in bytes; free is what this user may still write. */
export async function readSpace(
  path: string,
): Promise<{ readonly totalBytes: number; readonly freeBytes: number }> {
  const facts = await statfs(path)
  return { totalBytes: facts.blocks * facts.bsize, freeBytes: facts.bavail * facts.bsize }
}

/**
 * What the doctor judges, but for libvirt. `storePath` must exist; the accelerator's verdict is the caller's, who has it anyway
 * and should not wait for another probe.
 */
export async function readMachineFacts(options: {
  readonly accelerator: AcceleratorVerdict
  readonly storePath: string
}): Promise<MachineFacts> {
  const [meminfo, osRelease, space, subuid, subgid] = await Promise.all([
    readFile('/proc/meminfo', 'utf8').then(parseMeminfo),
    readOsRelease(),
    readSpace(options.storePath),
    readFile('/etc/subuid', 'utf8').catch(() => ''),
    readFile('/etc/subgid', 'utf8').catch(() => ''),
  ])
  const { username: name, uid } = userInfo()
  const path = commandEnvironment()['PATH'] ?? ''
  return {
    accelerator: options.accelerator,
    missingPrograms: await findMissing({ arch: hostArch(), path, osRelease }),
    memoryTotalMiB: meminfo.totalMiB,
    memoryAvailableMiB: meminfo.availableMiB,
    store: { path: options.storePath, ...space },
    user: {
      name,
      isRoot: uid === 0,
      hasSubordinateIds: [subuid, subgid].every((text) => hasSubordinateRange(text, { name, uid })),
    },
  }
}

async function readOsRelease(): Promise<ReadonlyMap<string, string>> {
  // os-release(5) names both places, in this order.
  const text = await readFile('/etc/os-release', 'utf8').catch(() =>
    readFile('/usr/lib/os-release', 'utf8').catch(() => ''),
  )
  return parseOsRelease(text)
}

/** ARM kernels name the board instead of the CPU; the device tree ends its strings with NUL. */
async function boardName(): Promise<string> {
  const text = await readFile('/proc/device-tree/model', 'utf8').catch(() => '')
  return text.replaceAll('\0', '').trim()
}
