import { expect, test } from 'vitest'
import { recordedRunner, type Reply } from '../testing/recorded-runner.ts'
import { openCompressor } from './compress-blocks.ts'

const folder = '/dev/shm/kiste-advise.ABCDEFGH'
const opened: readonly Reply[] = [
  {
    // prettier-ignore
    argv: [
      'find', '/dev/shm', '-maxdepth', '1', '-type', 'd', '-name', 'kiste-advise.*', '-user', 'root',
      '-exec', 'rm', '-rf', '--', '{}', '+',
    ],
  },
  { argv: ['mktemp', '-d', '/dev/shm/kiste-advise.XXXXXXXX'], stdout: `${folder}\n` },
]
const unpack = ['tar', '--extract', '--no-same-owner', `--directory=${folder}`]
const zstd = ['zstd', '-3', '-q', '-f', '--no-check', '--single-thread', '--', `${folder}/0`, `${folder}/1`]
const sizes = ['find', folder, '-name', '*.zst', '-printf', String.raw`%f %s\n`]
const empty = ['find', folder, '-type', 'f', '-delete']
const { signal } = new AbortController()
const blocks = [new Uint8Array(1000).fill(1), new Uint8Array(600).fill(2)]

test('one process compresses all blocks, each for itself, in memory', async () => {
  const runner = recordedRunner([
    ...opened,
    { argv: unpack },
    { argv: zstd },
    // Never more than the block itself.
    { argv: sizes, stdout: '1.zst 613\n0.zst 40\n' },
    { argv: empty },
    { argv: ['rm', '-rf', '--', folder] },
  ])
  const compressor = await openCompressor(runner)
  expect(await compressor.sizes('zstd', blocks, signal)).toEqual([42, 600])
  await compressor.close()
  expect(runner.unused()).toEqual([])
  const archive = runner.ran.find(({ argv }) => argv[1] === '--extract')?.input ?? ''
  // Two headers, two and one-and-a-bit blocks of 512, and the end.
  expect(archive).toHaveLength(512 + 1024 + 512 + 1024 + 1024)
})

test('what it failed on is removed all the same', async () => {
  const runner = recordedRunner([
    ...opened,
    { argv: unpack },
    { argv: zstd, code: 1, stderr: 'zstd: error' },
    { argv: empty },
  ])
  const compressor = await openCompressor(runner)
  await expect(compressor.sizes('zstd', blocks, signal)).rejects.toThrow(/zstd failed with exit code 1/)
  expect(runner.unused()).toEqual([])
})

test('a block without an answer is no answer', async () => {
  const runner = recordedRunner([
    ...opened,
    { argv: unpack },
    { argv: zstd },
    { argv: sizes, stdout: '0.zst 40\n' },
    { argv: empty },
  ])
  const compressor = await openCompressor(runner)
  await expect(compressor.sizes('zstd', blocks, signal)).rejects.toThrow(/did not compress block 1/)
})
