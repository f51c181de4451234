import { bytes, charArray, flags, i32, list, nothing, optional, string, struct, u32, u64 } from '../codec.ts'
import { remote } from '../procedure.ts'
import { typedParams } from '../typed-params.ts'

const machine = {
  emulator: optional(string),
  arch: optional(string),
  machine: optional(string),
  virtType: optional(string),
}
const counter = struct({ field: string, value: u64 })

/** The host: capabilities, CPU, memory, devices. */
export const hostProcedures = {
  nodeGetInfo: remote(
    6,
    nothing,
    struct({
      model: charArray(32),
      memoryKiB: u64,
      cpus: i32,
      mhz: i32,
      nodes: i32,
      sockets: i32,
      cores: i32,
      threads: i32,
    }),
  ),
  /** Cold this takes up to 44 s (it starts every QEMU binary once): never on a request's path. */
  connectGetCapabilities: remote(7, nothing, string, 'long'),
  connectGetDomainCapabilities: remote(342, struct({ ...machine, flags }), string, 'long'),
  nodeGetFreeMemory: remote(102, nothing, u64),
  nodeGetCpuStats: remote(
    227,
    struct({ cpu: i32, nparams: i32, flags }),
    struct({ params: list(counter, 16), nparams: i32 }),
  ),
  nodeGetMemoryStats: remote(
    228,
    struct({ nparams: i32, cell: i32, flags }),
    struct({ params: list(counter, 16), nparams: i32 }),
  ),
  nodeGetFreePages: remote(
    340,
    struct({ pagesKiB: list(u32, 1024), startCell: i32, cellCount: u32, flags }),
    list(u64, 1024),
  ),
  nodeGetCpuMap: remote(
    293,
    struct({ needMap: i32, needOnline: i32, flags }),
    struct({ map: bytes(2048), online: u32, count: i32 }),
  ),
  connectGetCpuModelNames: remote(
    312,
    struct({ arch: string, needResults: i32, flags }),
    struct({ models: list(string, 8192), count: i32 }),
    'long',
  ),
  /** -1 cannot tell, 0 incompatible, 1 identical, 2 superset. */
  connectCompareHypervisorCpu: remote(393, struct({ ...machine, xml: string, flags }), i32, 'long'),
  connectBaselineHypervisorCpu: remote(
    394,
    struct({ ...machine, xmls: list(string, 256), flags }),
    string,
    'long',
  ),
  connectGetSysinfo: remote(203, struct({ flags }), string, 'normal'),
  nodeGetSevInfo: remote(
    395,
    struct({ nparams: i32, flags }),
    struct({ params: typedParams(64), nparams: i32 }),
  ),

  connectListAllNodeDevices: remote(
    285,
    struct({ needResults: i32, flags }),
    struct({ devices: list(struct({ name: string }), 65_536), count: u32 }),
  ),
  nodeDeviceGetXmlDesc: remote(114, struct({ name: string, flags }), string),
  nodeDeviceLookupByName: remote(113, struct({ name: string }), struct({ name: string })),
  nodeDeviceDetach: remote(
    301,
    struct({ name: string, driverName: optional(string), flags }),
    nothing,
    'normal',
  ),
  nodeDeviceReAttach: remote(119, struct({ name: string }), nothing, 'normal'),
  nodeDeviceReset: remote(120, struct({ name: string }), nothing, 'normal'),
} as const
