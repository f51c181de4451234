import type { DiskDefinition, DiskKind } from './disk.ts'
import type { Image } from './image.ts'
import type { PlaceFor } from './plan-create-vm.ts'

/** The disks of a new VM: what it starts from, and CD drives with its seed and the medium of an ISO image. */
export function chooseDisks(
  image: Image | undefined,
  place: PlaceFor,
  kind: DiskKind,
  seeded: boolean,
): DiskDefinition[] {
  const root: DiskDefinition = {
    name: 'root',
    target: 'vda',
    device: 'disk',
    ...place.disk('root', kind),
    readOnly: false,
    bootOrder: 1,
  }
  const cd = (name: string, target: string, path: string, bootOrder?: number): DiskDefinition => ({
    name,
    target,
    device: 'cdrom',
    format: 'raw',
    source: { type: 'file', path },
    readOnly: true,
    ...(bootOrder === undefined ? {} : { bootOrder }),
  })
  return [
    root,
    ...(seeded ? [cd('seed', 'sda', place.seedPath)] : []),
    ...(image?.kind === 'iso' ? [cd('iso', 'sdb', place.imagePath(image.id), 2)] : []),
  ]
}
