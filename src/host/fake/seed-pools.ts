import type { Drive } from '../../domain/drive.ts'
import type { Pool } from '../../domain/pool.ts'
import type { SampledDataset } from '../../domain/sampled-dataset.ts'
import { KiB, MiB } from '../../domain/size.ts'
import { vdevsOf } from './fake-layout.ts'
import { change, poolsOf, type KeptPool } from './fake-pool-world.ts'
import { freshPool } from './fake-pool-made.ts'
import type { World } from './world.ts'

const TB = 1e12

/**
 * The drives of a lived-in home: the system's own, `tank` of two mirrors of hard disks, `fast` of SSDs, three bare hard disks, an SSD with
 * something on it, and one that came from another host.
 */
export function seedPools(world: World, now: Date): void {
  world.drives = [
    drive('nvme0n1', 'nvme', 'NVME-500', 0.5, {
      uses: [{ what: 'mounted', device: '/dev/nvme0n1p2', mountpoint: '/' }],
    }),
    ...['sda', 'sdb', 'sdc', 'sdd', 'sde', 'sdf', 'sdg'].map((name) => drive(name, 'hdd', 'HDD-4000', 4)),
    ...['sdh', 'sdi'].map((name) => drive(name, 'ssd', 'SSD-1000', 1)),
    drive('sdj', 'ssd', 'SSD-1000', 1, {
      uses: [{ what: 'content', device: '/dev/sdj', type: 'ext4', label: 'photos' }],
    }),
    drive('sdk', 'hdd', 'HDD-4000', 4),
  ]
  const ids = (...names: readonly string[]) => idsOf(world, ...names)
  const add = (name: string, words: readonly string[], changes: Partial<Pool> = {}) =>
    addPool(world, name, words, changes)
  add('tank', ['mirror', ...ids('sda', 'sdb'), 'mirror', ...ids('sdc', 'sdd')], {
    allocatedBytes: 2.6 * TB,
    fragmentationPercent: 4,
    scan: scrubbed(now),
  }).datasets = seedDatasets
  add('fast', ['mirror', ...ids('sdh', 'sdi')], { allocatedBytes: 0.2 * TB, scan: scrubbed(now) })
  Object.assign(add('backup', ids('sdk'), { allocatedBytes: 1.1 * TB }), { imported: false, foreign: true })
}

/** What commands call these drives. */
export function idsOf(world: World, ...names: readonly string[]): string[] {
  return names.map((name) => world.drives?.find((one) => one.kernelName === name)?.byIdPath ?? '')
}

/** A pool that has been there for a while; `words` say its layout as `zpool create` takes it. */
export function addPool(
  world: World,
  name: string,
  words: readonly string[],
  changes: Partial<Pool> = {},
): KeptPool {
  const settings = { ashift: { value: '12', local: true } }
  const made = freshPool(name, vdevsOf(world, name, words, 0), settings, {
    compression: { value: 'lz4', local: true },
  })
  change(made, changes)
  poolsOf(world)[made.pool.guid] = made
  return made
}

const common = { compression: 'lz4', compressRatio: 1, dedup: false } as const

/** What lies in `tank`: films, a folder from before compression was on, two disks of VMs from one image, and what is locked. */
const seedDatasets: readonly SampledDataset[] = [
  {
    ...common,
    name: 'tank/films',
    kind: 'filesystem',
    blockBytes: MiB,
    spanBytes: 1.8 * TB,
    logicalBytes: 1.8 * TB,
    access: { how: 'files', mountpoint: '/tank/films' },
  },
  {
    ...common,
    name: 'tank/documents',
    kind: 'filesystem',
    blockBytes: 128 * KiB,
    spanBytes: 0.1 * TB,
    logicalBytes: 0.1 * TB,
    compression: 'off',
    access: { how: 'files', mountpoint: '/tank/documents' },
  },
  ...['web', 'photos'].map((vm) => ({
    ...common,
    name: `tank/kiste/${vm}/root`,
    kind: 'volume' as const,
    blockBytes: 16 * KiB,
    spanBytes: 0.2 * TB,
    logicalBytes: 0.05 * TB,
    compressRatio: 1.8,
    origin: 'tank/kiste/.images/debian-12@image',
    access: { how: 'device' } as const,
  })),
  {
    ...common,
    name: 'tank/private',
    kind: 'filesystem',
    blockBytes: 128 * KiB,
    spanBytes: 0.3 * TB,
    logicalBytes: 0.3 * TB,
    access: { how: 'none', because: 'locked' },
  },
]

export function scrubbed(now: Date) {
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString()
  return {
    state: 'finished',
    what: 'scrub',
    startedAt: ago(6.4),
    endedAt: ago(6.2),
    errors: 0,
    repairedBytes: 0,
  } as const
}

export function drive(
  kernelName: string,
  kind: 'hdd' | 'ssd' | 'nvme',
  model: string,
  sizeTB: number,
  changes: Partial<Drive> = {},
): Drive {
  const serial = `FAKE-${kernelName.toUpperCase()}`
  const byIdPath = `/dev/disk/by-id/${kind === 'nvme' ? 'nvme' : 'ata'}-${model}_${serial}`
  return {
    kernelName,
    byIdPath,
    paths: [`/dev/${kernelName}`, byIdPath],
    model,
    serial,
    sizeBytes: Math.round(sizeTB * TB),
    rotational: kind === 'hdd',
    transport: kind === 'nvme' ? 'nvme' : 'sata',
    logicalSectorBytes: 512,
    physicalSectorBytes: 4096,
    removable: false,
    readOnly: false,
    zoned: 'none',
    supportsTrim: kind !== 'hdd',
    uses: [],
    smart: { known: true, passed: true, temperatureCelsius: 34, powerOnHours: 9_100 },
    ...changes,
  }
}
