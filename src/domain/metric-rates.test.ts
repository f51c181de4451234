import { describe, expect, it } from 'vitest'
import { hostSpan, longestSpanMs, vmSpan } from './metric-rates.ts'
import type { HostReading, VmReading } from './metric-reading.ts'

const atMs = Date.parse('2026-11-01T12:00:00Z')
const host: HostReading = {
  atMs,
  upMs: 1_000,
  cpu: { busyTicks: 100, totalTicks: 1_000 },
  memoryBytes: 4e9,
  arcBytes: 1e9,
  drives: { sda: { inBytes: 1_000, outBytes: 2_000 } },
  nics: { eth0: { inBytes: 10, outBytes: 20 } },
  cpuCelsius: 44,
}
const later = (change: Partial<HostReading> = {}): HostReading => ({
  ...host,
  atMs: atMs + 5_000,
  upMs: 6_000,
  cpu: { busyTicks: 300, totalTicks: 2_000 },
  drives: { sda: { inBytes: 6_000, outBytes: 2_000 } },
  nics: { eth0: { inBytes: 510, outBytes: 1_020 } },
  ...change,
})

describe('the rates of a host', () => {
  it('are what was counted by the time it took', () => {
    expect(hostSpan(host, later())).toEqual({
      fromMs: atMs,
      toMs: atMs + 5_000,
      coveredMs: 5_000,
      mean: [0.2, 4e9, 1e9, 1_000, 0, 100, 200, 44, null],
      max: [0.2, 4e9, 1e9, 1_000, 0, 100, 200, 44, null],
    })
  })

  const parts: readonly (readonly [string, Partial<HostReading>, Readonly<Record<number, number | null>>])[] =
    [
      [
        'a drive that counts anew',
        { drives: { sda: { inBytes: 5, outBytes: 2_000 } } },
        { 3: null, 4: null },
      ],
      [
        'a drive that came, beside one that stayed',
        { drives: { sda: { inBytes: 6_000, outBytes: 2_000 }, sdb: { inBytes: 9e9, outBytes: 9e9 } } },
        { 3: 1_000, 4: 0 },
      ],
      ['a drive that went', { drives: {} }, { 3: null, 4: null }],
      [
        'an interface called like something of JavaScript',
        { nics: { constructor: { inBytes: 1, outBytes: 1 } } },
        { 5: null },
      ],
      ['CPU counters that stand still', { cpu: host.cpu }, { 0: null }],
      ['CPU counters that run backwards', { cpu: { busyTicks: 50, totalTicks: 3_000 } }, { 0: null }],
      ['no CPU counters', { cpu: undefined }, { 0: null }],
      ['more busy than there was time', { cpu: { busyTicks: 2_000, totalTicks: 2_000 } }, { 0: 1 }],
      [
        'a host without ZFS and sensors',
        { arcBytes: undefined, cpuCelsius: undefined },
        { 2: null, 7: null },
      ],
    ]
  it.each(parts)('with %s', (_what, change, expected) => {
    const { mean = [] } = hostSpan(host, later(change)) ?? {}
    for (const [index, value] of Object.entries(expected)) expect(mean[Number(index)]).toBe(value)
  })
})

describe('two readings', () => {
  it.each([
    ['too long apart', longestSpanMs + 1],
    ['almost at once', 100],
    ['at once', 0],
    ['of two starts of the machine', -500],
  ])('%s say nothing of what lies between', (_what, elapsedMs) => {
    expect(hostSpan(host, later({ upMs: host.upMs + elapsedMs }))).toBeUndefined()
  })

  it.each([
    ['back', -3_600_000],
    ['forward', 7_200_000],
  ])('around a clock that was set %s tell the same, by the new clock', (_what, setByMs) => {
    const span = hostSpan(host, later({ atMs: atMs + 5_000 + setByMs }))
    expect(span).toMatchObject({ fromMs: atMs + setByMs, toMs: atMs + 5_000 + setByMs, coveredMs: 5_000 })
    expect(span?.mean).toEqual(hostSpan(host, later())?.mean)
  })
})

describe('the rates of a VM', () => {
  const vm: VmReading = {
    uuid: 'u',
    run: 'run 1',
    cpuTimeNs: 1e9,
    cpus: 2,
    memoryBytes: 5e8,
    guestMemoryBytes: 3e8,
    drives: { vda: { inBytes: 0, outBytes: 0 } },
    nics: {},
  }
  const before = { atMs, upMs: 0, vm }
  const after = (change: Partial<VmReading>) => ({
    atMs: atMs + 10_000,
    upMs: 10_000,
    vm: { ...vm, cpuTimeNs: 6e9, drives: { vda: { inBytes: 1_000, outBytes: 50 } }, ...change },
  })

  it('are of its own CPUs', () => {
    expect(vmSpan(before, after({}))?.mean).toEqual([0.25, 5e8, 3e8, 100, 5, null, null])
  })

  it('are none over a new start', () => {
    expect(vmSpan(before, after({ run: 'run 2' }))).toBeUndefined()
  })

  it('leave out what a busy guest did not tell', () => {
    const { mean } = vmSpan(before, after({ cpus: undefined, guestMemoryBytes: undefined, drives: {} })) ?? {}
    expect(mean).toEqual([null, 5e8, null, null, null, null, null])
  })

  it('are never more than all, nor less than nothing', () => {
    expect(vmSpan(before, after({ cpuTimeNs: 99e9 }))?.mean[0]).toBe(1)
    expect(vmSpan(before, after({ cpuTimeNs: 0 }))?.mean[0]).toBeNull()
  })
})
