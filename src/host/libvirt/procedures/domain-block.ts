import { bool, bytes, flags, i32, list, nothing, optional, string, struct, u32, u64 } from '../codec.ts'
import { checkpoint, domain, MAX_OBJECTS, snapshot } from '../objects.ts'
import { remote } from '../procedure.ts'
import { typedParams } from '../typed-params.ts'

const onDomain = struct({ dom: domain, flags })
const onSnapshot = struct({ snap: snapshot, flags })
const onCheckpoint = struct({ checkpoint, flags })
const withXml = struct({ dom: domain, xml: string, flags })
const byName = struct({ dom: domain, name: string, flags })
const listing = struct({ dom: domain, needResults: i32, flags })
const onDisk = { dom: domain, disk: string }

/** A VM's disks: size, copy jobs, backup, libvirt's own snapshots and checkpoints. */
export const domainBlockProcedures = {
  /** Flags: 1 the size is in bytes (otherwise KiB), 2 grow to the device's capacity. */
  domainBlockResize: remote(251, struct({ ...onDisk, size: u64, flags }), nothing, 'normal'),
  domainGetBlockInfo: remote(
    194,
    struct({ ...onDisk, flags }),
    struct({ allocationBytes: u64, capacityBytes: u64, physicalBytes: u64 }),
    'normal',
  ),
  domainBlockPeek: remote(
    103,
    struct({ ...onDisk, offsetBytes: u64, sizeBytes: u32, flags }),
    bytes(4_194_304),
    'normal',
  ),
  domainGetDiskErrors: remote(
    263,
    struct({ dom: domain, maxErrors: u32, flags }),
    struct({ errors: list(struct({ disk: string, error: i32 }), 256), count: i32 }),
    'normal',
  ),
  domainSetBlockThreshold: remote(
    386,
    struct({ dom: domain, device: string, thresholdBytes: u64, flags }),
    nothing,
    'normal',
  ),

  domainBlockCopy: remote(
    345,
    struct({ ...onDisk, destXml: string, params: typedParams(16), flags }),
    nothing,
    'normal',
  ),
  domainBlockPull: remote(240, struct({ ...onDisk, bandwidth: u64, flags }), nothing, 'normal'),
  /** Flag 4 commits the active layer and keeps mirroring until pivoted or aborted. */
  domainBlockCommit: remote(
    290,
    struct({ ...onDisk, base: optional(string), top: optional(string), bandwidth: u64, flags }),
    nothing,
    'normal',
  ),
  domainBlockRebase: remote(
    266,
    struct({ ...onDisk, base: optional(string), bandwidth: u64, flags }),
    nothing,
    'normal',
  ),
  /** Flags: 1 do not wait for the end, 2 pivot to the copy. Without 1 it blocks until the job ended. */
  domainBlockJobAbort: remote(237, struct({ ...onDisk, flags }), nothing, 'long'),
  domainGetBlockJobInfo: remote(
    238,
    struct({ ...onDisk, flags }),
    struct({ found: bool, type: i32, bandwidth: u64, current: u64, end: u64 }),
    'normal',
  ),
  domainBlockJobSetSpeed: remote(239, struct({ ...onDisk, bandwidth: u64, flags }), nothing, 'normal'),

  domainBackupBegin: remote(
    421,
    struct({ dom: domain, backupXml: string, checkpointXml: optional(string), flags }),
    nothing,
    'normal',
  ),
  domainBackupGetXmlDesc: remote(422, onDomain, string),
  domainCheckpointCreateXml: remote(411, withXml, checkpoint, 'normal'),
  domainCheckpointGetXmlDesc: remote(412, onCheckpoint, string, 'normal'),
  domainListAllCheckpoints: remote(
    413,
    listing,
    struct({ checkpoints: list(checkpoint, MAX_OBJECTS), count: i32 }),
  ),
  domainCheckpointLookupByName: remote(415, byName, checkpoint),
  domainCheckpointDelete: remote(417, onCheckpoint, nothing, 'normal'),

  /** Flags: 4 keep no metadata, 16 disks only, 32 reuse files, 64 quiesce, 128 all or nothing. */
  domainSnapshotCreateXml: remote(185, withXml, snapshot, 'long'),
  domainSnapshotGetXmlDesc: remote(186, onSnapshot, string),
  domainListAllSnapshots: remote(
    274,
    listing,
    struct({ snapshots: list(snapshot, MAX_OBJECTS), count: i32 }),
  ),
  domainSnapshotLookupByName: remote(189, byName, snapshot),
  domainSnapshotCurrent: remote(191, onDomain, snapshot),
  domainRevertToSnapshot: remote(192, onSnapshot, nothing, 'long'),
  domainSnapshotDelete: remote(193, onSnapshot, nothing, 'long'),
} as const
