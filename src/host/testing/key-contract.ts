import { beforeAll, describe, expect, test } from 'vitest'
import { driveId } from '../../domain/drive.ts'
import { planLoadKey, planUnloadKey } from '../../domain/plan-pool-keys.ts'
import type { PoolFacts } from '../../domain/pool-facts.ts'
import type { PoolPlan } from '../../domain/pool-plan.ts'
import type { Checked } from '../../domain/problem.ts'
import type { PoolHost } from '../pool-host.ts'
import { problem } from './host-under-test.ts'

const name = 'keyed'
const passphrase = 'a secret of the contract'

export interface KeysUnderTest {
  readonly pools: PoolHost
  /** A bare drive. */
  readonly serial: string
  /** A file with a raw key that only root reads, one that everybody does, a folder, and a path where nothing is. */
  readonly files: {
    readonly good: string
    readonly open: string
    readonly folder: string
    readonly none: string
  }
  /** Puts something into the folder where the pool would be mounted, while it is not; and takes it away. */
  occupy(pool: string, path: string): Promise<void>
  empty(pool: string, path: string): Promise<void>
}

/** What every host does with the key of a pool, in the order of its life; run on the fake and on OpenZFS. */
export function keyContract(on: () => KeysUnderTest): void {
  const run = (argv: PoolPlan['commands'][number]['argv'], secret?: string) =>
    on().pools.run(argv, { pool: name, done: 'changed', secret })
  const root = async () => (await on().pools.datasets(name)).find((one) => one.name === name)
  const facts = async (): Promise<PoolFacts> => {
    const { pools } = on()
    const pool = await pools.get(name)
    if (!pool) throw new Error(`there is no pool ${name}`)
    return {
      pool,
      pools: [pool],
      drives: [],
      vms: [],
      vmsOnPool: [],
      zfs: await pools.version(),
      settings: await pools.settings(name),
      datasets: await pools.datasets(name),
    }
  }
  const execute = async (checked: Checked<PoolPlan>, secret?: string) => {
    if (!checked.ok) throw new Error(checked.problems.map(({ message }) => message).join(' '))
    const { commands, mounts } = checked.value
    const how = { pool: name }
    if (mounts?.do === 'unmount') await on().pools.unmount(mounts.filesystems, how)
    for (const { argv } of commands) await run(argv, secret)
    return mounts?.do === 'mount' ? on().pools.mount(mounts.filesystems, how) : []
  }

  describe('the key of a pool', () => {
    beforeAll(async () => {
      const { pools, serial } = on()
      const drive = (await pools.drives({ wake: true })).find((one) => one.serial === serial)
      if (!drive) throw new Error(`there is no drive ${serial}`)
      const options = [
        'encryption=aes-256-gcm',
        'keyformat=passphrase',
        'keylocation=prompt',
        `mountpoint=/${name}`,
      ]
      await run(
        ['zpool', 'create', ...options.flatMap((option) => ['-O', option]), '--', name, driveId(drive)],
        passphrase,
      )
    })

    test('is loaded in a pool that was just made, and what is under it is mounted', async () => {
      expect(await root()).toEqual({
        name,
        kind: 'filesystem',
        mountpoint: `/${name}`,
        mountsItself: true,
        mounted: true,
        key: { root: name, loaded: true },
      })
      expect(planLoadKey({ withPassphrase: true }, await facts())).toMatchObject({
        ok: false,
        problems: [{ code: 'wrong_state' }],
      })
    })

    test('stays while something is mounted', async () => {
      await expect(run(['zfs', 'unload-key', '--', name])).rejects.toMatchObject(problem('in_use'))
      expect((await root())?.key).toEqual({ root: name, loaded: true })
    })

    test('goes once all is unmounted; unmounting twice is once', async () => {
      await execute(planUnloadKey(await facts()))
      expect(await root()).toMatchObject({ mounted: false, key: { loaded: false } })
      await on().pools.unmount([{ dataset: name, path: `/${name}` }], { pool: name })
      expect((await on().pools.settings(name)).dataset['keystatus']?.value).toBe('unavailable')
    })

    test('has to be there to mount anything, and that is told', async () => {
      const left = await on().pools.mount([{ dataset: name, path: `/${name}` }], { pool: name })
      expect(left).toEqual([{ dataset: name, because: expect.stringMatching(/\bkey\b/) as string }])
      expect((await root())?.mounted).toBe(false)
    })

    test('is not any other', async () => {
      const plan = planLoadKey({ withPassphrase: true }, await facts())
      await expect(execute(plan, 'another secret altogether')).rejects.toMatchObject(problem('invalid_input'))
      expect((await root())?.key?.loaded).toBe(false)
    })

    test('is loaded, but nothing is mounted over what lies in its place', async () => {
      await on().occupy(name, `/${name}`)
      const left = await execute(planLoadKey({ withPassphrase: true }, await facts()), passphrase)
      expect(left).toEqual([
        { dataset: name, because: expect.stringContaining(`/${name} is not empty`) as string },
      ])
      expect(await root()).toMatchObject({ mounted: false, key: { loaded: true } })
    })

    test('that is loaded already: what was left is mounted', async () => {
      await on().empty(name, `/${name}`)
      expect(await execute(planLoadKey({ withPassphrase: false }, await facts()))).toEqual([])
      expect(await root()).toMatchObject({ mounted: true, key: { loaded: true } })
      expect(await on().pools.mount([{ dataset: name, path: `/${name}` }], { pool: name })).toEqual([])
    })

    test('lies in a file that is looked at without being read', async () => {
      const { pools, files } = on()
      expect(await pools.keyFile(files.good)).toEqual({ state: 'there', sizeBytes: 32, othersRead: false })
      expect(await pools.keyFile(files.open)).toEqual({ state: 'there', sizeBytes: 32, othersRead: true })
      expect(await pools.keyFile(files.folder)).toEqual({ state: 'not-a-file' })
      expect(await pools.keyFile(files.none)).toEqual({ state: 'missing' })
    })

    test('goes with its pool', async () => {
      await run(['zpool', 'destroy', '--', name])
      await expect(on().pools.datasets(name)).rejects.toMatchObject(problem('not_found'))
    })
  })
}
