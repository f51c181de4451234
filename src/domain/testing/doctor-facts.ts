import type { Drive, DriveHealth } from '../drive.ts'
import type { PoolDoctorFacts } from '../pool-doctor-facts.ts'
import type { Pool } from '../pool.ts'
import { drivesOf } from './drives.ts'
import { known } from './pool-facts.ts'
import { leaf, mirror, somePool } from './pools.ts'

/** The path of a drive's partition, as ZFS has it. */
export const partOf = (name: string) => `/dev/disk/by-id/ata-HDD_S-${name}-part1`

/** A healthy pool of a mirror of sda and sdb, with sdc bare; memory without ECC; scrubbed 25 days ago. */
export function someDoctorFacts(
  pool: Partial<Pool> = {},
  changes: Partial<PoolDoctorFacts> = {},
): PoolDoctorFacts {
  return {
    pool: somePool({ vdevs: [mirror([leaf(partOf('sda')), leaf(partOf('sdb'))])], ...pool }),
    drives: drivesOf([4, 4, 4], known),
    vmDatasets: [
      { dataset: 'tank/kiste/web', vm: 'web', mountpoint: '/tank/kiste/web' },
      { dataset: 'tank/kiste/web/root', vm: 'web', disk: 'root' },
    ],
    troubles: [],
    memoryEcc: false,
    earlier: new Map(),
    newFeatures: 0,
    now: '2026-11-26T08:00:00.000Z',
    ...changes,
  }
}

/** The three drives of the facts, with what their own accounts say. */
export function drivesFeeling(
  feel: Readonly<Record<string, Partial<Extract<DriveHealth, { known: true }>>>>,
  change: (drive: Drive) => Drive = (drive) => drive,
): readonly Drive[] {
  return drivesOf([4, 4, 4], known).map((drive) =>
    change({ ...drive, smart: { known: true, passed: true, ...feel[drive.kernelName] } }),
  )
}
