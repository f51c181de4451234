import { problemError } from '../../../domain/problem.ts'
import { noDisk, wouldShrink } from '../../store-problems.ts'
import { checkSize } from './create-disk.ts'
import { isDisk } from './family.ts'
import { clonePrefix, marks } from './marks.ts'
import { nextDestroying } from './plan-destroy.ts'
import { destroyWithCare } from './remove-vm.ts'
import type { ZfsStore } from './store.ts'
import { find, type TreeDataset } from './tree.ts'

/** Grows a disk; a running guest sees it when it is told. */
export async function growDisk(store: ZfsStore, vm: string, name: string, wishBytes: number): Promise<void> {
  const sizeBytes = checkSize({ name, sizeBytes: wishBytes })
  await store.ready()
  const disk = await findDisk(store, vm, name)
  if (!disk) throw noDisk(vm, name)
  const nowBytes = disk.sizeBytes ?? 0
  if (sizeBytes < nowBytes) throw wouldShrink(vm, name, nowBytes, wishBytes)
  if (sizeBytes > nowBytes)
    await store.zfs.run({ do: 'set', dataset: disk.name, properties: { volsize: String(sizeBytes) } })
}

export async function findDisk(
  { layout, zfs }: ZfsStore,
  vm: string,
  name: string,
): Promise<TreeDataset | undefined> {
  // Checks the name, too.
  layout.place(vm).disk(name)
  const dataset = `${layout.vm(vm)}/${name}`
  const there = find(await zfs.look([dataset], { depth: 0 }), dataset)
  return there && isDisk(there) ? there : undefined
}

/** Removes a disk for good. It stays while it is part of snapshots of its VM, which could not be gone back to without it. */
export async function removeDisk(store: ZfsStore, vm: string, name: string): Promise<void> {
  const { layout, zfs } = store
  const disk = await findDisk(store, vm, name)
  if (!disk) return
  const dataset = disk.name
  const place = layout.vm(vm)
  const uuid = find(await zfs.look([place], { depth: 0 }), place)?.own[marks.vm]
  if (uuid === undefined) return
  const snapshots = find(await zfs.look([dataset], { snapshots: true }), dataset)?.snapshots ?? []
  const kept = snapshots.filter(({ label }) => !label.startsWith(clonePrefix))
  if (kept.length > 0)
    throw partOfSnapshots(
      vm,
      name,
      kept.map(({ label }) => label),
    )
  await destroyWithCare(store, {
    what: `disk ${name} of VM ${vm}`,
    uuid,
    roots: [dataset],
    look: [place],
    next: (tree, sweep) => nextDestroying(tree, [dataset]) ?? sweep(tree),
    isThere: (tree) => find(tree, dataset) !== undefined,
    isLeftOver: () => false,
  })
}

function partOfSnapshots(vm: string, disk: string, labels: readonly string[]) {
  return problemError({
    code: 'in_use',
    object: { type: 'disk', name: `${vm}/${disk}` },
    message: `Disk ${disk} of VM ${vm} is part of the snapshots ${labels.join(', ')}, which need it.`,
    hint: `Remove them first: kiste snapshot remove ${vm} SNAPSHOT`,
  })
}
