import type { MeasuringTool } from '../../domain/measuring-tools.ts'
import type { BenchPlace } from '../../domain/pool-bench.ts'
import type { Vdev } from '../../domain/pool.ts'
import { leadsTo } from '../../domain/join-drive-uses.ts'
import type { KeyFile } from '../../domain/key-file.ts'
import type { Holder } from '../../domain/pool-dataset.ts'
import { lock } from './fake-pool-mounts.ts'
import type { Fake } from './fake.ts'
import { change, drivesOf, poolOn, thePool } from './fake-pool-world.ts'
import { changed } from './fake-vdevs.ts'

/** What befalls drives and pools, by hands or by itself. Unknown serials and pools are mistakes of the test and throw. */
export interface FakePoolHands {
  /** Somebody pulls a drive. A pool that cannot spare it is suspended. */
  pullDrive(serial: string): void
  /** A drive shows errors in the counters of its pool. */
  countErrors(serial: string, errors: Partial<Vdev['errors']>): void
  /** A drive is larger than it was, as a disk of a virtual machine can become. */
  growDrive(serial: string, sizeBytes: number): void
  /** A pool lacks a feature, as one does that an older ZFS made. */
  disableFeature(pool: string, feature: string): void
  /** The key of an encrypted pool goes, and all in it is unmounted, as after a start of the host. VMs in it are not asked. */
  lock(pool: string): void
  /** What lies in a key file, or that it does not. */
  keyFile(path: string, is: KeyFile | { readonly state: 'wrong' }): void
  /** Somebody puts something into the folder where a file system would be mounted. */
  occupy(pool: string, path: string): void
  empty(pool: string): void
  /** A program opens something in a pool. */
  hold(pool: string, holder: Holder): void
  letGo(pool: string): void
  /** A pool loses what it cannot do without. */
  suspend(pool: string): void
  /** ZFS is not there, or not any more. */
  removeZfs(because: string): void
  installZfs(): void
  /** A program is not there, or not any more. */
  removeTool(tool: MeasuringTool): void
  /** A measurement whose daemon died, and whose journal is gone, left this. */
  leaveBench(place: BenchPlace): void
}

export function fakePoolHands(fake: Pick<Fake, 'world'>): FakePoolHands {
  const { world } = fake
  const theDrive = (serial: string) => {
    const found = drivesOf(world).find((drive) => drive.serial === serial)
    if (!found) throw new Error(`the fake host has no drive ${serial}`)
    return found
  }
  const onDevice = (serial: string, into: (vdev: Vdev) => Vdev) => {
    const drive = theDrive(serial)
    const kept = poolOn(world, drive)
    if (!kept) return
    const isIt = (vdev: Vdev) => 'path' in vdev && leadsTo(vdev.path, drive)
    change(kept, { vdevs: changed(kept.pool.vdevs, isIt, (vdev) => [into(vdev)]) })
  }
  const actions: FakePoolHands = {
    pullDrive(serial) {
      onDevice(serial, (vdev) => ({ ...vdev, state: 'removed', aux: 'OPEN_FAILED' }))
      world.drives = drivesOf(world).filter((drive) => drive.serial !== serial)
    },
    countErrors: (serial, errors) =>
      onDevice(serial, (vdev) => ({ ...vdev, errors: { ...vdev.errors, ...errors } })),
    growDrive: (serial, sizeBytes) => void Object.assign(theDrive(serial), { sizeBytes }),
    disableFeature(pool, feature) {
      thePool(world, pool).settings.pool[`feature@${feature}`] = { value: 'disabled', local: true }
    },
    lock: (pool) => lock(thePool(world, pool)),
    keyFile: (path, is) => void ((world.keyFiles ??= {})[path] = is),
    occupy: (pool, path) => void (thePool(world, pool).occupied ??= []).push(path),
    empty: (pool) => void delete thePool(world, pool).occupied,
    hold: (pool, holder) => void (thePool(world, pool).heldBy ??= []).push(holder),
    letGo: (pool) => void delete thePool(world, pool).heldBy,
    suspend(pool) {
      const kept = thePool(world, pool)
      kept.pool = { ...kept.pool, state: 'suspended' }
    },
    removeZfs(because) {
      world.zfsGone = because
    },
    installZfs() {
      delete world.zfsGone
    },
    removeTool(tool) {
      world.missingTools = [...(world.missingTools ?? []), tool]
    },
    leaveBench(place) {
      const kept = thePool(world, place.pool)
      kept.benches = { ...kept.benches, [place.id]: place }
    },
  }
  return actions
}
