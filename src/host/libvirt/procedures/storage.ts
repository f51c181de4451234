import { flags, i32, list, nothing, string, struct, u32, u64 } from '../codec.ts'
import { MAX_OBJECTS, storagePool, storageVolume } from '../objects.ts'
import { remote } from '../procedure.ts'

const onVolume = struct({ volume: storageVolume, flags })
const transfer = struct({ volume: storageVolume, offsetBytes: u64, lengthBytes: u64, flags })

/** The bits of `connectListAllStoragePools`. */
export const POOLS = { active: 2 } as const

/** libvirt's storage pools. What changes what is in them is there for files that must cross to a host reached through libvirt alone. */
export const storageProcedures = {
  connectListAllStoragePools: remote(
    281,
    struct({ needResults: i32, flags }),
    struct({ pools: list(storagePool, MAX_OBJECTS), count: u32 }),
  ),
  /** Since libvirt 5.2. */
  connectGetStoragePoolCapabilities: remote(403, struct({ flags }), string),
  storagePoolDefineXml: remote(77, struct({ xml: string, flags }), storagePool, 'normal'),
  storagePoolCreate: remote(78, struct({ pool: storagePool, flags }), nothing, 'long'),
  storagePoolUndefine: remote(82, struct({ pool: storagePool }), nothing, 'normal'),
  storagePoolGetXmlDesc: remote(88, struct({ pool: storagePool, flags }), string),
  storagePoolLookupByName: remote(84, struct({ name: string }), storagePool),
  storagePoolCreateXml: remote(76, struct({ xml: string, flags }), storagePool, 'normal'),
  storagePoolDestroy: remote(80, struct({ pool: storagePool }), nothing, 'normal'),
  storagePoolRefresh: remote(83, struct({ pool: storagePool, flags }), nothing, 'long'),
  storagePoolListAllVolumes: remote(
    282,
    struct({ pool: storagePool, needResults: i32, flags }),
    struct({ volumes: list(storageVolume, MAX_OBJECTS), count: u32 }),
  ),
  storageVolLookupByName: remote(95, struct({ pool: storagePool, name: string }), storageVolume),
  storageVolLookupByPath: remote(97, struct({ path: string }), storageVolume),
  storageVolGetInfo: remote(
    98,
    struct({ volume: storageVolume }),
    struct({ type: i32, capacityBytes: u64, allocationBytes: u64 }),
    'normal',
  ),
  storageVolCreateXml: remote(93, struct({ pool: storagePool, xml: string, flags }), storageVolume, 'long'),
  storageVolDelete: remote(94, onVolume, nothing, 'long'),
  /** Opens a stream towards the daemon; length 0 means as long as the volume. */
  storageVolUpload: remote(208, transfer, nothing, 'normal'),
  /** Opens a stream from the daemon. */
  storageVolDownload: remote(209, transfer, nothing, 'normal'),
} as const
