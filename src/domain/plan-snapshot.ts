import type { DiskPlace } from './disk.ts'
import { checkPlacedDisks } from './placed-disks.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes, MiB } from './size.ts'
import { checkNewSnapshotId, timeId } from './snapshot-rules.ts'
import type { Consistency, History } from './snapshot.ts'
import type { StoreFacts } from './store.ts'
import { whyNot } from './vm-rules.ts'
import { isOff, type VmFacts } from './vm.ts'

export interface SnapshotWish {
  /** Default the time in UTC. */
  readonly name?: string | undefined
  readonly note?: string | undefined
  /** Take it as it is, without asking the guest for anything. */
  readonly crash?: boolean | undefined
  /** Keep the RAM, too, so that going back goes on in the middle. */
  readonly ram?: boolean | undefined
}

export interface SnapshotVmFacts {
  readonly vm: VmFacts
  readonly store: Pick<StoreFacts, 'name' | 'kind' | 'freeBytes'>
  readonly history: History
  /** As the host has it, opaque. */
  readonly definition: string
  readonly place: DiskPlace
  /** This one is taken as it is, whatever is wished of the others. */
  readonly crash?: boolean | undefined
  /** Whether libvirt keeps its RAM for the next start, as after virsh managedsave. */
  readonly keepsRam: boolean
}

export interface SnapshotFacts {
  readonly vms: readonly SnapshotVmFacts[]
  /** ISO 8601, UTC. */
  readonly now: string
}

export interface SnapshotPlan {
  readonly id: string
  readonly createdAt: string
  readonly note?: string | undefined
  /** Default: a person. */
  readonly by?: 'policy' | undefined
  readonly vms: readonly SnapshotVmPlan[]
  /** The VMs that are held while all of them are taken, by uuid, so that all are of one instant. */
  readonly held: readonly string[]
  /** A hold to put on it at once. */
  readonly hold: string | null
  readonly notes: readonly string[]
}

export interface SnapshotVmPlan {
  readonly store: string
  readonly name: string
  readonly uuid: string
  readonly definition: string
  /** What is aimed at; freezing that fails makes `crash` of `filesystem`. */
  readonly consistency: Consistency
  /** How it is, and is again afterwards. */
  readonly runs: 'on' | 'paused' | 'off'
}

/** How fast RAM is written and read at least, for a word on how long a VM stands still; a plain hard disk does this. */
const ramBytesPerSecond = 100 * MiB

/** Decides how one or several VMs are taken at one instant. */
export function planSnapshot(
  wish: SnapshotWish,
  facts: SnapshotFacts,
  hold: string | null = null,
): Checked<SnapshotPlan> {
  const vms = facts.vms.filter(
    ({ vm }, index) => facts.vms.findIndex((other) => other.vm.uuid === vm.uuid) === index,
  )
  const taken = vms.flatMap(({ history }) => history.snapshots.map((snapshot) => snapshot.id))
  const id = wish.name ?? timeId(facts.now, taken)
  const checked = vms.map((each) => ({
    ...each,
    disks: checkPlacedDisks(each.vm, each.place),
    own: each.crash === true ? { ...wish, crash: true } : wish,
  }))
  const problems: Problem[] = [
    ...checkWish(wish, vms),
    ...(wish.name === undefined ? [] : checkNewSnapshotId(wish.name, vms.map(named))),
    ...checked.flatMap(({ vm, keepsRam, disks }) => [
      ...whyNot('snapshot', vm),
      ...(keepsRam ? [sleepsOnDisk(vm.name)] : []),
      ...disks.problems,
    ]),
    ...(wish.ram === true ? checkRoom(vms) : []),
  ]
  if (problems.length > 0) return refused(...problems)
  const plans = checked.map((each): SnapshotVmPlan => ({
    store: each.store.name,
    name: each.vm.name,
    uuid: each.vm.uuid,
    definition: each.definition,
    consistency: chooseConsistency(each.own, each.vm),
    runs: !isUp(each.vm) ? 'off' : each.vm.status.state === 'running' ? 'on' : 'paused',
  }))
  const held = chooseHeld(wish, vms)
  return valid({
    id,
    createdAt: facts.now,
    ...(wish.note === undefined ? {} : { note: wish.note }),
    vms: plans,
    held,
    hold,
    notes: [
      ...checked.flatMap(({ vm, disks, own }) => [...disks.notes, ...noteOn(own, vm)]),
      ...noteOnInstant(vms, held),
    ],
  })
}

const named = ({ vm, history }: SnapshotVmFacts) => ({ name: vm.name, history })

