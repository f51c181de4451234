import { expect, it } from 'vitest'
import { readVmStats } from './vm-metrics.ts'

// Fields as libvirt 9.0 and 11.3 answer them; 64 bits may come as bigint.
const told = {
  'cpu.time': 123_456_789_000n,
  'balloon.current': 2_097_152,
  'balloon.rss': 1_048_576,
  'balloon.available': 2_000_000,
  'balloon.usable': 1_200_000,
  'vcpu.current': 2,
  'vcpu.0.time': 1_000,
  'net.count': 1,
  'net.0.name': 'vnet3',
  'net.0.rx.bytes': 10,
  'net.0.tx.bytes': 20,
  'block.count': 2,
  'block.0.name': 'vda',
  'block.0.rd.bytes': 4_096,
  'block.0.wr.bytes': 8_192,
  'block.1.name': 'sda',
} as const

it('what is told is told in domain words', () => {
  expect(readVmStats('u', 'run 1', told)).toEqual({
    uuid: 'u',
    run: 'run 1',
    cpuTimeNs: 123_456_789_000,
    cpus: 2,
    memoryBytes: 2 ** 30,
    guestMemoryBytes: 800_000 * 1024,
    drives: { vda: { inBytes: 4_096, outBytes: 8_192 } },
    nics: { vnet3: { inBytes: 10, outBytes: 20 } },
  })
})

it('where nothing counts for the process, its vCPUs do', () => {
  const { 'cpu.time': _, ...rest } = told
  expect(readVmStats('u', 'run 1', { ...rest, 'vcpu.1.time': 500 }).cpuTimeNs).toBe(1_500)
})

it('what a busy guest did not tell is not there', () => {
  expect(readVmStats('u', 'run 1', { 'cpu.time': 5 })).toEqual({
    uuid: 'u',
    run: 'run 1',
    cpuTimeNs: 5,
    cpus: undefined,
    memoryBytes: undefined,
    guestMemoryBytes: undefined,
    drives: {},
    nics: {},
  })
})
