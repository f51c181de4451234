import type { AcceleratorVerdict } from './accelerator.ts'
import type { LibvirtFacts } from './host-facts.ts'
import { poolPrefix, type FoundPools, type ShownPool } from './libvirt-pool.ts'
import { planLibvirtPools } from './plan-libvirt-pools.ts'
import { loadKeyLine } from './key-lock.ts'
import { formatBytes, GiB } from './size.ts'
import { spaceWarning } from './store-space.ts'
import type { StoreFacts } from './store.ts'

/** What a look at the machine found; `diagnose` says what it means. */
export interface DoctorFacts extends MachineFacts {
  /** All there are, the directory among them. */
  readonly stores: readonly StoreFacts[]
  readonly libvirt: LibvirtFacts
  /** What libvirt's storage pools are to show, and what they do. */
  readonly shown: { readonly wanted: readonly ShownPool[]; readonly found: FoundPools }
  /** VMs that are off and start once a key is loaded. */
  readonly waiting?: readonly { readonly name: string; readonly root: string }[] | undefined
}

/** The part of the doctor's facts that needs no hypervisor. */
export interface MachineFacts {
  readonly accelerator: AcceleratorVerdict
  readonly missingPrograms: readonly MissingProgram[]
  readonly memoryTotalMiB: number
  readonly memoryAvailableMiB: number
  readonly store: { readonly path: string; readonly totalBytes: number; readonly freeBytes: number }
  readonly user: {
    readonly name: string
    readonly isRoot: boolean
    /** Has ranges in /etc/subuid and /etc/subgid, which building an image without root stands on. */
    readonly hasSubordinateIds: boolean
  }
}

/** A program that is not installed, why it is wanted, and how to get it. */
export interface MissingProgram {
  readonly program: string
  readonly why: string
  /** Without it no VM runs; others only switch one ability off. */
  readonly required: boolean
  /** The command that installs it here, where the distribution is known. */
  readonly install?: string | undefined
}

export type DoctorState = 'ok' | 'warn' | 'fail'

export interface DoctorCheck {
  readonly id: string
  readonly title: string
  readonly state: DoctorState
  /** A whole sentence. */
  readonly detail: string
  readonly remedy?: string | undefined
}

export interface DoctorReport {
  readonly verdict: DoctorState
  /** The verdict in one sentence. */
  readonly sentence: string
  readonly checks: readonly DoctorCheck[]
}

interface Rule {
  readonly id: string
  readonly title: string
  judge(facts: DoctorFacts): Omit<DoctorCheck, 'id' | 'title'>
}

const rules: readonly Rule[] = [
  { id: 'accelerator', title: 'Virtualisation', judge: (facts) => judgeAccelerator(facts.accelerator) },
  { id: 'libvirt', title: 'libvirt', judge: (facts) => judgeLibvirt(facts.libvirt) },
  { id: 'programs', title: 'Programs', judge: (facts) => judgePrograms(facts.missingPrograms) },
  { id: 'memory', title: 'Memory', judge: judgeMemory },
  { id: 'disk', title: 'Disk space', judge: judgeDisk },
  { id: 'stores', title: 'Stores in pools', judge: ({ stores }) => judgeStores(stores) },
  { id: 'libvirt-pools', title: 'Disks in virt-manager', judge: ({ shown }) => judgeShown(shown) },
  { id: 'keys', title: 'Keys', judge: judgeKeys },
  { id: 'subordinate-ids', title: 'Building images', judge: judgeSubordinateIds },
]

/** Judges what was found: every check, and the verdict of all in one sentence. */
export function diagnose(facts: DoctorFacts): DoctorReport {
  return reportOf(
    rules.map((rule): DoctorCheck => ({ id: rule.id, title: rule.title, ...rule.judge(facts) })),
  )
}

export function reportOf(checks: readonly DoctorCheck[]): DoctorReport {
  const failed = checks.filter((check) => check.state === 'fail')
  const warned = checks.filter((check) => check.state === 'warn')
  if (failed.length > 0)
    return { verdict: 'fail', sentence: `VMs cannot run here yet. ${failed[0]?.detail ?? ''}`, checks }
  if (warned.length > 0)
    return {
      verdict: 'warn',
      sentence: `VMs run here. ${warned.map((check) => check.detail).join(' ')}`,
      checks,
    }
  return { verdict: 'ok', sentence: 'VMs run here at full speed, and nothing is missing.', checks }
}

type Judgement = Omit<DoctorCheck, 'id' | 'title'>

function judgeAccelerator(verdict: AcceleratorVerdict): Judgement {
  switch (verdict.accelerator) {
    case 'kvm':
      return { state: 'ok', detail: 'Guests run on the CPU itself (KVM).' }
    case 'tcg':
      return { state: 'warn', detail: verdict.sentence, remedy: verdict.remedy }
  }
}

function judgeLibvirt(libvirt: LibvirtFacts): Judgement {
  switch (libvirt.state) {
    case 'connected':
      return {
        state: 'ok',
        detail:
          libvirt.hypervisorVersion === undefined
            ? `libvirt ${libvirt.libvirtVersion} answers on ${libvirt.uri}.`
            : `libvirt ${libvirt.libvirtVersion} with QEMU ${libvirt.hypervisorVersion} answers on ${libvirt.uri}.`,
      }
    case 'disconnected':
      return {
        state: 'fail',
        detail: `libvirt does not answer on ${libvirt.uri}: ${libvirt.because}`,
        remedy: `Look at what \`virsh -c ${libvirt.uri} list\` says. If that hangs, too, end libvirt's daemon and start it again: VMs go on. Kiste connects again by itself.`,
      }
  }
}

