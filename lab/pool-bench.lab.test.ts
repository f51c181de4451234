import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BenchReport } from '../src/domain/pool-bench.ts'
import { openZfs } from '../src/host/zfs/zfs.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { createPool } from './testing/make-pool.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { until } from './testing/until.ts'
import { pool, single } from './testing/zfs-names.ts'

const patienceMs = 900_000
const little = ['--size', '64M', '--seconds', '1'] as const

interface JobAnswer {
  readonly id: string
  readonly state: string
}

// A pool is measured on a real host, and afterwards it is as before, however that ended.
onEachLab('measuring a pool', (lab) => {
  let kisted: KistedInside
  const run = async (...argv: string[]) =>
    (await lab().runner.run(argv, { timeoutMs: patienceMs, okCodes: [0, 1] })).stdout.trim()
  const job = async (id: string) => (await kisted.json('job', 'show', id)) as JobAnswer
  const ended = (id: string) =>
    until(
      'the job has ended',
      async () => {
        const { state } = await job(id)
        return ['done', 'undone', 'failed'].includes(state) ? state : undefined
      },
      { timeoutMs: patienceMs },
    )
  const nothingLeft = async () => {
    expect(await run('zfs', 'list', '-H', '-r', '-o', 'name', 'tank')).toBe('tank\ntank/mine')
    expect(await run('find', '/run', '-maxdepth', '1', '-name', 'kiste-bench-*')).toBe('')
    expect(await run('pgrep', '-x', 'fio')).toBe('')
  }
  /** Begins a long one, and waits until fio writes. */
  const begun = async () => {
    const id = await kisted.kiste('pool', 'bench', 'tank', '--size', '64M', '--seconds', '30', '--no-wait')
    await until('fio runs', async () => ((await run('pgrep', '-x', 'fio')) === '' ? undefined : true), {
      timeoutMs: patienceMs,
    })
    return id
  }

  beforeAll(async () => {
    const zfs = await openZfs(lab().runner)
    await createPool(zfs, {
      name: pool('tank'),
      layout: { ashift: 12, groups: [single(1), single(2)] },
      rootProperties: { mountpoint: 'none' },
    })
    await run('zfs', 'create', 'tank/mine')
    kisted = await startKisted(lab())
  }, patienceMs)
  afterAll(() => kisted.stop(), patienceMs)

  test(
    'a volume beside a file, and nothing is left',
    async () => {
      const { state, result } = (await kisted.json('pool', 'bench', 'tank', ...little)) as {
        readonly state: string
        readonly result: BenchReport
      }
      expect(state).toBe('done')
      expect(result.rows).toHaveLength(5)
      for (const { volume, file, ratio } of result.rows)
        for (const value of [...Object.values(volume), ...Object.values(file), ratio])
          expect(value).toBeGreaterThan(0)
      expect(result.sentence).toMatch(/^On this pool, /)
      await nothingLeft()
    },
    patienceMs,
  )

  test(
    'called off in the middle',
    async () => {
      const id = await begun()
      await kisted.kiste('job', 'cancel', id)
      expect(await ended(id)).toBe('undone')
      await nothingLeft()
    },
    patienceMs,
  )

  test(
    'killed in the middle: the next start goes on and cleans up',
    async () => {
      const id = await begun()
      await run('systemctl', 'kill', '--signal=KILL', 'kisted-under-test')
      await kisted.restart()
      await kisted.kiste('job', 'cancel', id)
      expect(await ended(id)).toBe('undone')
      await nothingLeft()
    },
    patienceMs,
  )

  test(
    'what a lost journal left goes with the next, and what only looks like it stays',
    async () => {
      await run('zfs', 'create', '-o', 'kiste:bench=00c0ffee', 'tank/kiste-bench-00c0ffee')
      await run(
        'zfs',
        'create',
        '-s',
        '-V',
        '64M',
        '-o',
        'kiste:bench=00c0ffee',
        'tank/kiste-bench-00c0ffee/volume',
      )
      await run('zfs', 'create', 'tank/kiste-bench-0000feed')
      await kisted.kiste('pool', 'bench', 'tank', ...little)
      expect(await run('zfs', 'list', '-H', '-r', '-o', 'name', 'tank')).toBe(
        'tank\ntank/kiste-bench-0000feed\ntank/mine',
      )
      await run('zfs', 'destroy', 'tank/kiste-bench-0000feed')
    },
    patienceMs,
  )

  test(
    'a pool that would be too full is refused',
    async () => {
      expect(await kisted.refused('pool', 'bench', 'tank', '--size', '1900M')).toMatchObject({
        code: 1,
        said: expect.stringMatching(/% full meanwhile|do not fit/),
      })
      await nothingLeft()
    },
    patienceMs,
  )
})
