import type { BenchPattern } from '../../../domain/pool-bench.ts'

interface FioWish {
  readonly pattern: BenchPattern
  /** A device or a file that is there; neither has a `:` in its path, at which fio would part it. */
  readonly path: string
  readonly sizeBytes: number
  readonly seconds: number
}

/**
 * How each pattern is asked of fio. Threads that read and write one by one, as QEMU's own do: ZFS does no asynchronous reads of files, so a
 * queue of libaio would be one on volumes only. What is written is random and new each time, so no compression or dedup flatters it.
 */
const patterns: Readonly<Record<BenchPattern, (seconds: number) => readonly string[]>> = {
  // All of it once, however long that takes: what is read afterwards has to be there.
  'sequential-write': () => ['--rw=write', '--bs=1M', '--numjobs=1', '--end_fsync=1'],
  'sequential-read': (seconds) => ['--rw=read', '--bs=1M', '--numjobs=1', ...forSeconds(seconds)],
  'random-read': (seconds) => [
    '--rw=randread',
    '--bs=4k',
    '--numjobs=8',
    '--norandommap',
    ...forSeconds(seconds),
  ],
  'random-write': (seconds) => [
    '--rw=randwrite',
    '--bs=4k',
    '--numjobs=8',
    '--norandommap',
    '--end_fsync=1',
    ...forSeconds(seconds),
  ],
  // As a database does: a write, then wait until it is on the drives.
  'sync-write': (seconds) => [
    '--rw=randwrite',
    '--bs=4k',
    '--numjobs=1',
    '--norandommap',
    '--fdatasync=1',
    ...forSeconds(seconds),
  ],
}

function forSeconds(seconds: number): readonly string[] {
  return ['--time_based', `--runtime=${seconds}`]
}

export function fioArgv({ pattern, path, sizeBytes, seconds }: FioWish): readonly string[] {
  if (!/^\/[A-Za-z0-9/_-]+$/.test(path)) throw new TypeError(`fio cannot be given the path ${path}`)
  return [
    'fio',
    `--name=${pattern}`,
    `--filename=${path}`,
    // It would make what is not there, such as a file in /dev in the place of a device that is gone.
    '--allow_file_create=0',
    `--size=${sizeBytes}`,
    ...patterns[pattern](seconds),
    '--ioengine=psync',
    '--thread',
    '--direct=1',
    '--refill_buffers',
    '--group_reporting',
    '--output-format=json',
  ]
}
