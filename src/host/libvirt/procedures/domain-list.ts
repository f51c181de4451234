import {
  bool,
  flags,
  flagsWith,
  i32,
  i64,
  list,
  nothing,
  optional,
  string,
  struct,
  u32,
  u64,
  uuid,
} from '../codec.ts'
import { domain, MAX_OBJECTS } from '../objects.ts'
import { remote } from '../procedure.ts'
import { paramRecord, typedParams } from '../typed-params.ts'

/** VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT: leave out what a busy guest cannot answer now, instead of waiting for it. */
export const STATS_NOWAIT = 2 ** 29

/** Finding VMs and reading them. */
export const domainListProcedures = {
  connectListAllDomains: remote(
    273,
    struct({ needResults: i32, flags }),
    struct({ domains: list(domain, MAX_OBJECTS), count: u32 }),
  ),
  domainLookupById: remote(22, struct({ id: i32 }), domain),
  domainLookupByName: remote(23, struct({ name: string }), domain),
  domainLookupByUuid: remote(24, struct({ uuid }), domain),
  /** Flags: 1 secure, 2 inactive, 8 migratable. */
  domainGetXmlDesc: remote(14, struct({ dom: domain, flags }), string, 'normal'),
  domainGetMetadata: remote(265, struct({ dom: domain, type: i32, uri: optional(string), flags }), string),
  domainSetMetadata: remote(
    264,
    struct({
      dom: domain,
      type: i32,
      metadata: optional(string),
      key: optional(string),
      uri: optional(string),
      flags,
    }),
    nothing,
    'normal',
  ),
  domainRename: remote(358, struct({ dom: domain, newName: optional(string), flags }), i32, 'normal'),
  domainIsActive: remote(150, struct({ dom: domain }), bool),
  domainIsPersistent: remote(151, struct({ dom: domain }), bool),
  domainIsUpdated: remote(202, struct({ dom: domain }), bool),
  domainGetMessages: remote(426, struct({ dom: domain, flags }), list(string, 2048)),

  domainGetState: remote(212, struct({ dom: domain, flags }), struct({ state: i32, reason: i32 })),
  domainGetInfo: remote(
    16,
    struct({ dom: domain }),
    struct({ state: u32, maxMemoryKiB: u64, memoryKiB: u64, vcpus: u32, cpuTimeNs: u64 }),
    'normal',
  ),
  /** Always sent with NOWAIT: without it one hung guest delays the reply by 30 s. What it cannot answer now is left out. */
  connectGetAllDomainStats: remote(
    344,
    struct({ doms: list(domain, MAX_OBJECTS), stats: u32, flags: flagsWith(STATS_NOWAIT) }),
    list(struct({ dom: domain, params: paramRecord(262_144) }), MAX_OBJECTS),
    'normal',
  ),
  domainGetJobStats: remote(
    298,
    struct({ dom: domain, flags }),
    struct({ type: i32, params: paramRecord(64) }),
    'normal',
  ),
  domainAbortJob: remote(164, struct({ dom: domain }), nothing, 'normal'),
  domainAbortJobFlags: remote(442, struct({ dom: domain, flags }), nothing, 'normal'),
  domainBlockStatsFlags: remote(
    243,
    struct({ dom: domain, path: string, nparams: i32, flags }),
    struct({ params: typedParams(16), nparams: i32 }),
    'normal',
  ),
  domainInterfaceStats: remote(
    65,
    struct({ dom: domain, device: string }),
    struct({
      rxBytes: i64,
      rxPackets: i64,
      rxErrors: i64,
      rxDropped: i64,
      txBytes: i64,
      txPackets: i64,
      txErrors: i64,
      txDropped: i64,
    }),
  ),
  domainMemoryStats: remote(
    159,
    struct({ dom: domain, maxStats: u32, flags }),
    list(struct({ tag: i32, value: u64 }), 1024),
    'normal',
  ),
} as const

/** Groups of `connectGetAllDomainStats`, to be or-ed. */
export const STATS = {
  state: 1,
  cpu: 2,
  balloon: 4,
  vcpu: 8,
  interface: 16,
  block: 32,
  perf: 64,
  iothread: 128,
  memory: 256,
  dirtyRate: 512,
  vm: 1024,
} as const
