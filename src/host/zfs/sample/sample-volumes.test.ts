import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ReadableDataset } from '../../../domain/sampled-dataset.ts'
import { KiB, MiB } from '../../../domain/size.ts'
import { CommandError, type Runner } from '../../exec.ts'
import { pieceBytes, sampleCompression } from './sample-compression.ts'
import { samplePool } from './sample-pool.ts'

const block = 16 * KiB

const volume = (name: string, spanBytes: number, logicalBytes = spanBytes): ReadableDataset => ({
  name,
  kind: 'volume',
  blockBytes: block,
  spanBytes,
  logicalBytes,
  compression: 'lz4',
  compressRatio: 1,
  dedup: false,
  access: { how: 'device' },
})

/** A host with these volumes as its devices, /dev/zd0 and so on; its zstd halves what it is given and its lz4 takes a quarter away. */
function hostWith(volumes: Readonly<Record<string, Buffer>>): Runner & { readonly ran: string[] } {
  const names = Object.keys(volumes)
  const ran: string[] = []
  let files = new Map<string, number>()
  let suffix = ''
  const found = (stdout = '') => ({ stdout, stderr: '', code: 0 })
  return {
    place: 'made up',
    ran,
    async run(argv, { output, input, signal } = {}) {
      signal?.throwIfAborted()
      ran.push(argv.join(' '))
      const [program = '', ...words] = argv
      const word = (key: string) =>
        words.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1) ?? ''
      switch (program) {
        case 'readlink':
          return found(
            `/dev/zd${names.indexOf((words.at(-1) ?? '').replace('/dev/zvol/', '').replaceAll('+', ' '))}\n`,
          )
        case '/usr/lib/udev/zvol_id':
          return found(`${(names[Number((words[0] ?? '').slice(7))] ?? '').replaceAll(' ', '+')}\n`)
        case 'dd': {
          const bytes = volumes[names[Number(word('if').slice(7))] ?? '']
          if (bytes === undefined) throw new CommandError(argv, { why: 'exit', code: 1 }, '', 'dd: I/O error')
          const start = Number(word('skip'))
          output?.write(bytes.subarray(start, start + Number(word('count'))))
          return found()
        }
        case 'mktemp':
          return found('/dev/shm/kiste-advise.x\n')
        case 'tar': {
          let length = 0
          for await (const chunk of input as AsyncIterable<Uint8Array>) length += chunk.length
          files = new Map([['all', length]])
          return found()
        }
        case 'zstd':
        case 'lz4':
          suffix = program === 'zstd' ? '.zst' : '.lz4'
          files = new Map(
            words
              .filter((one) => one.startsWith('/dev/shm/'))
              .map((one) => [one.split('/').at(-1) ?? '', block * (program === 'zstd' ? 0.5 : 0.75)]),
          )
          return found()
        case 'find':
          return found([...files].map(([name, size]) => `${name}${suffix} ${size}\n`).join(''))
        default:
          return found()
      }
    },
  }
}

const run = { signal: new AbortController().signal, onProgress: () => undefined, onTrouble: () => undefined }

test('a volume is read whole, block by block, its zeros apart', async () => {
  const content = Buffer.concat([randomBytes(3 * block), Buffer.alloc(2 * block), randomBytes(block)])
  const blocks: (readonly [number, boolean])[] = []
  const host = hostWith({ 'tank/a disk': content })
  const end = await samplePool(
    host,
    {
      datasets: [volume('tank/a disk', content.length)],
      readBytes: 1e9,
      seconds: 60,
      extentBytes: () => 4 * block,
      turns: 'by-share',
      take: ({ at, zeros, bytes }) => {
        expect(Buffer.from(bytes).equals(content.subarray(at, at + block))).toBe(true)
        blocks.push([at / block, zeros])
      },
    },
    run,
  )
  expect(blocks).toEqual([0, 1, 2, 3, 4, 5].map((at) => [at, at === 3 || at === 4]))
  expect(end).toEqual({ readBytes: 4 * block, readShare: 1 })
  // Past the cache of the host, and only to read.
  expect(host.ran.filter((line) => line.startsWith('dd')).at(0)).toBe(
    'dd if=/dev/zd0 bs=1M skip=0 count=65536 iflag=skip_bytes,count_bytes,direct status=none',
  )
})

