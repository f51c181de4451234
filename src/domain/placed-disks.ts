import { isBelow, isPlaced, type DiskPlace } from './disk.ts'
import type { Problem } from './problem.ts'
import type { VmFacts } from './vm.ts'

/** What there is to know of disks that a VM has outside its place: whatever happens to the place, they stay where they are. */
export function disksElsewhere(vm: Pick<VmFacts, 'disks'>, roots: readonly string[]): string[] {
  return vm.disks.flatMap(({ device, readOnly, source, target }) =>
    device !== 'disk' || readOnly || !source || isBelow(source.path, roots)
      ? []
      : [`Its disk ${target} stays where it is: ${source.path}.`],
  )
}

/**
 * Whether all that a VM writes to is kept by its store. `notes`: disks elsewhere, which a snapshot does not hold. `problems`: disks in
 * the place that are not the ones the store knows, as after `virsh snapshot-create`; what was done to those would miss what the VM wrote.
 */
export function checkPlacedDisks(
  vm: VmFacts,
  place: DiskPlace,
): { readonly notes: readonly string[]; readonly problems: readonly Problem[] } {
  const notes: string[] = []
  const problems: Problem[] = []
  for (const { device, readOnly, source, target } of vm.disks) {
    if (device !== 'disk' || readOnly || !source) continue
    if (!isBelow(source.path, place.roots))
      notes.push(`The disk ${target} of ${vm.name} (${source.path}) is not in its place and stays as it is.`)
    else if (!isPlaced(place, source))
      problems.push({
        code: 'not_supported',
        object: { type: 'disk', name: source.path },
        message: `The disk ${target} of ${vm.name} is ${source.path}, which the store did not make: most likely it was put there with virsh snapshot-create.`,
        hint: `Bring it back with virsh blockcommit ${vm.name} ${target} --active --pivot, then try again.`,
      })
  }
  return { notes, problems }
}
