import { Readable } from 'node:stream'
import { formatTarHeader, tarBlockBytes } from '../../../domain/tar-header.ts'
import type { Runner } from '../../exec.ts'

/** Says how small blocks become, each compressed for itself. */
export interface Compressor {
  sizes(
    algorithm: 'lz4' | 'zstd',
    blocks: readonly Uint8Array[],
    signal: AbortSignal,
  ): Promise<readonly number[]>
  close(): Promise<void>
}

interface Program {
  readonly argv: readonly string[]
  readonly suffix: string
  /** What its file format adds that ZFS does not store, less what ZFS adds, in bytes. */
  readonly extraBytes: number
}

/**
 * The programs at ZFS's own levels: lz4 has one, zstd is level 3 unless said otherwise. An lz4 file of one block has 15 bytes beside it and
 * ZFS 4 (lz4_Frame_format.md; lz4_zfs.c). A zstd file begins with 6 to 9 bytes, of which ZFS leaves 4 away, and has 8 of its own before
 * them (`zfs_zstdhdr_t`, ZSTD_f_zstd1_magicless).
 */
const programs: Readonly<Record<'lz4' | 'zstd', Program>> = {
  lz4: {
    argv: ['lz4', '-1', '-q', '-f', '-m', '-B7', '--no-frame-crc', '--'],
    suffix: '.lz4',
    extraBytes: 11,
  },
  zstd: {
    argv: ['zstd', '-3', '-q', '-f', '--no-check', '--single-thread', '--'],
    suffix: '.zst',
    extraBytes: -2,
  },
}

const limit = { timeoutMs: 300_000 }
/** In memory, so nothing comes to a pool that the system itself may lie on. */
const inMemory = '/dev/shm'
const prefix = 'kiste-advise.'

/**
 * Blocks go as files into a folder in memory, and one process compresses all of them: starting one takes as long as a hundred blocks.
 * What a killed daemon left there is removed first; only one of these runs at a time.
 */
export async function openCompressor(runner: Runner): Promise<Compressor> {
  await runner.run(
    [
      'find',
      inMemory,
      '-maxdepth',
      '1',
      '-type',
      'd',
      '-name',
      `${prefix}*`,
      '-user',
      'root',
      '-exec',
      'rm',
      '-rf',
      '--',
      '{}',
      '+',
    ],
    limit,
  )
  const made = await runner.run(['mktemp', '-d', `${inMemory}/${prefix}XXXXXXXX`], limit)
  const folder = made.stdout.trim()
  return {
    async sizes(algorithm, blocks, signal) {
      const { argv, suffix, extraBytes } = programs[algorithm]
      const names = blocks.map((_, index) => `${folder}/${index}`)
      try {
        await runner.run(['tar', '--extract', '--no-same-owner', `--directory=${folder}`], {
          ...limit,
          signal,
          input: Readable.from(archiveOf(blocks)),
        })
        await runner.run([...argv, ...names], { ...limit, signal })
        const { stdout } = await runner.run(
          ['find', folder, '-name', `*${suffix}`, '-printf', String.raw`%f %s\n`],
          { ...limit, signal },
        )
        const sizes = new Map(
          stdout.split('\n').map((line) => {
            const [name = '', size] = line.split(' ')
            return [name.slice(0, -suffix.length), Number(size)] as const
          }),
        )
        return blocks.map((block, index) => {
          const size = sizes.get(String(index))
          if (size === undefined) throw new Error(`${argv[0]} did not compress block ${index}`)
          return Math.max(1, Math.min(size - extraBytes, block.length))
        })
      } finally {
        // The signal may be raised already, and this has to happen all the same.
        await runner.run(['find', folder, '-type', 'f', '-delete'], limit)
      }
    },
    close: async () => void (await runner.run(['rm', '-rf', '--', folder], limit)),
  }
}

/** Blocks as files that are called by their numbers. */
function* archiveOf(blocks: readonly Uint8Array[]): Generator<Uint8Array, void> {
  for (const [index, block] of blocks.entries()) {
    yield formatTarHeader({
      type: 'file',
      name: Buffer.from(String(index)),
      linkName: new Uint8Array(),
      sizeBytes: block.length,
      mode: 0o600,
      modifiedSeconds: 0,
    })
    yield block
    yield new Uint8Array((tarBlockBytes - (block.length % tarBlockBytes)) % tarBlockBytes)
  }
  yield new Uint8Array(2 * tarBlockBytes)
}
