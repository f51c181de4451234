import type { DiskDefinition, DiskFacts, DiskKind, DiskPlace, DiskSource } from './disk.ts'
import { checkName } from './name.ts'
import { asBytes, checkWhole } from './number-check.ts'
import { diskName, isBelow, isPlaced, kindOf, usualKind } from './disk.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes, MiB } from './size.ts'
import { checkRoom, spaceNotes } from './store-space.ts'
import type { StoreFacts } from './store.ts'
import { whyNot } from './vm-rules.ts'
import type { VmFacts } from './vm.ts'

/** A VM and the store that its place is in, as far as its disks are concerned. */
export interface DiskFactsOfVm {
  readonly vm: VmFacts
  readonly store: StoreFacts
  readonly place: DiskPlace
}

export interface AddDiskWish {
  readonly name: string
  readonly sizeBytes: number
  /** All of its room is set aside at once, so that it never finds its store full. */
  readonly thick?: boolean | undefined
  /** What it is made of, in a pool; a volume unless said. */
  readonly kind?: DiskKind | undefined
}

export interface AddDiskPlan {
  readonly store: string
  readonly vm: string
  readonly uuid: string
  readonly sizeBytes: number
  readonly thick: boolean
  readonly disk: DiskDefinition
  /** It runs, and gets the disk at once. */
  readonly live: boolean
  /** Its definition before. */
  readonly definition: string
  readonly notes: readonly string[]
}

const minDiskBytes = MiB

/** Decides how a VM gets one more disk. `isThere`: its place holds one of this name already, known to its definition or not. */
export function planAddDisk(
  wish: AddDiskWish,
  facts: DiskFactsOfVm & { readonly isThere: boolean; readonly definition: string },
): Checked<AddDiskPlan> {
  const { vm, store, place } = facts
  const target = freeTarget(vm.disks)
  const named = checkName(wish.name, 'a disk')
  const problems: Problem[] = [
    ...whyNot('attach', vm),
    ...(named.ok ? [] : named.problems),
    ...(facts.isThere || vm.disks.some(({ source }) => diskName(source) === wish.name)
      ? [diskTaken(vm.name, wish.name)]
      : []),
    ...checkWhole(wish.sizeBytes, {
      field: 'sizeBytes',
      what: 'The disk',
      min: minDiskBytes,
      max: store.totalBytes,
      show: asBytes,
      hint: `The store ${store.name} holds ${formatBytes(store.totalBytes)} in all.`,
    }),
    ...(wish.thick === true ? checkRoom(`The disk ${wish.name}`, wish.sizeBytes, store, 'sizeBytes') : []),
    ...(wish.kind !== undefined && store.kind === 'dir' ? [oneKindOnly(store)] : []),
    ...(wish.kind === 'file' && wish.thick === true && store.kind === 'zfs' ? [fileNotThick()] : []),
    ...(target === undefined ? [noTarget(vm.name)] : []),
  ]
  if (problems.length > 0 || target === undefined) return refused(...problems)
  const notes = spaceFor(wish.sizeBytes, store)
  return valid({
    store: store.name,
    vm: vm.name,
    uuid: vm.uuid,
    sizeBytes: wish.sizeBytes,
    thick: wish.thick === true,
    disk: {
      name: wish.name,
      target,
      device: 'disk',
      ...place.disk(wish.name, wish.kind ?? usualKind(store)),
      readOnly: false,
    },
    live: isUp(vm),
    definition: facts.definition,
    notes,
  })
}

export interface GrowDiskWish {
  /** Its name, or its target such as `vdb`. */
  readonly disk: string
  readonly sizeBytes: number
}

export interface GrowDiskPlan {
  readonly store: string
  readonly vm: string
  readonly uuid: string
  readonly disk: string
  readonly path: string
  /** Plans from before there were two kinds have none. */
  readonly kind?: DiskKind | undefined
  readonly fromBytes: number
  readonly sizeBytes: number
  readonly notes: readonly string[]
}

/** Decides how a disk grows. `sizes` are those of the disks in the VM's place, by name. */
export function planGrowDisk(
  wish: GrowDiskWish,
  facts: DiskFactsOfVm & { readonly sizes: Readonly<Record<string, number>> },
): Checked<GrowDiskPlan> {
  const { vm, store } = facts
  const found = findDisk(wish.disk, facts)
  const fromBytes = found.ok ? facts.sizes[found.value.name] : undefined
  const problems: Problem[] = [
    ...whyNot('grow', vm),
    ...(found.ok ? [] : found.problems),
    ...(found.ok && fromBytes === undefined ? [diskMissing(vm.name, wish.disk)] : []),
    ...checkWhole(wish.sizeBytes, {
      field: 'sizeBytes',
      what: `The disk ${wish.disk}`,
      min: fromBytes ?? minDiskBytes,
      max: store.totalBytes,
      show: asBytes,
      hint:
        fromBytes === undefined
          ? `The store ${store.name} holds ${formatBytes(store.totalBytes)} in all.`
          : `It has ${formatBytes(fromBytes)}, and a disk can only grow: what is behind its new end would be lost. The store ${store.name} holds ${formatBytes(store.totalBytes)} in all.`,
    }),
  ]
  if (problems.length > 0 || !found.ok || fromBytes === undefined) return refused(...problems)
  const isSame = wish.sizeBytes === fromBytes
  return valid({
    store: store.name,
    vm: vm.name,
    uuid: vm.uuid,
    disk: found.value.name,
    path: found.value.source.path,
    kind: kindOf(found.value.source),
    fromBytes,
    sizeBytes: wish.sizeBytes,
    notes: isSame
      ? [`The disk ${found.value.name} has that size already.`]
      : [
          'Partitions and file systems in the guest stay as they are; cloud images grow theirs at the next boot.',
          ...spaceFor(wish.sizeBytes - fromBytes, store),
        ],
  })
}

