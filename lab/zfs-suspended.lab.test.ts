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
import { onEachLab } from './testing/on-each-lab.ts'
import { until } from './testing/until.ts'
import { dataset, pool, single } from './testing/zfs-names.ts'

onEachLab('a pool that lost its only disk', (lab, flavour) => {
  const sick = pool('sick')
  let zfs: Zfs

  beforeAll(async () => {
    zfs = await openZfs(lab().runner)
    await createPool(zfs, { name: pool('tank'), layout: { ashift: 12, groups: [single(1)] } })
    await createPool(zfs, { name: sick, layout: { ashift: 12, groups: [single(2)] } })
    await createFilesystem(zfs, { name: dataset('sick/a') })
  })

  test('leaves a command that runs into it hanging in the kernel, and who waits for it goes on', async () => {
    await pullDisk(lab(), 'lab-disk-2')
    const isSuspended = async () => ((await poolState(zfs.runner, sick)) === 'suspended' ? true : undefined)
    // The event daemon of 2.3 notices. A write before that is tried again for ever and the pool stays online, as 2.3.2 has it; 2.1 has to
    // be given something to write.
    if (flavour === 'zfs-2.3') await until('the pool is suspended', isSuspended)
    // 2.3 refuses its own commands once it knows that the pool is suspended; who writes a file waits for as long as it takes. To 2.1 it is the
    // command that shows that the disk is gone; what a file's writer is told there comes after its many tries.
    const writes = {
      'zfs-2.3': ['dd', 'if=/dev/zero', 'of=/sick/a/x', 'count=1', 'conv=fsync'],
      // Not through the adapter, which would not let it in.
      'zfs-2.1': ['zfs', 'set', 'kiste:x=y', 'sick/a'],
    }
    const write = lab().runner.run(writes[flavour], { timeoutMs: 15_000 })
    await expect(write).rejects.toMatchObject({ end: { why: 'abandoned', after: 'timeout' } })
    await until('the pool is suspended', isSuspended)
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
})
