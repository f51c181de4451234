import { bytes, flags, i32, list, nothing, string, struct, u32, uuid } from '../codec.ts'
import { MAX_OBJECTS, secret } from '../objects.ts'
import { remote } from '../procedure.ts'

const MAX_SECRET_BYTES = 65_536

/** Secrets libvirt keeps for encrypted disks and virtual TPMs. */
export const secretProcedures = {
  connectListAllSecrets: remote(
    287,
    struct({ needResults: i32, flags }),
    struct({ secrets: list(secret, MAX_OBJECTS), count: u32 }),
  ),
  secretDefineXml: remote(142, struct({ xml: string, flags }), secret, 'normal'),
  secretGetXmlDesc: remote(143, struct({ secret, flags }), string),
  secretSetValue: remote(144, struct({ secret, value: bytes(MAX_SECRET_BYTES), flags }), nothing, 'normal'),
  secretGetValue: remote(145, struct({ secret, flags }), bytes(MAX_SECRET_BYTES)),
  secretUndefine: remote(146, struct({ secret }), nothing, 'normal'),
  secretLookupByUuid: remote(141, struct({ uuid }), secret),
  secretLookupByUsage: remote(147, struct({ usageType: i32, usageId: string }), secret),
} as const
