import type { Flows, VmReading, VmReadings } from '../../domain/metric-reading.ts'
import { KiB } from '../../domain/size.ts'
import type { Caller } from './caller.ts'
import { libvirtUnavailable } from './libvirt-problems.ts'
import { STATS } from './procedures/domain-list.ts'
import { numberOf, textOf, type ParamValue } from './typed-params.ts'

type Params = Readonly<Record<string, ParamValue>>

/** VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE. */
const ACTIVE = 1
const groups = STATS.cpu | STATS.balloon | STATS.vcpu | STATS.interface | STATS.block

/** All VMs that run, by one call, which leaves out what a busy one cannot tell at once. */
export async function readVmMetrics(libvirt: Caller): Promise<VmReadings> {
  try {
    const stats = await libvirt.call('connectGetAllDomainStats', { doms: [], stats: groups, flags: ACTIVE })
    return {
      atMs: Date.now(),
      upMs: performance.now(),
      // An id is given anew with each start.
      vms: stats.map(({ dom, params }) => readVmStats(dom.uuid, `run ${dom.id}`, params)),
    }
  } catch (error) {
    throw libvirtUnavailable(error, 'What the VMs do could not be read')
  }
}

/** One VM's fields in domain words. */
export function readVmStats(uuid: string, run: string, params: Params): VmReading {
  const number = (field: string) => numberOf(params[field])
  const kib = (field: string) => {
    const value = number(field)
    return value === undefined ? undefined : value * KiB
  }
  const [available, usable] = [kib('balloon.available'), kib('balloon.usable')]
  return {
    uuid,
    run,
    cpuTimeNs: number('cpu.time') ?? vcpuTimeNs(params),
    cpus: number('vcpu.current'),
    memoryBytes: kib('balloon.rss'),
    guestMemoryBytes: available === undefined || usable === undefined ? undefined : available - usable,
    drives: flows(params, 'block', 'rd.bytes', 'wr.bytes'),
    nics: flows(params, 'net', 'rx.bytes', 'tx.bytes'),
  }
}

/** Where nothing counts for the process as a whole, as without cgroups in older releases. */
function vcpuTimeNs(params: Params): number | undefined {
  const times = Object.entries(params).flatMap(([field, value]) =>
    /^vcpu\.\d+\.time$/.test(field) ? [numberOf(value) ?? 0] : [],
  )
  return times.length === 0 ? undefined : times.reduce((sum, time) => sum + time, 0)
}

/** libvirt counts them through; what a guest's own network keeps to itself has no counters. */
function flows(params: Params, group: 'block' | 'net', inField: string, outField: string): Flows {
  const count = numberOf(params[`${group}.count`]) ?? 0
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => index).flatMap((index) => {
      const inBytes = numberOf(params[`${group}.${index}.${inField}`])
      const outBytes = numberOf(params[`${group}.${index}.${outField}`])
      const name = textOf(params[`${group}.${index}.name`]) ?? String(index)
      return inBytes === undefined || outBytes === undefined ? [] : [[name, { inBytes, outBytes }]]
    }),
  )
}
