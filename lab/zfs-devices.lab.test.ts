import { beforeAll, expect, test } from 'vitest'
import { createVolume } from '../src/host/zfs/create-dataset.ts'
import { createPool } from './testing/make-pool.ts'
import { renameDataset } from '../src/host/zfs/dataset-verbs.ts'
import { destroyDataset } from '../src/host/zfs/destroy-dataset.ts'
import { getDataset } from '../src/host/zfs/list-datasets.ts'
import { openZfs, type Zfs } from '../src/host/zfs/zfs.ts'
import { activateZvol, deactivateZvol, findZvol, isZvol } from '../src/host/zfs/zvol-device.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { dataset, pool, single } from './testing/zfs-names.ts'

onEachLab('devices of volumes', (lab) => {
  const [one, two] = [dataset('tank/disk one'), dataset('tank/two')]
  let zfs: Zfs
  const sh = (script: string) => lab().runner.run(['sh', '-ec', script])
  const patient = { limitMs: 120_000 }

  beforeAll(async () => {
    zfs = await openZfs(lab().runner)
    await createPool(zfs, { name: pool('tank'), layout: { ashift: 12, groups: [single(1)] } })
    for (const name of [one, two])
      await createVolume(zfs, {
        name,
        sizeBytes: 16 * 2 ** 20,
        blockBytes: 16_384,
        sparse: true,
        properties: { volmode: 'none' },
      })
  })

  test('a volume gets its node, and the node is that volume', async () => {
    expect(await findZvol(zfs.runner, one)).toBeUndefined()
    const [first, second] = [await activateZvol(zfs, one, patient), await activateZvol(zfs, two, patient)]
    expect(first).not.toBe(second)
    expect(await isZvol(zfs.runner, first, one)).toBe(true)
    expect(await isZvol(zfs.runner, first, two)).toBe(false)
    expect(await activateZvol(zfs, one, patient)).toBe(first)
  })

  test('a link that points to another disk is not followed', async () => {
    const [first, second] = [await activateZvol(zfs, one, patient), await activateZvol(zfs, two, patient)]
    await sh(`udevadm settle; mkdir -p /dev/zvol/tank; ln -sfn ${second} '/dev/zvol/tank/disk+one'`)
    expect(await activateZvol(zfs, one, patient)).toBe(first)
    await sh(`rm '/dev/zvol/tank/disk+one'`)
    expect(await activateZvol(zfs, one, patient)).toBe(first)
  })

  test('a volume that is renamed is found under its new name only', async () => {
    const path = await activateZvol(zfs, two, patient)
    const three = dataset('tank/three')
    await renameDataset(zfs, two, three)
    expect(await activateZvol(zfs, three, patient)).toMatch(/^\/dev\/zd\d+$/)
    expect(await isZvol(zfs.runner, path, two)).toBe(false)
    await renameDataset(zfs, three, two)
  })

  test('a node goes away when asked to, but not from under a user', async () => {
    const path = await activateZvol(zfs, one, patient)
    const controller = new AbortController()
    const user = lab()
      .runner.run(['sh', '-c', `exec 3<>${path}; echo open; exec sleep 600`], {
        signal: controller.signal,
        onLine: () => opened(),
      })
      .catch(() => undefined)
    let opened: () => void = () => undefined
    await new Promise<void>((resolve) => (opened = resolve))
    await expect(deactivateZvol(zfs, one, { limitMs: 3_000 })).rejects.toMatchObject({
      problems: [{ code: 'in_use', object: { type: 'dataset', name: one } }],
    })
    const doomed = { name: one, guid: (await getDataset(zfs, one))?.guid ?? '' }
    await expect(destroyDataset(zfs, doomed, { sleep: () => Promise.resolve() })).rejects.toMatchObject({
      problems: [{ code: 'in_use' }],
    })
    controller.abort()
    await user
    await deactivateZvol(zfs, one, patient)
    expect(await findZvol(zfs.runner, one)).toBeUndefined()
    await destroyDataset(zfs, doomed)
  })
})
