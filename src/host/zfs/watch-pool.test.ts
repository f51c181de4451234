import { expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { recorded } from './testing/fixtures.ts'
import { openRecorded } from './testing/open-recorded.ts'
import { watchPool } from './watch-pool.ts'

const fp = 'fp' as PoolName
const wait = ['zpool', 'wait', '-t', 'resilver', '--', 'fp']
const status = ['zpool', 'status', '-j', '-p', '-P', '-t', 'fp']
const running = recorded('2.3.2', 'status-resilver').stdout
const over = recorded('2.3.2', 'status-replaced').stdout

test('tells how it stands at each look, and once more when it is over', async () => {
  let end: () => void = () => undefined
  const after = new Promise<void>((resolve) => (end = resolve))
  const { zfs, runner } = await openRecorded(
    '2.3.2',
    [
      { argv: wait, after },
      { argv: status, stdout: running, times: 3 },
      { argv: status, stdout: over },
    ],
    ['fp'],
  )
  const seen: string[] = []
  let sleeps = 0
  const last = await watchPool(zfs, fp, {
    activities: ['resilver'],
    intervalMs: 1_000,
    onStatus: ({ scan }) => seen.push(scan.state),
    sleep: async (_, signal) => {
      sleeps++
      if (sleeps < 3) return
      end()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    },
  })
  expect(seen).toEqual(['running', 'running', 'running', 'finished'])
  expect(last.scan.state).toBe('finished')
  expect(runner.unused()).toEqual([])
})

test('a wait that fails ends the watch with its reason', async () => {
  const { zfs } = await openRecorded(
    '2.3.2',
    [
      { argv: wait, code: 1, stderr: "cannot open 'fp': no such pool\n" },
      { argv: status, stdout: running, times: Infinity },
    ],
    ['fp'],
  )
  const watching = watchPool(zfs, fp, { activities: ['resilver'], intervalMs: 1, onStatus: () => undefined })
  await expect(watching).rejects.toMatchObject({ problems: [{ code: 'not_found' }] })
})

test('a look that fails ends the wait as well', async () => {
  const { zfs, runner } = await openRecorded(
    '2.3.2',
    [
      { argv: wait, after: new Promise(() => undefined) },
      { argv: status, code: 1, stderr: "cannot open 'fp': I/O error\n" },
    ],
    ['fp'],
  )
  const watching = watchPool(zfs, fp, { activities: ['resilver'], intervalMs: 1, onStatus: () => undefined })
  await expect(watching).rejects.toMatchObject({ problems: [{ code: 'pool_unavailable' }] })
  expect(runner.ran.find(({ argv }) => argv[1] === 'wait')?.options.signal?.aborted).toBe(true)
})
