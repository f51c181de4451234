import { beforeAll, expect, test } from 'vitest'
import { clearErrors } from './testing/change-vdevs.ts'
import { createFilesystem } from '../src/host/zfs/create-dataset.ts'
import { createPool } from './testing/make-pool.ts'
import { getDataset, listDatasets } from '../src/host/zfs/list-datasets.ts'
import { poolState } from '../src/host/zfs/pool-states.ts'
import { listPools, readPool } from '../src/host/zfs/read-pool.ts'
import { setProperties } from '../src/host/zfs/set-properties.ts'
import { openZfs, type Zfs } from '../src/host/zfs/zfs.ts'
import { plugDisk, pullDisk } from './disks.ts'
import { boot, cutPower } from './power.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { until } from './testing/until.ts'
import { dataset, pool, single } from './testing/zfs-names.ts'

const sick = pool('sick')
const withTwoPools = async (zfs: Zfs) => {
  await createPool(zfs, { name: pool('tank'), layout: { ashift: 12, groups: [single(1)] } })
  await createPool(zfs, { name: sick, layout: { ashift: 12, groups: [single(2)] } })
  await createFilesystem(zfs, { name: dataset('sick/a') })
}

onEachLab(
  'a pool that lost its only disk',
  (lab) => {
    let zfs: Zfs
    const isSuspended = async () => ((await poolState(zfs.runner, sick)) === 'suspended' ? true : undefined)

    beforeAll(async () => {
      zfs = await openZfs(lab().runner)
      await withTwoPools(zfs)
    })

    test('leaves a command that runs into it hanging in the kernel, and who waits for it goes on', async () => {
      await pullDisk(lab(), 'lab-disk-2')
      // The event daemon notices. A write before that is tried again for ever, and the pool stays online.
      await until('the pool is suspended', isSuspended)
      // ZFS refuses its own commands then; who writes a file waits for as long as it takes.
      const write = lab().runner.run(['dd', 'if=/dev/zero', 'of=/sick/a/x', 'count=1', 'conv=fsync'], {
        timeoutMs: 15_000,
      })
      await expect(write).rejects.toMatchObject({ end: { why: 'abandoned', after: 'timeout' } })
      expect(await isSuspended()).toBe(true)
    })

    test('is refused by name, at once and for everything', async () => {
      for (const call of [
        () => setProperties(zfs, dataset('sick/a'), { 'kiste:x': 'y' }),
        () => createFilesystem(zfs, { name: dataset('sick/b') }),
        () => listDatasets(zfs, { root: sick }),
      ])
        await expect(call()).rejects.toMatchObject({
          problems: [{ code: 'pool_unavailable', object: { type: 'pool', name: 'sick' } }],
        })
    })

    test('is listed, beside the others, which work', async () => {
      expect(await listPools(zfs)).toMatchObject([
        { answers: false, name: 'sick', state: 'suspended' },
        { answers: true, name: 'tank', state: 'online' },
      ])
      await createFilesystem(zfs, { name: dataset('tank/works') })
      expect(await getDataset(zfs, dataset('tank/works'))).toBeDefined()
    })

    test('can still be looked at: which disk it lost, and what ZFS says', async () => {
      const found = await readPool(zfs, sick)
      expect(found).toMatchObject({
        state: 'suspended',
        messageId: expect.stringMatching(/^ZFS-8000-/) as string,
      })
      expect(found.vdevs).toMatchObject([{ kind: 'disk' }])
      expect(found.vdevs[0]?.state).not.toBe('online')
    })

    test('works again once its disk is back and it is cleared', async () => {
      await plugDisk(lab(), 'lab-disk-2')
      await clearErrors(zfs, sick)
      await until('the pool is online', async () =>
        (await poolState(zfs.runner, sick)) === 'online' ? true : undefined,
      )
      await setProperties(zfs, dataset('sick/a'), { 'kiste:again': 'yes' })
      expect(
        (await getDataset(zfs, dataset('sick/a'), ['kiste:again']))?.properties.get('kiste:again')?.value,
      ).toBe('yes')
      expect(await readPool(zfs, sick)).toMatchObject({ state: 'online' })
    })
  },
  { only: ['zfs-2.3'] },
)

// 2.1 does not get out of it: a write at the wrong moment is tried again for ever while the pool says that it is online, and one that is
// suspended may answer `zpool clear` with an I/O error though its disk is back.
onEachLab(
  'a pool of 2.1 that lost its only disk',
  (lab) => {
    test('keeps who writes waiting, and nobody else; once the host was started again with the disk, all is there', async () => {
      let zfs = await openZfs(lab().runner)
      await withTwoPools(zfs)
      await lab().runner.run(['sh', '-c', 'echo kept >/sick/a/kept; zpool sync; sync'])
      await pullDisk(lab(), 'lab-disk-2')
      const write = lab().runner.run(['dd', 'if=/dev/zero', 'of=/sick/a/x', 'count=1', 'conv=fsync'], {
        timeoutMs: 15_000,
      })
      await expect(write).rejects.toMatchObject({ end: { why: 'abandoned', after: 'timeout' } })
      await createFilesystem(zfs, { name: dataset('tank/works') })
      await cutPower(lab())
      await plugDisk(lab(), 'lab-disk-2')
      await boot(lab())
      zfs = await openZfs(lab().runner)
      const found = await until('the pool is online', async () => {
        const pools = await listPools(zfs)
        return pools.find(({ name, state }) => name === 'sick' && state === 'online')
      })
      expect(found).toMatchObject({ answers: true })
      expect((await lab().runner.run(['cat', '/sick/a/kept'])).stdout).toBe('kept\n')
      await setProperties(zfs, dataset('sick/a'), { 'kiste:again': 'yes' })
    })
  },
  { only: ['zfs-2.1'] },
)