test('of each volume the same share is read, or as many pieces', async () => {
  const volumes = { 'tank/large': randomBytes(8 * MiB), 'tank/small': randomBytes(MiB) }
  const read = async (turns: 'by-share' | 'one-by-one') => {
    const bytes: Record<string, number> = {}
    await samplePool(
      hostWith(volumes),
      {
        datasets: [volume('tank/large', 8 * MiB), volume('tank/small', MiB)],
        readBytes: 2 * MiB,
        seconds: 60,
        extentBytes: () => 4 * block,
        turns,
        take: ({ dataset, bytes: { length } }) =>
          void (bytes[dataset.name] = (bytes[dataset.name] ?? 0) + length),
      },
      run,
    )
    return bytes
  }
  const { 'tank/large': large = 0, 'tank/small': small = 0 } = await read('by-share')
  expect(large / small).toBeGreaterThan(5)
  expect(await read('one-by-one')).toEqual({ 'tank/large': MiB, 'tank/small': MiB })
})

test('a volume that cannot be read is passed over and told, and the others are read', async () => {
  const troubles: string[] = []
  const host = hostWith({ 'tank/good': randomBytes(MiB) })
  const broken: Runner = {
    ...host,
    run: (argv, options) =>
      argv[0] === 'dd' && argv[1] === 'if=/dev/zd0' && troubles.length === 0
        ? Promise.reject(
            new CommandError(argv, { why: 'exit', code: 1 }, '', 'dd: error reading: Input/output error'),
          )
        : host.run(argv, options),
  }
  const end = await samplePool(
    broken,
    {
      datasets: [volume('tank/good', MiB), volume('tank/good', MiB)],
      readBytes: 1e9,
      seconds: 60,
      extentBytes: () => MiB,
      turns: 'one-by-one',
      take: () => undefined,
    },
    { ...run, onTrouble: (sentence) => troubles.push(sentence) },
  )
  expect(troubles).toEqual([
    expect.stringMatching(/^tank\/good could not be read on: dd failed .*Input\/output error/),
  ])
  expect(end.readShare).toBe(0.5)
})

test('of each volume so many blocks are compressed, few of each piece, none of zeros', async () => {
  const content = Buffer.alloc(4 * MiB)
  // Data in the first half of each piece of sixteen blocks.
  for (let at = 0; at < content.length; at += 16 * block) randomBytes(8 * block).copy(content, at)
  const host = hostWith({ 'tank/a': content, 'tank/b': randomBytes(block * 3) })
  const seen = await sampleCompression(
    host,
    {
      datasets: [volume('tank/a', content.length, content.length / 2), volume('tank/b', 3 * block)],
      readBytes: 1e9,
      seconds: 60,
      blocksEach: 40,
    },
    run,
  )
  const [a, b] = seen.datasets
  expect(a?.results.map(({ algorithm, sizes }) => [algorithm, sizes.length, new Set(sizes)])).toEqual([
    ['lz4', 40, new Set([block * 0.75 - 11])],
    ['zstd', 40, new Set([block * 0.5 + 2])],
  ])
  expect(b?.results[0]?.of).toEqual([block, block, block])
  expect(host.ran.at(-1)).toBe('rm -rf -- /dev/shm/kiste-advise.x')
})

test('pieces of sparse volumes are longer', () => {
  expect(pieceBytes(volume('v', 100 * MiB))).toBe(4 * block)
  expect(pieceBytes(volume('v', 100 * MiB, 10 * MiB))).toBe(40 * block)
  expect(pieceBytes(volume('v', 1e13, MiB))).toBe(256 * 4 * block)
})
