import { type Drive, driveRef, type DriveUse, isErasable, sayDrive } from './drive.ts'
import type { Problem } from './problem.ts'

/** How a use is said, and how it is ended. */
const uses = {
  mounted: {
    say: (use: Use<'mounted'>) => `${use.device} is mounted at ${use.mountpoint}`,
    end: (use: Use<'mounted'>) => `Unmount it, if nothing needs it: umount ${use.mountpoint}`,
  },
  swap: {
    say: (use: Use<'swap'>) => `${use.device} is swap space`,
    end: (use: Use<'swap'>) => `Switch it off: swapoff ${use.device}, and take it out of /etc/fstab`,
  },
  pool: {
    say: (use: Use<'pool'>) =>
      use.imported
        ? `it belongs to the pool ${use.pool}, which is imported`
        : `it belongs to the pool ${use.pool}`,
    end: (use: Use<'pool'>) =>
      use.imported
        ? `See what it does there: kiste pool show ${use.pool}`
        : `Look into that pool first: kiste pool import ${use.pool} --look`,
  },
  holder: {
    say: (use: Use<'holder'>) => `${use.device} is held by ${use.holder}`,
    end: () => 'Stop what holds it (LVM, md, LUKS), if nothing needs it.',
  },
  unreadable: {
    say: (use: Use<'unreadable'>) => `what is on ${use.device} could not be read: ${use.because}`,
    end: () =>
      'Kiste does not erase what it cannot see. Give it the right to read drives, or wake the drive.',
  },
  vm: {
    say: (use: Use<'vm'>) => `it is a disk of the VM ${use.vm}`,
    end: (use: Use<'vm'>) => `Take it out of that VM first: kiste vm show ${use.vm}`,
  },
  content: {
    say: (use: Use<'content'>) =>
      `${use.device} has ${use.type}${use.label === undefined ? '' : ` ${JSON.stringify(use.label)}`} on it`,
    end: () => 'If nothing on it is needed, say that it may be erased: --erase',
  },
  partitions: {
    say: (use: Use<'partitions'>) =>
      `it has a partition table (${use.table}) with ${use.count} partition${use.count === 1 ? '' : 's'}`,
    end: () => 'If nothing on it is needed, say that it may be erased: --erase',
  },
} as const satisfies {
  readonly [What in DriveUse['what']]: { say(use: Use<What>): string; end(use: Use<What>): string }
}

type Use<What extends DriveUse['what']> = Extract<DriveUse, { readonly what: What }>

/** A use as part of a sentence: `/dev/sda1 is mounted at /`. */
export function sayUse(use: DriveUse): string {
  return (uses[use.what].say as (use: DriveUse) => string)(use)
}

function sayEnd(use: DriveUse): string {
  return (uses[use.what].end as (use: DriveUse) => string)(use)
}

/**
 * Everything that stands in the way of giving a drive to a pool whole.
 * @param erase Whether what is merely on it may be lost; what is in use is refused all the same.
 */
export function whyNotFree(drive: Drive, field: string, erase: boolean): Problem[] {
  const object = driveRef(drive)
  const name = `${sayDrive(drive)},`
  const problems: Problem[] = drive.uses
    .filter((use) => !isErasable(use) || !erase)
    .map((use) => ({
      code: 'in_use',
      field,
      object,
      message: `${name} is not free: ${sayUse(use)}.`,
      hint: sayEnd(use),
    }))
  for (const [isSo, because, hint] of unfit)
    if (isSo(drive))
      problems.push({ code: 'not_supported', field, object, message: `${name} ${because}.`, hint })
  return problems
}

const unfit: readonly (readonly [(drive: Drive) => boolean, because: string, hint: string])[] = [
  [
    (drive) => drive.byIdPath === undefined,
    'has no lasting path below /dev/disk/by-id, so the pool might not find it again after a restart',
    'Some virtual disks get one when they are given a serial; USB drives with the same serial take it from each other.',
  ],
  [(drive) => drive.readOnly, 'is write-protected', 'Look for a switch on it, or whether it has failed.'],
  [
    (drive) => drive.zoned === 'host-managed',
    'is a host-managed SMR drive, which ZFS cannot write to',
    'Use a drive without SMR.',
  ],
  [
    (drive) => drive.sizeBytes < 2 ** 30,
    'holds less than 1 GiB, too little for a pool',
    'Use a larger drive.',
  ],
]

/** What is lost when a drive is erased, each a whole sentence. Partition tables without anything in them are not worth one. */
export function lossesOf(drive: Drive): string[] {
  const told = drive.uses.filter(
    (use) => isErasable(use) && (use.what !== 'partitions' || drive.uses.length === 1),
  )
  return told.map((use) => `All that is on ${sayDrive(drive)}: ${sayUse(use)}.`)
}
