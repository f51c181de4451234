import {
  bool,
  flags,
  i32,
  i64,
  list,
  nothing,
  nullable,
  optional,
  string,
  struct,
  u32,
  uuid,
} from '../codec.ts'
import { MAX_OBJECTS, network } from '../objects.ts'
import { remote } from '../procedure.ts'

const onNetwork = struct({ net: network })
const lease = struct({
  interface: string,
  expiresAtSeconds: i64,
  type: i32,
  mac: nullable(string),
  iaid: nullable(string),
  address: string,
  prefix: u32,
  hostname: nullable(string),
  clientId: nullable(string),
})

/** libvirt's virtual networks. Starting and stopping one changes firewall rules, so it may take a while. */
export const networkProcedures = {
  connectListAllNetworks: remote(
    283,
    struct({ needResults: i32, flags }),
    struct({ networks: list(network, MAX_OBJECTS), count: u32 }),
  ),
  networkLookupByName: remote(46, struct({ name: string }), network),
  networkLookupByUuid: remote(47, struct({ uuid }), network),
  networkDefineXml: remote(41, struct({ xml: string }), network, 'normal'),
  networkDefineXmlFlags: remote(432, struct({ xml: string, flags }), network, 'normal'),
  networkCreateXml: remote(40, struct({ xml: string }), network, 'normal'),
  networkCreate: remote(39, onNetwork, nothing, 'normal'),
  networkDestroy: remote(42, onNetwork, nothing, 'normal'),
  networkUndefine: remote(49, onNetwork, nothing, 'normal'),
  networkGetXmlDesc: remote(43, struct({ net: network, flags }), string),
  networkUpdate: remote(
    291,
    struct({ net: network, command: u32, section: u32, parentIndex: i32, xml: string, flags }),
    nothing,
    'normal',
  ),
  networkGetAutostart: remote(44, onNetwork, bool),
  networkSetAutostart: remote(48, struct({ net: network, autostart: bool }), nothing, 'normal'),
  networkGetBridgeName: remote(45, onNetwork, string),
  networkIsActive: remote(152, onNetwork, bool),
  networkIsPersistent: remote(153, onNetwork, bool),
  networkGetDhcpLeases: remote(
    341,
    struct({ net: network, mac: optional(string), needResults: i32, flags }),
    struct({ leases: list(lease, 65_536), count: u32 }),
    'normal',
  ),
} as const
