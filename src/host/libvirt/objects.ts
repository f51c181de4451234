import { i32, nullable, string, struct, uuid, type Infer } from './codec.ts'

/**
 * libvirt's objects as they cross the wire. The daemon looks a VM or network up by UUID alone; name and id may be stale.
 */
export const domain = struct({ name: string, uuid, id: i32 })
export type DomainRef = Infer<typeof domain>

export const network = struct({ name: string, uuid })
export type NetworkRef = Infer<typeof network>

export const secret = struct({ uuid, usageType: i32, usageId: string })
export type SecretRef = Infer<typeof secret>

export const snapshot = struct({ name: string, domain })
export type SnapshotRef = Infer<typeof snapshot>

export const checkpoint = struct({ name: string, domain })
export type CheckpointRef = Infer<typeof checkpoint>

export const storagePool = struct({ name: string, uuid })
export type StoragePoolRef = Infer<typeof storagePool>

export const storageVolume = struct({ pool: string, name: string, key: string })
export type StorageVolumeRef = Infer<typeof storageVolume>

export const nullableDomain = nullable(domain)
export const nullableNetwork = nullable(network)

/** The greatest number of objects in one list, the same for all kinds but node devices (remote_protocol.x). */
export const MAX_OBJECTS = 16_384
/** libvirt's id of a VM that is not running. */
export const NOT_RUNNING_ID = -1

/** A reference good enough for every call: only the UUID counts. */
export function domainRef(uuidText: string, name: string = ''): DomainRef {
  return { name, uuid: uuidText, id: NOT_RUNNING_ID }
}
