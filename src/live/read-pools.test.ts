import { expect, test } from 'vitest'
import { createFakeHost } from '../host/fake/fake-host.ts'
import type { Pool } from '../domain/pool.ts'
import { seenPool } from './read-pools.ts'
import { same } from './same.ts'

const host = createFakeHost({ seedData: 'demo' })
const [glance] = (await host.pools.list()).filter(({ name }) => name === 'tank')
const tank = await host.pools.get('tank')
if (!glance || !tank) throw new Error('there is no tank')
const seen = (changes: Partial<Pool> = {}) => seenPool(glance, { ...tank, ...changes })

test.each([
  ['a little more written to it', { allocatedBytes: tank.allocatedBytes + 1e6 }, true],
  ['a thousandth more written to it', { allocatedBytes: tank.allocatedBytes + tank.sizeBytes / 500 }, false],
  ['another state', { state: 'degraded' }, false],
  [
    'a drive with an error',
    { vdevs: tank.vdevs.map((one) => ({ ...one, errors: { read: 1, write: 0, checksum: 0 } })) },
    false,
  ],
] as const)('%s', (_, changes, isSame) => {
  expect(same(seen(), seen(changes))).toBe(isSame)
})

test('a pool with work in it works; a checkpoint is none', () => {
  const scan = { state: 'running', what: 'scrub', startedAt: '2026-01-01T00:00:00Z', paused: false } as const
  const amounts = { doneBytes: 1, totalBytes: 2, bytesPerSecond: 1, secondsLeft: 1, repairedBytes: 0 }
  expect(seen().works).toBe(false)
  expect(seen({ scan: { ...scan, ...amounts } }).works).toBe(true)
  expect(
    seen({ checkpoint: { state: 'exists', createdAt: '2026-01-01T00:00:00Z', sizeBytes: 1 } }).works,
  ).toBe(false)
})
