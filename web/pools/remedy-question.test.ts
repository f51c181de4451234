import { expect, test } from 'vitest'
import type { PoolRemedy } from '../api/answers.ts'
import { remedyStep } from './remedy-question.ts'
import { vdevCondition } from './vdev-condition.ts'
import { workIn } from './pool-work.ts'
import { pool, running, vdev } from './testing/pools.ts'

const remedy = (changes: Partial<PoolRemedy>): PoolRemedy => ({
  kind: 'scrub',
  text: '',
  runnable: true,
  device: undefined,
  with: undefined,
  vm: undefined,
  ...changes,
})

test.each([
  [
    remedy({ kind: 'replace', device: '/dev/disk/by-id/ata-sda', with: '/dev/disk/by-id/ata-sdf' }),
    {
      is: 'button',
      name: 'sda',
      question: {
        action: 'replace',
        device: '/dev/disk/by-id/ata-sda',
        title: 'sda',
        fresh: '/dev/disk/by-id/ata-sdf',
      },
    },
  ],
  // Gone, and known by its guid only.
  [remedy({ kind: 'online', device: '123' }), { is: 'button', name: '123', question: { action: 'online' } }],
  [remedy({ kind: 'discard-checkpoint' }), { is: 'button', question: { action: 'discardCheckpoint' } }],
  [remedy({ kind: 'clear' }), { is: 'button', question: { action: 'clear' } }],
  [remedy({ kind: 'go-back', vm: 'web' }), { is: 'link', vm: 'web' }],
  [remedy({ kind: 'by-hand' }), { is: 'text' }],
] as const)('%#', (what, step) => {
  expect(remedyStep(what, pool())).toMatchObject(step)
})

test.each([
  [{}, 'ok', 'vdev.state.online'],
  [{ errors: { read: 0, write: 0, checksum: 3 } }, 'look', 'vdev.state.errors'],
  [{ scanning: 'resilvering' }, 'busy', 'vdev.state.filling'],
  [{ scanning: 'awaiting-resilver' }, 'busy', 'vdev.state.awaiting'],
  [{ state: 'faulted', scanning: 'resilvering' }, 'broken', 'vdev.state.faulted'],
  [{ removing: true }, 'busy', 'vdev.state.emptying'],
  [{ state: 'offline' }, 'off', 'vdev.state.offline'],
] as const)('a device that is %j', (changes, tone, word) => {
  expect(vdevCondition(vdev('sda', changes))).toEqual({ tone, word })
})

test('what goes on is told with what is known of it', () => {
  const scan = { ...running, what: 'scrub' } as const
  expect(workIn(pool({ scan }))).toMatchObject([{ share: 0.62, bytesPerSecond: 10, secondsLeft: 4 }])
  const [paused] = workIn(pool({ scan: { ...scan, paused: true } }))
  expect(paused).not.toHaveProperty('secondsLeft')
  expect(
    workIn(
      pool({
        expansion: { state: 'running', vdev: 'raidz1-0', doneBytes: 1, totalBytes: 0, startedAt: '' },
        removal: { state: 'running', doneBytes: 1, totalBytes: 4, startedAt: '' },
      }),
    ).map(({ share }) => share),
  ).toEqual([0, 0.25])
  const vdevs = [vdev('nvme0n1', { trim: { state: 'running', percent: 30 } })]
  expect(workIn(pool({ vdevs }))).toEqual([{ what: { key: 'pool.work.trim' }, share: 0.3, paused: false }])
})
