import { beforeAll, expect, test, vi } from 'vitest'
import { createVolume } from '../src/host/zfs/create-dataset.ts'
import { createPool } from './testing/make-pool.ts'
import { renameDataset } from '../src/host/zfs/dataset-verbs.ts'
import { destroyDataset } from '../src/host/zfs/destroy-dataset.ts'
import { getDataset } from '../src/host/zfs/list-datasets.ts'
import { openZfs, type Zfs } from '../src/host/zfs/zfs.ts'
import { activateZvol, findZvol, isZvol } from '../src/host/zfs/zvol-device.ts'
import type { DatasetName } from '../src/domain/dataset-name.ts'
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

  test('a volume that somebody has open is left as it is, and made ready afterwards', async () => {
    const found = dataset('tank/found')
    // As made by hand: the host looks for partitions in it.
    await createVolume(zfs, { name: found, sizeBytes: 16 * 2 ** 20, blockBytes: 16_384, sparse: true })
    const path = await vi.waitUntil(() => findZvol(zfs.runner, found), { timeout: 120_000, interval: 500 })
    const user = await openedBy(path)

    expect(await activateZvol(zfs, found, patient)).toBe(path)
    expect(await modeOf(found)).toBe('default')
    const doomed = { name: found, guid: (await getDataset(zfs, found))?.guid ?? '' }
    await expect(destroyDataset(zfs, doomed, { sleep: () => Promise.resolve() })).rejects.toMatchObject({
      problems: [{ code: 'in_use' }],
    })
    expect(await isZvol(zfs.runner, path, found)).toBe(true)

    await user.end()
    await activateZvol(zfs, found, patient)
    expect(await modeOf(found)).toBe('dev')
    await destroyDataset(zfs, doomed)
  })

  const modeOf = async (name: DatasetName) =>
    (await getDataset(zfs, name, ['volmode']))?.properties.get('volmode')?.value

  /** A process of the machine that has a file open until it is ended. */
  async function openedBy(path: string) {
    const controller = new AbortController()
    let opened: () => void = () => undefined
    const isOpen = new Promise<void>((resolve) => (opened = resolve))
    const process = lab()
      .runner.run(['sh', '-c', `exec 3<>${path} && echo open && exec sleep 600`], {
        signal: controller.signal,
        onLine: (_, from) => from === 'stdout' && opened(),
      })
      .catch(() => undefined)
    await Promise.race([isOpen, process.then(() => Promise.reject(new Error(`${path} does not open`)))])
    return {
      async end() {
        controller.abort()
        await process
      },
    }
  }
})
