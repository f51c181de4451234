import { beforeAll, describe, expect, test } from 'vitest'
import { driveId, type Drive } from '../../domain/drive.ts'
import { planCreatePool } from '../../domain/plan-create-pool.ts'
import { planDestroy, planExport } from '../../domain/plan-pool-leave.ts'
import { planImport } from '../../domain/plan-pool-import.ts'
import { planReplace } from '../../domain/plan-pool-replace.ts'
import { planScrub } from '../../domain/plan-pool-scrub.ts'
import { planSetPool } from '../../domain/plan-pool-set.ts'
import { holds } from '../../domain/pool-condition.ts'
import type { PoolFacts } from '../../domain/pool-facts.ts'
import type { PoolPlan } from '../../domain/pool-plan.ts'
import { ashiftIn, featuresIn } from '../../domain/pool-settings.ts'
import type { Pool } from '../../domain/pool.ts'
import type { Checked } from '../../domain/problem.ts'
import { MiB } from '../../domain/size.ts'
import type { PoolHost } from '../pool-host.ts'

const name = 'contract'

/**
 * What every host of pools must do, in the order of a pool's life; run on the fake and on OpenZFS. `serials` are four bare drives of one
 * size.
 */
export function poolContract(
  on: () => { readonly pools: PoolHost; readonly serials: readonly string[] },
): void {
  const { signal } = new AbortController()
  const drivesNamed = async () => {
    const { pools, serials } = on()
    const drives = await pools.drives({ wake: true })
    return serials.map((serial) => {
      const drive = drives.find((one) => one.serial === serial)
      if (!drive) throw new Error(`there is no drive ${serial}`)
      return drive
    })
  }
  const thePool = async (): Promise<Pool> => {
    const pool = await on().pools.get(name)
    if (!pool) throw new Error(`there is no pool ${name}`)
    return pool
  }
  const facts = async (): Promise<PoolFacts> => {
    const { pools } = on()
    const pool = await thePool()
    const settings = await pools.settings(name)
    return {
      pool,
      pools: [pool],
      drives: await pools.drives({ wake: true }),
      vms: [],
      vmsOnPool: [],
      zfs: await pools.version(),
      ashift: ashiftIn(settings),
      features: featuresIn(settings),
      settings,
    }
  }
  const execute = async (checked: Checked<PoolPlan>) => {
    if (!checked.ok) throw new Error(checked.problems.map((problem) => problem.message).join(' '))
    const { commands, waitFor, ends } = checked.value
    for (const { argv, until } of commands) {
      await on().pools.run(argv, { pool: name, done: 'changed' })
      if (until.is !== 'made' && until.is !== 'set' && until.is !== 'never-known')
        expect(holds(until, { pool: await on().pools.get(name) })).toBe(true)
    }
    const told: number[] = []
    if (waitFor !== undefined)
      await on().pools.wait(name, waitFor, { signal, onProgress: ({ done }) => told.push(done) })
    if (ends !== undefined) expect(holds(ends, { pool: await thePool() })).toBe(true)
  }
  const created = async (drives: readonly Drive[], mark: string) =>
    planCreatePool(
      { name, mark, drives: drives.map(driveId), kind: 'mirror', compression: 'lz4', mountpoint: 'none' },
      {
        drives: await on().pools.drives({ wake: true }),
        pools: [],
        importableNames: [],
        vms: [],
        zfs: await on().pools.version(),
        occupiedPaths: [],
      },
    )

  describe('pools', () => {
    let bare: readonly Drive[] = []
    beforeAll(async () => {
      bare = await drivesNamed()
    })

    test('drives are bare, and no pool is there', async () => {
      expect(bare.map((drive) => drive.uses)).toEqual([[], [], [], []])
      const { pools } = on()
      expect((await pools.list()).map((pool) => pool.name)).not.toContain(name)
      expect(await pools.get(name)).toBe(undefined)
      expect(await pools.mark(name)).toBe(undefined)
      await expect(pools.settings(name)).rejects.toMatchObject({ problems: [{ code: 'not_found' }] })
    })

    test('one is made, carries its mark, and its drives say so', async () => {
      await execute(await created(bare.slice(0, 2), 'this-plan'))
      const { pools } = on()
      const glance = (await pools.list()).find((pool) => pool.name === name)
      const pool = await thePool()
      expect(glance).toMatchObject({ answers: true, state: 'online', guid: pool.guid, readOnly: false })
      expect(pool.vdevs).toMatchObject([
        { kind: 'mirror', children: [{ state: 'online' }, { state: 'online' }] },
      ])
      expect(await pools.mark(name)).toBe('this-plan')
      const settings = await pools.settings(name)
      expect(settings.dataset['compression']).toEqual({ value: 'lz4', local: true })
      expect(ashiftIn(settings)).toBe(12)
      const [first] = await drivesNamed()
      expect(first?.uses).toContainEqual(
        expect.objectContaining({ what: 'pool', pool: name, imported: true }),
      )
    })

    test('drives in use, and pools that are not there, are refused', async () => {
      const { pools } = on()
      const [used] = bare
      await expect(
        pools.run(['zpool', 'create', '--', 'other', used ? driveId(used) : ''], {
          pool: 'other',
          done: 'made',
        }),
      ).rejects.toMatchObject({ problems: [{ code: 'in_use' }] })
      await expect(
        pools.run(['zpool', 'scrub', '--', 'other'], { pool: 'other', done: 'scrubbed' }),
      ).rejects.toMatchObject({ problems: [{ code: 'not_found' }] })
    })

    test('properties are set, and a scrub is followed to its end', async () => {
      await execute(planSetPool({ compression: 'zstd', autotrim: 'on' }, await facts()))
      const settings = await on().pools.settings(name)
      expect(settings.dataset['compression']).toEqual({ value: 'zstd', local: true })
      expect(settings.pool['autotrim']).toEqual({ value: 'on', local: true })
      expect(await on().pools.settings(name, name)).toEqual(settings)
      await execute(planScrub('start', await facts()))
      expect((await thePool()).scan).toMatchObject({ state: 'finished', what: 'scrub', errors: 0 })
    })

    test('of a dataset that is not in it nothing is told', async () => {
      for (const dataset of [`${name}/none`, 'other', 'other/none'])
        await expect(on().pools.settings(name, dataset)).rejects.toMatchObject({
          problems: [{ code: 'not_found', object: { type: 'dataset', name: dataset } }],
        })
    })

    test('its datasets say how they are read, and why not', async () => {
      const [root, ...others] = await on().pools.sampledDatasets(name)
      expect(root).toMatchObject({
        name,
        kind: 'filesystem',
        compression: 'zstd',
        dedup: false,
        access: { how: 'none', because: 'not-mounted' },
      })
      expect(others).toEqual([])
      await expect(on().pools.sampledDatasets('other')).rejects.toMatchObject({
        problems: [{ code: 'not_found' }],
      })
      expect(await on().pools.missingTools([])).toEqual([])
    })

    test('what is measured carries its mark from the first moment, and goes when asked', async () => {
      const { pools } = on()
      const place = { pool: name, id: '0badcafe', sizeBytes: 16 * MiB, blockBytes: 16_384 }
      expect(await pools.benches(name)).toEqual([])
      await pools.makeBench(place)
      await pools.makeBench(place)
      expect(await pools.benches(name)).toEqual([place.id])
      for (const target of ['volume', 'file'] as const)
        for (const pattern of ['sequential-write', 'random-read'] as const) {
          const figures = await pools.runBench(place, { pattern, target, seconds: 1 }, signal)
          for (const value of Object.values(figures)) expect(value).toBeGreaterThan(0)
        }
      await pools.removeBench(place)
      await pools.removeBench(place)
      expect(await pools.benches(name)).toEqual([])
    }, 300_000)

    test('a drive is replaced; waiting for it ends when the old one is let go', async () => {
      const [old = '', , fresh = ''] = bare.map(driveId)
      await execute(planReplace({ old, new: fresh }, await facts()))
      const pool = await thePool()
      expect(holds({ is: 'has', drives: [old] }, { pool })).toBe(false)
      expect(pool).toMatchObject({ state: 'online', scan: { state: 'finished', what: 'resilver' } })
    })

    test('let go, it can be imported, and is then as it was', async () => {
      const { pools } = on()
      const { guid } = await thePool()
      await execute(planExport(await facts()))
      expect(await pools.get(name)).toBe(undefined)
      const importable = await pools.importable()
      expect(importable.find((pool) => pool.guid === guid)).toMatchObject({
        name,
        state: 'online',
        destroyed: false,
      })
      await execute(planImport({ pool: name }, { importable, pools: [], knownGuids: [guid] }))
      expect((await thePool()).guid).toBe(guid)
    })

    test('given up, it is gone', async () => {
      await execute(planDestroy(await facts()))
      expect(await on().pools.get(name)).toBe(undefined)
      expect((await on().pools.importable()).map((pool) => pool.name)).not.toContain(name)
    })
  })
}
