import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReadableDataset } from '../../../domain/sampled-dataset.ts'
import { KiB, MiB } from '../../../domain/size.ts'
import { here, type Runner } from '../../exec.ts'
import type { SampleRun } from '../../pool-host.ts'
import { listFiles } from './list-files.ts'
import { sampleDedup } from './sample-dedup.ts'
import { samplePool } from './sample-pool.ts'

// With the real dd and tar, on a folder that stands for a file system.

let folder = ''
const big = randomBytes(6 * MiB + 5 * KiB)
const small = randomBytes(3_000)
const past = new Date('2020-01-01T00:00:00Z')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste sample-'))
  await mkdir(join(folder, 'a folder', '-rf'), { recursive: true })
  await writeFile(join(folder, 'a folder', 'big'), big)
  await writeFile(join(folder, 'a folder', '-rf', 'one\nü\\n'), small)
  await writeFile(join(folder, '--checkpoint-action=exec=false'), small)
  await writeFile(join(folder, `${'long'.repeat(40)}-1`), randomBytes(700))
  await writeFile(join(folder, `${'long'.repeat(40)}-2`), Buffer.alloc(700))
  await writeFile(join(folder, 'empty'), '')
  await symlink('/etc/passwd', join(folder, 'link'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  for (const name of ['', 'a folder', 'a folder/big', '--checkpoint-action=exec=false'])
    await utimes(join(folder, name), past, past)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const dataset = (changes: Partial<ReadableDataset> = {}): ReadableDataset => ({
  name: 'tank/files',
  kind: 'filesystem',
  blockBytes: 128 * KiB,
  spanBytes: big.length,
  logicalBytes: big.length + 2 * small.length + 1_400,
  compression: 'lz4',
  compressRatio: 1,
  dedup: false,
  access: { how: 'files', mountpoint: folder },
  ...changes,
})

const run = (changes: Partial<SampleRun> = {}): SampleRun => ({
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onTrouble: (sentence) => {
    throw new Error(sentence)
  },
  ...changes,
})

const wish = { readBytes: 10 ** 12, seconds: 60 }

test('every byte of every file is read once, in blocks of the file, and no time of access is changed', async () => {
  const found = new Map<string, { at: number; bytes: Buffer }[]>()
  const end = await samplePool(
    here,
    {
      ...wish,
      datasets: [dataset()],
      extentBytes: () => MiB + 1_000,
      turns: 'by-share',
      take: ({ path, at, bytes }) =>
        void found.set(path, [...(found.get(path) ?? []), { at, bytes: Buffer.from(bytes) }]),
    },
    run(),
  )
  const whole = (path: string) => {
    const blocks = (found.get(path) ?? []).toSorted((one, other) => one.at - other.at)
    expect(blocks.map((block) => block.at)).toEqual(blocks.map((_, index) => index * 128 * KiB))
    return Buffer.concat(blocks.map((block) => block.bytes))
  }
  expect(whole('./a folder/big').equals(big)).toBe(true)
  expect(whole('./a folder/-rf/one\nü\\n').equals(small)).toBe(true)
  expect(whole('./--checkpoint-action=exec=false').equals(small)).toBe(true)
  expect(whole(`./${'long'.repeat(40)}-2`).equals(Buffer.alloc(700))).toBe(true)
  expect([...found.keys()]).toHaveLength(5)
  // Zeros do not count.
  expect(end).toEqual({ readBytes: big.length + 2 * small.length + 700, readShare: 1 })
  for (const name of ['', 'a folder', 'a folder/big', '--checkpoint-action=exec=false'])
    expect((await stat(join(folder, name))).atime, name).toEqual(past)
})

test('what repeats is counted, files of one family at the same place once', async () => {
  const alone = await sampleDedup(here, { ...wish, datasets: [dataset()], keptOneIn: 1 }, run())
  expect(alone.count).toMatchObject({ blocks: 52, uniqueBlocks: 51, zeroBlocks: 1, sharedBlocks: 0 })

  const copies = [dataset(), dataset({ name: 'tank/copy' })]
  const copied = await sampleDedup(here, { ...wish, datasets: copies, keptOneIn: 1 }, run())
  expect(copied.count).toMatchObject({ blocks: 104, uniqueBlocks: 51, sharedBlocks: 0 })

  const clones = [dataset(), dataset({ name: 'tank/clone', origin: 'tank/files@now' })]
  const cloned = await sampleDedup(here, { ...wish, datasets: clones, keptOneIn: 1 }, run())
  // The two small files are alike, and not at the same place.
  expect(cloned.count).toMatchObject({ blocks: 52, uniqueBlocks: 51, sharedBlocks: 52 })
})

test('it ends when enough was read, and says how much of all that is', async () => {
  const told: number[] = []
  const end = await samplePool(
    here,
    {
      datasets: [dataset()],
      readBytes: 2 * MiB,
      seconds: 60,
      extentBytes: () => MiB,
      turns: 'by-share',
      take: () => undefined,
    },
    run({ onProgress: (bytes) => told.push(bytes) }),
  )
  expect(end.readBytes).toBeGreaterThanOrEqual(2 * MiB)
  expect(end.readShare).toBeGreaterThan(0.2)
  expect(end.readShare).toBeLessThan(0.8)
  expect(told.at(-1)).toBe(2 * MiB)
})

test('it is called off at once, and ends well when its time is over', async () => {
  const stop = new AbortController()
  const cancelled = sampleDedup(
    here,
    { ...wish, datasets: [dataset()], keptOneIn: 1 },
    run({ signal: stop.signal, onProgress: () => stop.abort() }),
  )
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
  const seen = await sampleDedup(here, { ...wish, seconds: 0, datasets: [dataset()], keptOneIn: 1 }, run())
  expect(seen.readShare).toBeLessThan(1)
})

test('a file that goes meanwhile, or becomes a pipe or a link, is passed over', async () => {
  const own = await mkdtemp(join(tmpdir(), 'kiste-sample-'))
  try {
    for (const name of ['gone', 'pipe', 'link', 'stays'])
      await writeFile(join(own, name), randomBytes(2 * MiB))
    const meddling: Runner = {
      ...here,
      async run(argv, options) {
        const result = await here.run(argv, options)
        // Right after the list was made.
        if (argv.includes('--file=/dev/null')) {
          for (const name of ['gone', 'pipe', 'link']) await rm(join(own, name))
          execFileSync('mkfifo', [join(own, 'pipe')])
          await symlink('stays', join(own, 'link'))
        }
        return result
      },
    }
    const paths = new Set<string>()
    await samplePool(
      meddling,
      {
        ...wish,
        datasets: [dataset({ access: { how: 'files', mountpoint: own } })],
        extentBytes: () => MiB + 5_000,
        turns: 'one-by-one',
        take: ({ path }) => void paths.add(path),
      },
      run(),
    )
    expect([...paths]).toEqual(['./stays'])
  } finally {
    await rm(own, { recursive: true, force: true })
  }
})

test('a folder that is not there is left out and told, and the others are read', async () => {
  const troubles: string[] = []
  const seen = await sampleDedup(
    here,
    {
      ...wish,
      datasets: [
        dataset(),
        dataset({ name: 'tank/lost', access: { how: 'files', mountpoint: join(folder, 'lost') } }),
      ],
      keptOneIn: 1,
    },
    run({ onTrouble: (sentence) => troubles.push(sentence) }),
  )
  expect(seen.count.blocks).toBe(52)
  expect(seen.readShare).toBeCloseTo(0.5)
  expect(troubles).toEqual([expect.stringMatching(/^tank\/lost was left out: .*No such file/)])
  expect(
    await listFiles(here, join(folder, 'a folder'), { signal: new AbortController().signal }),
  ).toHaveLength(2)
})