/** A disk of a VM that lies in its place, by its name or its target. */
export function findDisk(
  wish: string,
  { vm, place }: Pick<DiskFactsOfVm, 'vm' | 'place'>,
): Checked<{ readonly name: string; readonly target: string; readonly source: DiskSource }> {
  const own = vm.disks.flatMap(({ device, readOnly, source, target }) => {
    const isOwn = device === 'disk' && !readOnly && source !== undefined
    if (!isOwn || !isBelow(source.path, place.roots)) return []
    return [{ name: diskName(source), target, source }]
  })
  const found = own.find(({ name }) => name === wish) ?? own.find(({ target }) => target === wish)
  if (found && isPlaced(place, found.source)) return valid(found)
  if (found) return refused(notMade(vm.name, found))
  return refused({
    code: 'not_found',
    field: 'disk',
    object: { type: 'disk', name: `${vm.name}/${wish}` },
    message: `${vm.name} has no disk ${JSON.stringify(wish)} in its place.`,
    hint: own.length > 0 ? `It has: ${own.map(({ name }) => name).join(', ')}.` : 'It has none there.',
  })
}

/** Whether QEMU runs, so that a change has to reach it, too. */
export function isUp({ status }: Pick<VmFacts, 'status'>): boolean {
  return status.state === 'running' || status.state === 'paused'
}

const letters = Array.from('abcdefghijklmnopqrstuvwxyz')

function freeTarget(disks: readonly DiskFacts[]): string | undefined {
  const taken = new Set(disks.map(({ target }) => target))
  return letters.map((letter) => `vd${letter}`).find((target) => !taken.has(target))
}

function spaceFor(bytes: number, store: StoreFacts): string[] {
  const { name, freeBytes } = store
  if (bytes <= freeBytes) return spaceNotes(store)
  return [
    `The disk may grow beyond what is free in ${name} now (${formatBytes(freeBytes)}).`,
    ...spaceNotes(store),
  ]
}

function diskTaken(vm: string, name: string): Problem {
  return {
    code: 'already_exists',
    field: 'name',
    object: { type: 'disk', name: `${vm}/${name}` },
    message: `${vm} already has a disk named ${name}.`,
    hint: `Choose another name, or see what it has: kiste disk list ${vm}`,
  }
}

function diskMissing(vm: string, name: string): Problem {
  return {
    code: 'not_found',
    field: 'disk',
    object: { type: 'disk', name: `${vm}/${name}` },
    message: `The disk ${name} of ${vm} is not in its store, though its definition names it.`,
    hint: `See where it went: kiste vm xml ${vm}`,
  }
}

function oneKindOnly({ name }: StoreFacts): Problem {
  return {
    code: 'not_supported',
    field: 'kind',
    object: { type: 'store', name },
    message: `The store ${name} is a directory, where every disk is a file: there is no kind to choose.`,
    hint: 'Leave --kind out, or give the VM a place in a pool first: kiste vm move.',
  }
}

/** ZFS works out what a whole volume takes, with its parity and its metadata (zvol_volsize_to_reservation); for a file it does not. */
function fileNotThick(): Problem {
  return {
    code: 'not_supported',
    field: 'thick',
    message: 'A disk that is a file cannot have all of its room set aside: ZFS does that for volumes only.',
    hint: 'Make it a volume (without --kind file), or let it take room as it is written to (without --thick).',
  }
}

function noTarget(vm: string): Problem {
  return {
    code: 'not_supported',
    object: { type: 'vm', name: vm },
    message: `${vm} has ${letters.length} disks, and Kiste adds no more than that.`,
  }
}

function notMade(
  vm: string,
  { name, source }: { readonly name: string; readonly source: DiskSource },
): Problem {
  return {
    code: 'not_supported',
    field: 'disk',
    object: { type: 'disk', name: `${vm}/${name}` },
    message: `The disk ${name} of ${vm} is ${source.path}, which the store did not make.`,
    hint: 'Most likely it was put there with virsh snapshot-create; bring it back with virsh blockcommit.',
  }
}
