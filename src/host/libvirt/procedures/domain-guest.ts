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
  u64,
} from '../codec.ts'
import { domain, nullableDomain } from '../objects.ts'
import { qemu, remote } from '../procedure.ts'
import { paramRecord } from '../typed-params.ts'

const onDomain = struct({ dom: domain, flags })
const mountpoints = struct({ dom: domain, mountpoints: list(string, 256), flags })
const address = struct({ type: i32, address: string, prefix: u32 })
const guestInterface = struct({ name: string, mac: nullable(string), addresses: list(address, 2048) })

/** Talking to what runs inside: guest agent, QEMU monitor, keyboard, and what opens a stream (console, channel, screenshot). */
export const domainGuestProcedures = {
  /** A JSON command of the guest agent; timeout in seconds, -2 none, -1 default. Null where the agent sends no reply. */
  domainAgentCommand: qemu(
    3,
    struct({ dom: domain, command: string, timeoutSeconds: i32, flags }),
    nullable(string),
    'long',
  ),
  /** A QMP command (flag 1: a human monitor line). It marks the VM as tainted. */
  domainMonitorCommand: qemu(1, struct({ dom: domain, command: string, flags }), string, 'normal'),
  domainMonitorEventRegister: qemu(
    4,
    struct({ dom: nullableDomain, event: optional(string), flags }),
    i32,
    'fast',
  ),
  domainMonitorEventDeregister: qemu(5, struct({ callbackId: i32 }), nothing, 'fast'),

  domainAgentSetResponseTimeout: remote(
    420,
    struct({ dom: domain, timeoutSeconds: i32, flags }),
    i32,
    'normal',
  ),
  domainFsFreeze: remote(335, mountpoints, i32, 'long'),
  domainFsThaw: remote(336, mountpoints, i32, 'long'),
  domainFsTrim: remote(
    294,
    struct({ dom: domain, mountpoint: optional(string), minimum: u64, flags }),
    nothing,
    'long',
  ),
  domainGetFsInfo: remote(
    349,
    onDomain,
    struct({
      filesystems: list(
        struct({ mountpoint: string, name: string, type: string, devices: list(string, 256) }),
        256,
      ),
      count: u32,
    }),
    'long',
  ),
  domainGetGuestInfo: remote(418, struct({ dom: domain, types: u32, flags }), paramRecord(2048), 'long'),
  /** Sources: 0 DHCP leases, 1 guest agent, 2 the host's ARP table. */
  domainInterfaceAddresses: remote(
    353,
    struct({ dom: domain, source: u32, flags }),
    list(guestInterface, 2048),
    'normal',
  ),
  domainGetHostname: remote(277, onDomain, string, 'normal'),
  domainGetTime: remote(337, onDomain, struct({ seconds: i64, nanoseconds: u32 }), 'normal'),
  domainSetTime: remote(
    338,
    struct({ dom: domain, seconds: i64, nanoseconds: u32, flags }),
    nothing,
    'normal',
  ),
  domainSetUserPassword: remote(
    357,
    struct({ dom: domain, user: optional(string), password: optional(string), flags }),
    nothing,
    'normal',
  ),
  domainAuthorizedSshKeysGet: remote(
    424,
    struct({ dom: domain, user: string, flags }),
    list(string, 2048),
    'normal',
  ),
  domainAuthorizedSshKeysSet: remote(
    425,
    struct({ dom: domain, user: string, keys: list(string, 2048), flags }),
    nothing,
    'normal',
  ),
  domainGetGuestVcpus: remote(371, onDomain, paramRecord(64), 'normal'),
  domainSetGuestVcpus: remote(
    372,
    struct({ dom: domain, cpuMap: string, online: bool, flags }),
    nothing,
    'normal',
  ),

  /** Opens a stream. Flags: 1 take it from whoever has it, 2 only if the device can be shared safely. */
  domainOpenConsole: remote(201, struct({ dom: domain, device: optional(string), flags }), nothing, 'normal'),
  domainOpenChannel: remote(296, struct({ dom: domain, name: optional(string), flags }), nothing, 'normal'),
  /** Opens a stream; the result is the picture's media type. */
  domainScreenshot: remote(211, struct({ dom: domain, screen: u32, flags }), nullable(string), 'normal'),
  /** At most 16 key codes, held together for so long; codeset 0 is Linux. */
  domainSendKey: remote(
    226,
    struct({ dom: domain, codeset: u32, holdMs: u32, keycodes: list(u32, 16), flags }),
    nothing,
    'normal',
  ),
} as const
