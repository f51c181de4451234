import { describe, expect, test } from 'vitest'
import { hasSubordinateRange, parseCpuinfo, parseMeminfo, parseUptimeSeconds } from './proc-files.ts'

test('meminfo', () => {
  const text =
    'MemTotal:       16384000 kB\nMemFree:          100000 kB\nMemAvailable:    8192500 kB\nSwapTotal: 0 kB\n'
  expect(parseMeminfo(text)).toEqual({ totalMiB: 16000, availableMiB: 8000 })
  expect(parseMeminfo('')).toEqual({ totalMiB: 0, availableMiB: 0 })
})

describe('cpuinfo', () => {
  test('x86', () => {
    const cpu = 'processor\t: 0\nmodel name\t: Intel(R)  N100\nflags\t\t: fpu vmx sse2\nvmx flags\t: ept\n\n'
    const facts = parseCpuinfo(cpu + cpu.replace(': 0', ': 1'))
    expect(facts.model).toBe('Intel(R) N100')
    expect(facts.threads).toBe(2)
    expect([...facts.flags]).toEqual(['fpu', 'vmx', 'sse2'])
  })
  test('arm64 tells no model', () => {
    const facts = parseCpuinfo('processor\t: 0\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd\n')
    expect(facts).toEqual({ model: '', threads: 1, flags: new Set(['fp', 'asimd']) })
  })
  test('nothing', () => {
    expect(parseCpuinfo('')).toEqual({ model: '', threads: 0, flags: new Set() })
  })
})

test('uptime', () => {
  expect(parseUptimeSeconds('4242.97 8000.11\n')).toBe(4242)
})

describe('subordinate ids', () => {
  const text = 'ada:100000:65536\n1001:165536:65536\nsmall:231072:1000\nbroken\n'
  test.each([
    ['ada', 1000, true],
    ['by-id', 1001, true],
    ['small', 1002, false],
    ['broken', 1003, false],
    ['nobody', 65534, false],
  ])('%s', (name, uid, expected) => {
    expect(hasSubordinateRange(text, { name, uid })).toBe(expected)
  })
})