function checkWish(wish: SnapshotWish, vms: readonly SnapshotVmFacts[]): Problem[] {
  const problems: Problem[] = []
  if (vms.length === 0)
    problems.push({
      code: 'invalid_input',
      field: 'vms',
      message: 'No VM to take a snapshot of was named.',
      hint: 'Name at least one; see which there are with `kiste vm list`.',
    })
  if (wish.ram === true && wish.crash === true)
    problems.push({
      code: 'invalid_input',
      field: 'crash',
      message: 'A snapshot with RAM goes on in the middle, so it cannot also be as after a power cut.',
      hint: 'Leave one of --ram and --crash out.',
    })
  if (wish.note !== undefined && wish.note.length > maxNoteLength)
    problems.push({
      code: 'invalid_input',
      field: 'note',
      message: `The note has ${wish.note.length} characters and ${maxNoteLength} are allowed.`,
    })
  return problems
}

// It is kept beside the disks, on ZFS as a property, which has room for 8 KiB.
export const maxNoteLength = 1000

/** A VM whose RAM waits on the disk for its next start is in the middle of something, though it is off. */
export function sleepsOnDisk(vm: string): Problem {
  return {
    code: 'wrong_state',
    object: { type: 'vm', name: vm },
    message: `${vm} is off, but libvirt keeps its RAM for the next start (virsh managedsave); the disks alone are only half of it.`,
    hint: `Start it: kiste vm start ${vm}. Or give its RAM up: virsh managedsave-remove ${vm}`,
  }
}

function checkRoom(vms: readonly SnapshotVmFacts[]): Problem[] {
  return [...new Set(vms.map(({ store }) => store.name))].flatMap((name) => {
    const here = vms.filter(({ store, vm }) => store.name === name && isUp(vm))
    const needBytes = here.reduce((sum, { vm }) => sum + vm.memoryMiB * MiB, 0)
    const freeBytes = here[0]?.store.freeBytes ?? Infinity
    if (needBytes <= freeBytes) return []
    return [
      {
        code: 'no_space',
        field: 'ram',
        object: { type: 'store', name },
        message: `RAM of ${formatBytes(needBytes)} does not fit: the store ${name} has ${formatBytes(freeBytes)} free.`,
        hint: 'Take it without --ram, or make room: kiste bin list',
      } as const,
    ]
  })
}

const isUp = ({ status }: VmFacts): boolean => !isOff(status.state)

function chooseConsistency(wish: SnapshotWish, { status }: VmFacts): Consistency {
  switch (status.state) {
    case 'stopped':
      return 'off'
    case 'crashed':
      // Off, but never shut down.
      return 'crash'
    case 'running':
      if (wish.ram === true) return 'ram'
      return wish.crash !== true && status.agent === 'connected' ? 'filesystem' : 'crash'
    case 'paused':
    case 'stopping':
    case 'sleeping':
      return wish.ram === true ? 'ram' : 'crash'
  }
}

/** One `zfs snapshot` takes any number of VMs at once; elsewhere those that run are held for the moment. */
function chooseHeld(wish: SnapshotWish, vms: readonly SnapshotVmFacts[]): string[] {
  const running = vms.filter(({ vm }) => vm.status.state === 'running')
  const stores = new Set(vms.map(({ store }) => store.name))
  const inOneGo = stores.size === 1 && vms[0]?.store.kind === 'zfs' && wish.ram !== true
  return running.length > 1 && !inOneGo ? running.map(({ vm }) => vm.uuid) : []
}

function noteOn(wish: SnapshotWish, vm: VmFacts): string[] {
  const { name, status } = vm
  if (!isUp(vm)) {
    const how = status.state === 'crashed' ? ' It was not shut down: it is kept as after a power cut.' : ''
    return wish.ram === true || how !== '' ? [`${name} is off, so it has no RAM to keep.${how}`] : []
  }
  if (wish.ram === true) {
    const seconds = Math.ceil((2 * vm.memoryMiB * MiB) / ramBytesPerSecond)
    return [
      `${name} stands still while its RAM (${formatBytes(vm.memoryMiB * MiB)}) is written and read back: up to ${seconds} s on a plain hard disk, less on an SSD or where much of it is unused.`,
    ]
  }
  if (wish.crash === true) return []
  if (status.state === 'paused')
    return [
      `${name} is paused, so its guest cannot be asked to finish writing: it is kept as after a power cut.`,
    ]
  if (status.state === 'running' && status.agent !== 'connected')
    return [
      `No guest agent answers in ${name}, so it is kept as after a power cut. Install qemu-guest-agent in it for clean file systems.`,
    ]
  return [
    `The file systems of ${name} are frozen for a moment; if its agent cannot do that, it is kept as after a power cut.`,
  ]
}

function noteOnInstant(vms: readonly SnapshotVmFacts[], held: readonly string[]): string[] {
  if (vms.length < 2) return []
  const names = vms.filter(({ vm }) => held.includes(vm.uuid)).map(({ vm }) => vm.name)
  if (names.length === 0) return ['All are taken at one instant.']
  return [`${names.join(', ')} are held for a moment, so that all are of one instant.`]
}
