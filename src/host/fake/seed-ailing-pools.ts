import type { Drive } from '../../domain/drive.ts'
import type { Vdev } from '../../domain/pool.ts'
import { leadsTo } from '../../domain/join-drive-uses.ts'
import { fakePoolHands } from './fake-pool-hands.ts'
import { change, drivesOf, poolOn, thePool } from './fake-pool-world.ts'
import { changed } from './fake-vdevs.ts'
import { addPool, drive, idsOf, scrubbed } from './seed-pools.ts'
import type { World } from './world.ts'

/**
 * A home whose drives want a look: in `tank` a drive has failed; `shelf`, a raidz2 with a log, a cache and a spare, is being scrubbed;
 * `vault` is encrypted, and its key is not loaded. Three bare drives wait.
 */
export function seedAilingPools(world: World, now: Date): void {
  const more: readonly Drive[] = [
    ...['sdl', 'sdm', 'sdn', 'sdo', 'sdp'].map((name, index) =>
      drive(name, 'hdd', 'HDD-8000', 8, { bay: `slot ${index + 1}` }),
    ),
    ...['sdq', 'sdr'].map((name) => drive(name, 'hdd', 'HDD-2000', 2)),
    ...['sds', 'sdt', 'sdu'].map((name) => drive(name, 'hdd', 'HDD-6000', 6)),
    ...['nvme1n1', 'nvme2n1', 'nvme3n1'].map((name) => drive(name, 'nvme', 'NVME-250', 0.25)),
  ]
  drivesOf(world).push(...more)
  const ids = (...names: readonly string[]) => idsOf(world, ...names)
  const shelf = addPool(
    world,
    'shelf',
    [
      'raidz2',
      ...ids('sdl', 'sdm', 'sdn', 'sdo'),
      'log',
      'mirror',
      ...ids('nvme1n1', 'nvme2n1'),
      'cache',
      ...ids('nvme3n1'),
      'spare',
      ...ids('sdp'),
    ],
    { allocatedBytes: 26e12, fragmentationPercent: 31 },
  )
  change(shelf, {
    scan: {
      state: 'running',
      what: 'scrub',
      startedAt: new Date(now.getTime() - 7_200_000).toISOString(),
      paused: false,
      doneBytes: 16.1e12,
      totalBytes: 26e12,
      bytesPerSecond: 412e6,
      secondsLeft: 24_030,
      repairedBytes: 0,
    },
  })
  const vault = addPool(world, 'vault', ['mirror', ...ids('sdq', 'sdr')], {
    allocatedBytes: 0.4e12,
    scan: scrubbed(now),
  })
  Object.assign(vault.settings.dataset, {
    encryption: { value: 'aes-256-gcm', local: true },
    keyformat: { value: 'passphrase', local: true },
    keylocation: { value: 'prompt', local: true },
    keystatus: { value: 'available', local: false },
  })
  vault.passphrase = 'drei blaue Lampen'
  fakePoolHands({ world }).lock('vault')
  failDrive(world, 'FAKE-SDB')
}

/** ZFS gave this drive up after too many errors, and the drive itself knows why. */
function failDrive(world: World, serial: string): void {
  const failed = drivesOf(world).find((one) => one.serial === serial)
  const kept = failed && poolOn(world, failed)
  if (!failed || !kept) throw new Error(`no pool has the drive ${serial}`)
  const isIt = (vdev: Vdev) => 'path' in vdev && leadsTo(vdev.path, failed)
  change(thePool(world, kept.pool.name), {
    vdevs: changed(kept.pool.vdevs, isIt, (vdev) => [
      { ...vdev, state: 'faulted', aux: 'ERR_EXCEEDED', errors: { read: 12, write: 3, checksum: 0 } },
    ]),
  })
  Object.assign(failed, {
    smart: {
      known: true,
      passed: true,
      temperatureCelsius: 41,
      powerOnHours: 45_300,
      reallocatedSectors: 1_984,
    },
  })
}
