import { expect, test } from 'vitest'
import { readArc, writeArcMax } from './arc.ts'
import { openRecorded } from './testing/open-recorded.ts'

test('what the cache holds and may hold', async () => {
  const stats =
    'name                            type data\nsize                            4    1024\nc_max                           4    4096\n'
  const { zfs } = await openRecorded('2.3.2', [
    { argv: ['cat', '/proc/spl/kstat/zfs/arcstats'], stdout: stats },
    { argv: ['cat', '/sys/module/zfs/parameters/zfs_arc_max'], stdout: '0\n' },
    { argv: ['cat', '/proc/meminfo'], stdout: 'MemTotal:        2048 kB\nMemFree: 1 kB\n' },
  ])
  expect(await readArc(zfs)).toEqual({ sizeBytes: 1024, maxBytes: 4096, setBytes: 0, hostBytes: 2_097_152 })
})

test('a limit is kept for the next start, and then set; none is taken away again', async () => {
  const kept = '/etc/modprobe.d/kiste-zfs.conf'
  const parameter = ['tee', '/sys/module/zfs/parameters/zfs_arc_max']
  const { zfs, runner } = await openRecorded('2.3.2', [
    { argv: ['tee', kept] },
    { argv: parameter, times: 2 },
    { argv: ['rm', '-f', kept] },
  ])
  await writeArcMax(zfs, 1_073_741_824)
  await writeArcMax(zfs, 0)
  expect(runner.ran.slice(-4).map(({ argv, input }) => [argv[0], input])).toEqual([
    ['tee', '# Set by kiste pool arc.\noptions zfs zfs_arc_max=1073741824\n'],
    ['tee', '1073741824\n'],
    ['rm', ''],
    ['tee', '0\n'],
  ])
})
