import { throwIfProblems } from '../../../domain/problem.ts'
import type { DiskSize } from '../../store-host.ts'
import { noDisk, wouldShrink } from '../../store-problems.ts'
import { checkSize } from './create-disk.ts'
import { isDisk, keptName } from './family.ts'
import { growFile, kindOfDisk, mountedFolder, sizeOfDisk, sizeSeen } from './file-disk.ts'
import { marks } from './marks.ts'
import { whyNotMove } from './obstacles.ts'
import { nextDestroying } from './plan-destroy.ts'
import { leftAlone } from './plan-remove.ts'
import { destroyWithCare } from './remove-vm.ts'
import { assertUnused, type ZfsStore } from './store.ts'
import { find, type TreeDataset } from './tree.ts'

/** Grows a disk; a running guest sees it when it is told. */
export async function growDisk(store: ZfsStore, vm: string, name: string, wishBytes: number): Promise<void> {
  const sizeBytes = checkSize({ name, sizeBytes: wishBytes })
  await store.ready()
  const disk = await findDisk(store, vm, name)
  if (!disk) throw noDisk(vm, name)
  const nowBytes = await sizeOfDisk(store, disk)
  if (sizeBytes < nowBytes) throw wouldShrink(vm, name, nowBytes, wishBytes)
  if (sizeBytes <= nowBytes) return
  if (disk.kind === 'filesystem') await growFile(store, disk, sizeBytes)
  else await store.zfs.run({ do: 'set', dataset: disk.name, properties: { volsize: String(sizeBytes) } })
}

/** What there is of a disk. A file that is not mounted, as after a start of the host, is mounted for it; one whose key is missing, not. */
export async function diskSize(store: ZfsStore, vm: string, name: string): Promise<DiskSize | undefined> {
  const disk = await findDisk(store, vm, name)
  if (!disk) return undefined
  if (disk.kind === 'filesystem' && disk.lockedBy === undefined) await mountedFolder(store, disk)
  const virtualSizeBytes = await sizeSeen(store, disk)
  return {
    kind: kindOfDisk(disk),
    allocatedBytes: disk.ownBytes,
    ...(virtualSizeBytes === undefined ? {} : { virtualSizeBytes }),
  }
}

async function findDisk(
  { layout, zfs }: ZfsStore,
  vm: string,
  name: string,
): Promise<TreeDataset | undefined> {
  // Checks the name, too.
  layout.place(vm).disk(name, 'volume')
  const dataset = `${layout.vm(vm)}/${name}`
  const there = find(await zfs.look([dataset], { depth: 0 }), dataset)
  return there && isDisk(there) ? there : undefined
}

/**
 * Removes a disk. One that is part of snapshots goes out of use and stays as long as they do: without it they could not be gone back to.
 */
export async function removeDisk(store: ZfsStore, vm: string, name: string): Promise<void> {
  const { layout, zfs } = store
  const place = layout.vm(vm)
  if (!(await findDisk(store, vm, name))) return
  await store.ready()
  const tree = await zfs.look([place], { snapshots: true })
  const files = find(tree, place)
  const disk = find(tree, `${place}/${name}`)
  const uuid = files?.own[marks.vm]
  if (!disk || uuid === undefined) return
  const what = `disk ${name} of VM ${vm}`
  if (disk.snapshots.length > 0) {
    throwIfProblems(whyNotMove(tree, { what, uuid, roots: [disk.name] }))
    await assertUnused(store, vm, [disk])
    await zfs.run({ do: 'rename', from: disk.name, to: `${place}/${keptName(disk)}`, ...leftAlone(disk) })
    return
  }
  await destroyWithCare(store, {
    vm,
    what,
    uuid,
    roots: [disk.name],
    look: [place],
    next: (now, sweep) => nextDestroying(now, [disk.name]) ?? sweep(now),
    isThere: (now) => find(now, disk.name) !== undefined,
    isLeftOver: () => false,
  })
}
