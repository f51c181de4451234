import { bool, bytes, flags, i32, list, nothing, optional, string, struct, u32, u64 } from '../codec.ts'
import { domain } from '../objects.ts'
import { remote } from '../procedure.ts'
import { typedParams } from '../typed-params.ts'

/** Device XML; flags: 1 the running VM, 2 its definition. */
const withXml = struct({ dom: domain, xml: string, flags })
const cpuMap = bytes(2048)

/** The old way to read fields: ask with nparams 0 for their count, then again with the count. */
function fieldReader(number: number, max: number) {
  return remote(
    number,
    struct({ dom: domain, nparams: i32, flags }),
    struct({ params: typedParams(max), nparams: i32 }),
    'normal',
  )
}

function fieldWriter(number: number, max: number) {
  return remote(number, struct({ dom: domain, params: typedParams(max), flags }), nothing, 'normal')
}

/** Changing a VM's devices and shares of the host, running or not. */
export const domainDeviceProcedures = {
  domainAttachDeviceFlags: remote(160, withXml, nothing, 'normal'),
  /** Asynchronous on a running VM: the device is gone when event `device-removed` says so. */
  domainDetachDeviceFlags: remote(161, withXml, nothing, 'normal'),
  domainUpdateDeviceFlags: remote(174, withXml, nothing, 'normal'),
  domainDetachDeviceAlias: remote(392, struct({ dom: domain, alias: string, flags }), nothing, 'normal'),

  domainSetVcpusFlags: remote(199, struct({ dom: domain, vcpus: u32, flags }), nothing, 'normal'),
  domainSetVcpu: remote(384, struct({ dom: domain, cpuMap: string, online: bool, flags }), nothing, 'normal'),
  domainSetMemoryFlags: remote(204, struct({ dom: domain, memoryKiB: u64, flags }), nothing, 'normal'),
  domainSetMemoryStatsPeriod: remote(
    308,
    struct({ dom: domain, periodSeconds: i32, flags }),
    nothing,
    'normal',
  ),

  domainGetBlkioParameters: fieldReader(206, 16),
  domainSetBlkioParameters: fieldWriter(205, 16),
  domainGetMemoryParameters: fieldReader(198, 16),
  domainSetMemoryParameters: fieldWriter(197, 16),
  domainGetNumaParameters: fieldReader(255, 16),
  domainSetNumaParameters: fieldWriter(254, 16),
  domainSetSchedulerParametersFlags: fieldWriter(219, 16),
  domainGetSchedulerParametersFlags: remote(
    223,
    struct({ dom: domain, nparams: i32, flags }),
    typedParams(16),
    'normal',
  ),

  domainPinVcpuFlags: remote(225, struct({ dom: domain, vcpu: u32, cpuMap, flags }), nothing, 'normal'),
  domainPinEmulator: remote(279, struct({ dom: domain, cpuMap, flags }), nothing, 'normal'),
  domainPinIothread: remote(352, struct({ dom: domain, iothread: u32, cpuMap, flags }), nothing, 'normal'),
  domainAddIothread: remote(355, struct({ dom: domain, iothread: u32, flags }), nothing, 'normal'),
  domainDelIothread: remote(356, struct({ dom: domain, iothread: u32, flags }), nothing, 'normal'),
  domainGetIothreadInfo: remote(
    351,
    struct({ dom: domain, flags }),
    struct({ threads: list(struct({ id: u32, cpuMap }), 16_384), count: u32 }),
    'normal',
  ),

  domainSetInterfaceParameters: remote(
    256,
    struct({ dom: domain, device: string, params: typedParams(16), flags }),
    nothing,
    'normal',
  ),
  domainGetInterfaceParameters: remote(
    257,
    struct({ dom: domain, device: string, nparams: i32, flags }),
    struct({ params: typedParams(16), nparams: i32 }),
    'normal',
  ),
  domainSetBlockIoTune: remote(
    252,
    struct({ dom: domain, disk: string, params: typedParams(32), flags }),
    nothing,
    'normal',
  ),
  domainGetBlockIoTune: remote(
    253,
    struct({ dom: domain, disk: optional(string), nparams: i32, flags }),
    struct({ params: typedParams(32), nparams: i32 }),
    'normal',
  ),
} as const
