import type { CopyPlace } from '../domain/copy.ts'
import type { CopyCommands } from './copy-host.ts'

/** What a person would type for copies from a store whose dataset this names. */
export function copyCommands(rootOf: (place: CopyPlace) => string): CopyCommands {
  return {
    prepare: ({ dataset }) => `zfs create -p -o canmount=off -o mountpoint=none ${dataset}`,
    update: (place, vm) =>
      `zfs send -R ${rootOf(place)}/${vm}@SNAPSHOT | zfs receive -s -u ${place.dataset}/${vm}`,
  }
}
