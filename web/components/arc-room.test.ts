import { expect, test } from 'vitest'
import { GiB } from '../../src/domain/size.ts'
import type { VmStatus } from '../../src/domain/vm.ts'
import { arcFits, arcMostBytes, arcRoom } from './arc-room.ts'

const on: VmStatus = { state: 'running', agent: 'connected' }
const off: VmStatus = { state: 'stopped' }
const host = { memoryTotalMiB: 32 * 1024, memoryAvailableMiB: 20 * 1024 }

test('VMs need what they were given, and QEMU its part', () => {
  const vms = [
    { memoryMiB: 4096, status: on },
    { memoryMiB: 8192, status: off },
  ]
  // Of 12 GiB in use the VM that runs has four, and the cache six.
  expect(arcRoom(host, vms, 6 * GiB)).toEqual({
    runningMiB: 4096 + 192,
    allMiB: 4096 + 192 + 8192 + 256,
    besideRunningMiB: 32 * 1024 - 2048 - 4288,
    besideAllMiB: 32 * 1024 - 2048 - 12_736,
  })
})

test('the system is left a gibibyte, however little it uses', () => {
  expect(arcRoom({ ...host, memoryAvailableMiB: 32 * 1024 }, [], 0).besideAllMiB).toBe(31 * 1024)
})

test.each([
  [8, 'all'],
  [12, 'running'],
  [24, 'none'],
] as const)('of %d GiB: %s', (size, fits) => {
  const room = { runningMiB: 0, allMiB: 0, besideRunningMiB: 16 * 1024, besideAllMiB: 8 * 1024 }
  expect(arcFits(size * GiB, room)).toBe(fits)
})

test.each([
  [4 * GiB, 0, 4 * GiB],
  [0, 0, 16 * GiB],
  [0, 4 * GiB, undefined],
])('of %d, where %d is set, it may grow to %d', (next, setBytes, most) => {
  expect(arcMostBytes(next, { setBytes, maxBytes: 16 * GiB })).toBe(most)
})
