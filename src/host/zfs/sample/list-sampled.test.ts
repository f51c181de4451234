import { expect, test } from 'vitest'
import type { DatasetName } from '../../../domain/dataset-name.ts'
import type { Dataset } from '../../../domain/dataset.ts'
import { toSampled } from './list-sampled.ts'

const dataset = (kind: Dataset['kind'], values: Readonly<Record<string, string>>): Dataset => ({
  name: 'tank/x' as DatasetName,
  kind,
  guid: '1',
  createTxg: 1,
  properties: new Map(
    Object.entries({
      logicalreferenced: '1000000',
      refcompressratio: '1.47',
      compression: 'lz4',
      dedup: 'off',
      origin: '-',
      keystatus: '-',
      ...values,
    }).map(([name, value]) => [name, { value, source: { from: 'default' as const } }]),
  ),
})
const files = (values: Readonly<Record<string, string>> = {}) =>
  toSampled(dataset('filesystem', { recordsize: '131072', mounted: 'yes', mountpoint: '/tank/x', ...values }))
const volume = (values: Readonly<Record<string, string>> = {}) =>
  toSampled(dataset('volume', { volsize: '4000000', volblocksize: '16384', volmode: 'dev', ...values }))

test('a volume spans its whole size, a file system what is in it', () => {
  expect(volume()).toEqual({
    name: 'tank/x',
    kind: 'volume',
    blockBytes: 16_384,
    spanBytes: 4_000_000,
    logicalBytes: 1_000_000,
    compression: 'lz4',
    compressRatio: 1.47,
    dedup: false,
    access: { how: 'device' },
  })
  expect(files()).toMatchObject({
    blockBytes: 131_072,
    spanBytes: 1_000_000,
    access: { how: 'files', mountpoint: '/tank/x' },
  })
})

test('clones, and dedup in any of its words', () => {
  expect(volume({ origin: 'tank/image@made' }).origin).toBe('tank/image@made')
  expect(volume({ dedup: 'sha256,verify' }).dedup).toBe(true)
  // An older release without -p.
  expect(volume({ refcompressratio: '2.00x' }).compressRatio).toBe(2)
})

test.each([
  [files({ keystatus: 'unavailable' }), 'locked'],
  [volume({ keystatus: 'unavailable' }), 'locked'],
  [files({ mounted: 'no' }), 'not-mounted'],
  [files({ mountpoint: 'legacy' }), 'mounted-by-hand'],
  [volume({ volmode: 'none' }), 'no-device'],
])('%#: what cannot be read says why', ({ access }, because) => {
  expect(access).toEqual({ how: 'none', because })
})