function judgePrograms(missing: readonly MissingProgram[]): Judgement {
  if (missing.length === 0) return { state: 'ok', detail: 'All programs that VMs need are installed.' }
  const required = missing.filter((one) => one.required)
  const named = (required.length > 0 ? required : missing)
    .map((one) => `${one.program} (${one.why})`)
    .join(', ')
  const installs = [...new Set(missing.flatMap((one) => one.install ?? []))]
  return {
    state: required.length > 0 ? 'fail' : 'warn',
    detail: `Not installed: ${named}.`,
    remedy:
      installs.length > 0 ? installs.join('; ') : 'Install them with the package manager of this system.',
  }
}

function judgeMemory({ memoryTotalMiB, memoryAvailableMiB }: DoctorFacts): Judgement {
  const detail = `${memoryAvailableMiB} of ${memoryTotalMiB} MiB of memory are free.`
  if (memoryAvailableMiB >= 1024) return { state: 'ok', detail }
  return { state: 'warn', detail, remedy: 'Stop VMs or programs that are not needed before starting more.' }
}

function judgeDisk({ store }: DoctorFacts): Judgement {
  const detail = `${formatBytes(store.freeBytes)} of ${formatBytes(store.totalBytes)} are free in ${store.path}.`
  if (store.freeBytes >= 10 * GiB) return { state: 'ok', detail }
  const remedy = 'Empty the bin (`kiste bin list`), remove images no VM uses, or move the state directory.'
  return { state: store.freeBytes < GiB ? 'fail' : 'warn', detail, remedy }
}

/** The directory is judged by what is left on its disk, which it shares with others. */
function judgeStores(stores: readonly StoreFacts[]): Judgement {
  const inPools = stores.filter(({ kind }) => kind === 'zfs')
  const warnings = inPools.flatMap((store) => spaceWarning(store) ?? [])
  if (warnings.length > 0)
    return {
      state: 'warn',
      detail: warnings.map(({ message }) => message).join(' '),
      remedy: warnings[0]?.hint,
    }
  const free = inPools.map(({ name, freeBytes }) => `${formatBytes(freeBytes)} in ${name}`)
  const detail = free.length === 0 ? 'There is none; VMs live in the directory.' : `Free: ${free.join(', ')}.`
  return { state: 'ok', detail }
}

function judgeShown({ wanted, found }: DoctorFacts['shown']): Judgement {
  switch (found.state) {
    case 'away':
      return {
        state: 'warn',
        detail: `Whether virsh and virt-manager show the disks of the stores is not known: ${found.because}.`,
      }
    case 'impossible':
      return {
        state: 'warn',
        detail: `virsh and virt-manager do not show the disks of the stores as storage. ${found.because}`,
        remedy: found.hint,
      }
    case 'seen': {
      const { obstacles, show } = planLibvirtPools(wanted, found)
      const [first] = obstacles
      if (first)
        return {
          state: 'warn',
          detail: obstacles.map(({ message }) => message).join(' '),
          remedy: first.hint,
        }
      const late =
        show.length === 0
          ? ''
          : ` ${show.length === 1 ? 'One is' : `${show.length} are`} behind; if that stays so for minutes, the log of kisted says why.`
      const pools = wanted.length === 1 ? 'one storage pool' : `${wanted.length} storage pools`
      return {
        state: 'ok',
        detail: `virsh and virt-manager see the disks of the stores in ${pools}, named ${poolPrefix}….${late}`,
      }
    }
  }
}

/** Being locked is as it should be after a boot; somebody has to know all the same why their VMs do not run. */
function judgeKeys({ stores, waiting = [] }: DoctorFacts): Judgement {
  const roots = [
    ...new Set([...stores.flatMap(({ lockedBy }) => lockedBy ?? []), ...waiting.map(({ root }) => root)]),
  ]
  if (roots.length === 0) return { state: 'ok', detail: 'No store and no VM waits for a key.' }
  const locked = stores.filter(({ lockedBy }) => lockedBy !== undefined).map(({ name }) => name)
  const names = waiting.map(({ name }) => name)
  return {
    state: 'warn',
    detail: [
      `The key of ${roots.join(', ')} is not loaded.`,
      ...(locked.length === 0 ? [] : [`Locked: the store ${locked.join(', ')}.`]),
      ...(names.length === 0
        ? []
        : [`${names.join(', ')} ${names.length === 1 ? 'starts' : 'start'} once it is loaded.`]),
    ].join(' '),
    remedy: roots.map(loadKeyLine).join('; '),
  }
}

function judgeSubordinateIds({ user }: DoctorFacts): Judgement {
  if (user.isRoot || user.hasSubordinateIds)
    return { state: 'ok', detail: `${user.name} can build images on this machine.` }
  return {
    state: 'warn',
    detail: `${user.name} has no ranges in /etc/subuid and /etc/subgid, so images cannot be built here.`,
    remedy: `Give it 65,536 ids that no other user has, for example: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${user.name}`,
  }
}
