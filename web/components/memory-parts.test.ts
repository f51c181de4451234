import { expect, test } from 'vitest'
import type { VmStatus } from '../../src/domain/vm.ts'
import { memoryParts } from './memory-parts.ts'

const on: VmStatus = { state: 'running', agent: 'connected' }
const off: VmStatus = { state: 'stopped' }
const vm = (memoryMiB: number, status: VmStatus) => ({ memoryMiB, status })

test.each([
  [
    'VMs and the host share what is used',
    16_000,
    9_000,
    [vm(4_000, on), vm(8_000, off)],
    [4_000, 3_000, 9_000, 0],
  ],
  ['a guest that has not touched its memory yet', 16_000, 15_000, [vm(4_000, on)], [4_000, 0, 12_000, 0]],
  ['more promised than there is', 8_000, 100, [vm(6_000, on), vm(6_000, on)], [8_000, 0, 0, 4_000]],
  ['nothing runs', 8_000, 7_000, [], [0, 1_000, 7_000, 0]],
] as const)('%s', (_, memoryTotalMiB, memoryAvailableMiB, vms, [vmsMiB, hostMiB, freeMiB, overMiB]) => {
  expect(memoryParts({ memoryTotalMiB, memoryAvailableMiB }, vms)).toEqual({
    totalMiB: memoryTotalMiB,
    vmsMiB,
    arcMiB: 0,
    hostMiB,
    freeMiB,
    overMiB,
  })
})

test("ZFS's cache is shown apart from the host, of which it is a part", () => {
  const host = { memoryTotalMiB: 16_000, memoryAvailableMiB: 5_000 }
  const parts = memoryParts(host, [vm(4_000, on)], 6_000 * 2 ** 20)
  expect(parts).toMatchObject({ vmsMiB: 4_000, arcMiB: 6_000, hostMiB: 1_000, freeMiB: 5_000 })
})
