import type { DiskKind } from '../domain/disk.ts'
import { storeLocked, vmLocked } from '../domain/key-lock.ts'
import { problemError, type ProblemError } from '../domain/problem.ts'
import { formatBytes } from '../domain/size.ts'

// What every store says when it refuses: one wording and one code for the fake, for folders and for datasets.

export function noPlace(vm: string): ProblemError {
  return problemError({
    code: 'not_found',
    message: `VM ${vm} has no place in the store.`,
    object: { type: 'vm', name: vm },
  })
}

export function placeOfAnother(vm: string, path: string): ProblemError {
  return problemError({
    code: 'already_exists',
    message: `The place ${path} belongs to another VM.`,
    object: { type: 'vm', name: vm },
    hint: 'Choose another name, or rename the other VM first.',
  })
}

export function foreignPlace(vm: string, path: string): ProblemError {
  return problemError({
    code: 'foreign_object',
    message: `${path} is in the way of VM ${vm}, and Kiste did not make it.`,
    object: { type: 'file', name: path },
    hint: 'Move it elsewhere, or choose another name.',
  })
}

export function noDisk(vm: string, disk: string): ProblemError {
  return problemError({
    code: 'not_found',
    message: `VM ${vm} has no disk ${disk} in the store.`,
    object: { type: 'disk', name: `${vm}/${disk}` },
  })
}

export function otherDisk(vm: string, disk: string, sizeBytes: number): ProblemError {
  return problemError({
    code: 'already_exists',
    message: `VM ${vm} already has a disk ${disk}, of another size (${formatBytes(sizeBytes)}).`,
    object: { type: 'disk', name: `${vm}/${disk}` },
  })
}

export function otherKind(vm: string, disk: string, wished: DiskKind): ProblemError {
  const [is, wish] = wished === 'file' ? ['a volume', 'a file'] : ['a file', 'a volume']
  return problemError({
    code: 'already_exists',
    message: `VM ${vm} already has a disk ${disk}, which is ${is} and not ${wish}.`,
    object: { type: 'disk', name: `${vm}/${disk}` },
  })
}

export function diskInUse(vm: string, disk: string): ProblemError {
  return problemError({
    code: 'in_use',
    message: `Disk ${disk} of VM ${vm} is in use by a running VM.`,
    object: { type: 'disk', name: `${vm}/${disk}` },
    hint: `Stop it first: kiste vm stop ${vm}`,
  })
}

export function wouldShrink(vm: string, disk: string, nowBytes: number, wishBytes: number): ProblemError {
  return problemError({
    code: 'invalid_input',
    message: `Disk ${disk} of VM ${vm} holds ${formatBytes(nowBytes)}; shrinking it to ${formatBytes(wishBytes)} would cut off data.`,
    object: { type: 'disk', name: `${vm}/${disk}` },
    hint: `Ask for at least ${formatBytes(nowBytes)}.`,
  })
}

export function smallerThanSource(
  disk: string,
  from: string,
  atLeastBytes: number,
  wishBytes: number,
): ProblemError {
  return problemError({
    code: 'invalid_input',
    message: `Disk ${disk} cannot be ${formatBytes(wishBytes)}: ${from} needs ${formatBytes(atLeastBytes)}.`,
    object: { type: 'disk', name: disk },
    hint: `Ask for at least ${formatBytes(atLeastBytes)}.`,
  })
}

export function notEnoughSpace(
  path: string,
  what: string,
  needBytes: number,
  freeBytes: number,
): ProblemError {
  return problemError({
    code: 'no_space',
    message: `${what} needs ${formatBytes(needBytes)}, and ${path} has ${formatBytes(freeBytes)} free.`,
    object: { type: 'store', name: path },
    hint: 'Free some space (kiste bin list, kiste image list), or make it smaller.',
  })
}

export function noImage(id: string): ProblemError {
  return problemError({
    code: 'not_found',
    message: `There is no image ${id}.`,
    object: { type: 'image', name: id },
    hint: 'See kiste image list, or fetch it with kiste image pull.',
  })
}

export function otherImage(id: string): ProblemError {
  return problemError({
    code: 'already_exists',
    message: `There already is an image ${id}, of another origin.`,
    object: { type: 'image', name: id },
    hint: `Choose another id, or remove it first: kiste image remove ${id}`,
  })
}

export function imageInUse(id: string, users: readonly string[]): ProblemError {
  return problemError({
    code: 'in_use',
    message: `Image ${id} is in use: disks of ${users.join(', ')} stand on it.`,
    object: { type: 'image', name: id },
    hint: 'Delete these VMs for good first; their disks hold only what differs from the image.',
  })
}

export function noUpload(id: string): ProblemError {
  return problemError({
    code: 'not_found',
    message: `There is no upload ${id}.`,
    object: { type: 'upload', name: id },
    hint: 'Send the file again.',
  })
}

export function noBinEntry(id: string): ProblemError {
  return problemError({
    code: 'not_found',
    message: `The bin has no entry ${id}.`,
    object: { type: 'bin', name: id },
    hint: 'See kiste bin list.',
  })
}

export function binEntryTaken(id: string): ProblemError {
  return problemError({
    code: 'already_exists',
    message: `The bin already has an entry ${id}, of another VM.`,
    object: { type: 'bin', name: id },
  })
}

export function shortUpload(name: string, announcedBytes: number, cameBytes: number): ProblemError {
  return problemError({
    code: 'invalid_input',
    message: `${name} was announced with ${announcedBytes} bytes, and ${cameBytes} came.`,
    object: { type: 'upload', name },
    hint: 'Send the file again.',
  })
}

export function noStore(pool: string): ProblemError {
  return problemError({
    code: 'not_found',
    object: { type: 'store', name: pool },
    message: `There is no store in a pool ${pool}: the pool is not imported, or no store was made in it.`,
    hint: `See which there are: kiste store list, zpool list; import it: zpool import ${pool}`,
  })
}

export function noPool(pool: string): ProblemError {
  return problemError({
    code: 'not_found',
    object: { type: 'pool', name: pool },
    message: `There is no pool ${pool} that is imported.`,
    hint: `See which there are: zpool list; import it: zpool import ${pool}`,
  })
}

export function lockedStore(store: string, root: string): ProblemError {
  return problemError(storeLocked(store, root))
}

export function lockedPlace(vm: string, root: string): ProblemError {
  return problemError(vmLocked(vm, 'cannot be read or changed', root))
}

/** A store is removed only when nothing is in it. */
export function storeHolds(store: string, held: readonly string[]): ProblemError {
  return problemError({
    code: 'in_use',
    object: { type: 'store', name: store },
    message: `The store ${store} is not removed, as it holds ${held.join(', ')}.`,
    hint: 'Move or delete them first.',
  })
}
