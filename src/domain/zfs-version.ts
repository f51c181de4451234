/** A release of OpenZFS; `text` is how it calls itself, with what the distribution added. */
export interface ZfsRelease {
  readonly major: number
  readonly minor: number
  readonly patch: number
  readonly text: string
}

/** The two halves of an OpenZFS installation, which a package upgrade without a reboot leaves apart. */
export interface ZfsVersion {
  readonly userland: ZfsRelease
  readonly module: ZfsRelease
}

type Number3 = readonly [major: number, minor: number, patch: number]

/** What came when. Both halves must have it. (Release notes and tags of openzfs/zfs.) */
const features = {
  /** The dRAID layout and the pool property `compatibility`. */
  draid: [2, 1, 0],
  /** `guid` and `createtxg` of snapshots without opening each (zfs_iter.c); before, only names were quick. */
  quickSnapshotIds: [2, 2, 0],
  /** The property `snapshots_changed`. */
  snapshotsChanged: [2, 2, 0],
  /** `zfs holds -p`: times as seconds; before, as a local date. */
  holdTimes: [2, 2, 0],
  /** Properties of single vdevs. */
  vdevProperties: [2, 2, 0],
  /** Before, `zfs receive -x` forgot some properties (zfs#13024). */
  receiveExclude: [2, 2, 0],
  /** `zfs set -u`: a mountpoint is changed without mounting. */
  setUnmounted: [2, 2, 0],
  blockCloning: [2, 2, 0],
  /** `-j` of zpool status, list, get and zfs list, get, version. */
  json: [2, 3, 0],
  raidzExpansion: [2, 3, 0],
  fastDedup: [2, 3, 0],
  /** The dataset property `direct`. */
  directIo: [2, 3, 0],
  /** `zfs rewrite`. */
  rewrite: [2, 3, 4],
  /** The delegations `send:raw` and `receive:append`. */
  splitDelegation: [2, 4, 0],
} as const satisfies Record<string, Number3>

export type ZfsFeature = keyof typeof features

/** Whether userland and module both can. */
export function zfsHas(version: ZfsVersion, feature: ZfsFeature): boolean {
  const since = features[feature]
  return atLeast(version.userland, since) && atLeast(version.module, since)
}

/** The release a feature came with, for error texts: `2.3.0`. */
export function firstWith(feature: ZfsFeature): string {
  return features[feature].join('.')
}

/** Something known to be wrong with a release that can cost data. */
export interface KnownFault {
  readonly id: string
  /** `refuse`: no new data goes on it; `warn`: say so and go on, as distributions fix without a new number. */
  readonly weight: 'refuse' | 'warn'
  /** What has to be done for it to bite; absent when nothing special. */
  readonly only?: 'encrypted-plain-send' | 'block-cloning' | undefined
  readonly reason: string
  readonly remedy: string
}

interface FaultRow extends KnownFault {
  /** From the first of these up to, but without, the second. */
  readonly between: readonly (readonly [from: Number3, fixed: Number3])[]
}

const faults: readonly FaultRow[] = [
  {
    id: 'block-cloning-2.2.0',
    weight: 'refuse',
    between: [
      [
        [2, 2, 0],
        [2, 2, 2],
      ],
    ],
    reason: 'copied files can come out with zeros in the place of data (zfs#15526)',
    remedy: 'Update OpenZFS to 2.2.2 or newer.',
  },
  {
    id: 'hole-in-dirty-file',
    weight: 'warn',
    between: [
      [
        [0, 0, 0],
        [2, 1, 14],
      ],
    ],
    reason: 'a file that is copied while it is being written can come out with zeros in it (zfs#15526)',
    remedy: 'Update OpenZFS to 2.1.14 or newer, unless your distribution has put the fix in.',
  },
  {
    id: 'ashift-receive',
    weight: 'warn',
    between: [
      [
        [0, 0, 0],
        [2, 1, 2],
      ],
    ],
    reason: 'receiving from a pool of 512-byte sectors into one of 4096 can damage data (zfs#12762)',
    remedy: 'Update OpenZFS to 2.1.2 or newer.',
  },
  {
    id: 'encrypted-plain-send',
    weight: 'refuse',
    only: 'encrypted-plain-send',
    between: [
      [
        [0, 0, 0],
        [2, 2, 8],
      ],
      [
        [2, 3, 0],
        [2, 3, 3],
      ],
    ],
    reason: 'sending an encrypted dataset without --raw can damage it (zfs#12014)',
    remedy: 'Send raw, or update OpenZFS to 2.2.8, 2.3.3 or newer.',
  },
  {
    id: 'block-cloning-read',
    weight: 'warn',
    only: 'block-cloning',
    between: [
      [
        [2, 2, 0],
        [2, 3, 7],
      ],
      [
        [2, 4, 0],
        [2, 4, 2],
      ],
    ],
    reason: 'a file that was cloned, then truncated, can read back wrong',
    remedy: 'Leave zfs_bclone_enabled off, or update OpenZFS to 2.3.7, 2.4.2 or newer.',
  },
]

/** What is known to be wrong with the module that runs; it is the half that writes. */
export function knownFaults(version: ZfsVersion): readonly KnownFault[] {
  return faults
    .filter(({ between }) =>
      between.some(([from, fixed]) => atLeast(version.module, from) && !atLeast(version.module, fixed)),
    )
    .map(({ id, weight, only, reason, remedy }) => ({ id, weight, only, reason, remedy }))
}

/**
 * Whether the commands are of a newer series than the module: what they then ask of it, it may not know. Patch releases
 * of one series understand each other.
 */
export function userlandIsNewer({ userland, module }: ZfsVersion): boolean {
  return userland.major !== module.major ? userland.major > module.major : userland.minor > module.minor
}

/** Reads `zfs-2.1.11-1+deb12u1`, `zfs-kmod-2.3.2-2~bpo12+2`, `2.2.2-0ubuntu9.1`; undefined for anything else. */
export function parseRelease(text: string): ZfsRelease | undefined {
  const found = /^(?:zfs-)?(?:kmod-)?((\d+)\.(\d+)\.(\d+).*)$/.exec(text.trim())
  if (!found) return undefined
  const [, own = '', major, minor, patch] = found
  return { major: Number(major), minor: Number(minor), patch: Number(patch), text: own }
}

function atLeast(release: ZfsRelease, [major, minor, patch]: Number3): boolean {
  if (release.major !== major) return release.major > major
  if (release.minor !== minor) return release.minor > minor
  return release.patch >= patch
}
