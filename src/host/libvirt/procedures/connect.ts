import { bool, flags, i32, list, nothing, optional, string, struct, u64 } from '../codec.ts'
import { nullableDomain, nullableNetwork } from '../objects.ts'
import { bare, remote } from '../procedure.ts'
import { typedParams } from '../typed-params.ts'

/** Opening, authentication, what the daemon is, and registering for events. Numbers and order: remote_protocol.x. */
export const connectProcedures = {
  connectOpen: remote(1, struct({ name: optional(string), flags }), nothing),
  connectClose: bare(2),
  connectGetType: remote(3, nothing, string),
  /** The hypervisor's version, 1,000,000 × major + 1,000 × minor + release. Cold, it probes every QEMU binary. */
  connectGetVersion: remote(4, nothing, u64, 'long'),
  connectGetMaxVcpus: remote(5, struct({ type: optional(string) }), i32),
  connectGetHostname: remote(59, nothing, string),
  connectSupportsFeature: remote(60, struct({ feature: i32 }), bool),
  /** Which ways to authenticate the daemon offers: 0 none, 1 SASL, 2 polkit. Must be the first call. */
  authList: remote(66, nothing, list(i32, 20)),
  authPolkit: remote(70, nothing, bool, 'normal'),
  connectGetUri: remote(110, nothing, string),
  connectIsSecure: remote(149, nothing, bool),
  /** libvirt's version, 1,000,000 × major + 1,000 × minor + release. */
  connectGetLibVersion: remote(157, nothing, u64),
  connectSetIdentity: remote(419, struct({ params: typedParams(20), flags }), nothing),
  connectRegisterCloseCallback: bare(360),
  connectUnregisterCloseCallback: bare(361),

  /** Results are callback ids; events carry them. A null domain means every VM. */
  domainEventRegister: remote(316, struct({ eventId: i32, dom: nullableDomain }), i32),
  domainEventDeregister: remote(317, struct({ callbackId: i32 }), nothing),
  networkEventRegister: remote(313, struct({ eventId: i32, net: nullableNetwork }), i32),
  networkEventDeregister: remote(314, struct({ callbackId: i32 }), nothing),
} as const
