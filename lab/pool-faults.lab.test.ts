import { beforeAll, describe, expect, test } from 'vitest'
import { flattenVdevs } from '../src/domain/pool.ts'
import * as vdevs from './testing/change-vdevs.ts'
import { createFilesystem, createVolume } from '../src/host/zfs/create-dataset.ts'
import { createPool, destroyPool } from './testing/make-pool.ts'
import { takeSnapshots } from '../src/host/zfs/dataset-verbs.ts'
import { exportPool, importPool, listImportable } from '../src/host/zfs/import-pool.ts'
import { loadKey } from '../src/host/zfs/keys.ts'
import { getDataset } from '../src/host/zfs/list-datasets.ts'
import { listSnapshots } from '../src/host/zfs/list-snapshots.ts'
import { mountFilesystem } from '../src/host/zfs/mounts.ts'
import { startScrub, waitForPool } from '../src/host/zfs/pool-work.ts'
import { listPools, readPool } from '../src/host/zfs/read-pool.ts'
import { openZfs, type Zfs } from '../src/host/zfs/zfs.ts'
import { corruptDisk, plugDisk, pullDisk } from './disks.ts'
import { boot, cutPower, setClock } from './power.ts'
import { examinePool } from './testing/examine-pool.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { until } from './testing/until.ts'
import { dataset, disk, pool, single, snapshot } from './testing/zfs-names.ts'

const mib = 1024 * 1024

// What goes wrong with pools, as the adapters read it and the doctor tells it.
onEachLab('what happens to pools', (lab, flavour) => {
  const tank = pool('tank')
  let zfs: Zfs
  const sh = async (script: string) => (await lab().runner.run(['sh', '-ec', script])).stdout.trim()
  const parameter = (name: string, value: number) => sh(`echo ${value} > /sys/module/zfs/parameters/${name}`)
  const examine = async () => examinePool(zfs, tank)
  const untilPool = (what: string, isSo: (found: Awaited<ReturnType<typeof readPool>>) => boolean) => {
    let seen = ''
    const look = async () => {
      const found = await readPool(zfs, tank)
      seen = JSON.stringify(found)
      return isSo(found) ? found : undefined
    }
    return until(what, look, { lastSeen: () => seen })
  }
  const leafOf = async (nth: number) => {
    const found = flattenVdevs((await readPool(zfs, tank)).vdevs).find(
      (vdev) => 'path' in vdev && (vdev.wasPath ?? vdev.path).startsWith(disk(nth)),
    )
    if (!found) throw new Error(`disk ${nth} is not in the pool`)
    return found
  }
  const isDown = (state: string | undefined) => ['removed', 'unavail', 'faulted'].includes(state ?? '')
  const sumOf = (path: string) => sh(`sha256sum '${path}' | cut -c1-64`)

  beforeAll(async () => {
    zfs = await openZfs(lab().runner)
  })

  describe('to a raidz1 of three', () => {
    let sum = ''
    test('a disk is pulled while it is written to: nothing is lost, and its serial is told', async () => {
      const raidz = {
        class: 'normal',
        shape: { kind: 'raidz', parity: 1 },
        drives: [1, 2, 3].map(disk),
      } as const
      await createPool(zfs, { name: tank, layout: { ashift: 12, groups: [raidz] } })
      await sh('dd if=/dev/urandom of=/tank/before bs=1M count=32 status=none; zpool sync tank')
      sum = await sumOf('/tank/before')
      const write = sh(
        'dd if=/dev/urandom of=/tank/meanwhile bs=1M count=160 conv=fsync status=none; sha256sum /tank/meanwhile | cut -c1-64',
      )
      await until('it is being written', async () =>
        Number(await sh('stat -c %s /tank/meanwhile 2>/dev/null || echo 0')) > 0 ? true : undefined,
      )
      await pullDisk(lab(), 'lab-disk-2')
      const written = await write
      await untilPool('ZFS misses the disk', ({ vdevs }) =>
        flattenVdevs(vdevs).some(({ state }) => isDown(state)),
      )

      const { pool: found, report } = await examine()
      expect(found.state).toBe('degraded')
      expect(report).toMatchObject({ verdict: 'fail', losses: { state: 'none' } })
      expect(report.sentence).toContain('survives no further failure. Nothing is lost.')
      const [down] = report.findings
      expect(down).toMatchObject({ rule: 'device-down', devices: [{ guid: (await leafOf(2)).guid }] })
      expect(down?.sentence).toContain('lab-disk-2')
      expect(down?.remedies.map(({ kind }) => kind)).toEqual(['by-hand', 'online', 'replace'])
      expect(await sumOf('/tank/meanwhile')).toBe(written)
      expect(await sumOf('/tank/before')).toBe(sum)
    })

    test('it is put back: told as back, brought online, and all is well again', async () => {
      await plugDisk(lab(), 'lab-disk-2')
      const { report } = await examine()
      // The event daemon may have brought it back by itself by now.
      if (report.verdict !== 'ok')
        expect(report.findings[0]?.remedies.map(({ kind }) => kind)).not.toContain('by-hand')
      await vdevs.onlineDevice(zfs, tank, (await leafOf(2)).guid)
      await waitForPool(zfs, tank, ['resilver'])
      await vdevs.clearErrors(zfs, tank)
      const well = await examine()
      expect(well.pool).toMatchObject({ state: 'online', scan: { what: 'resilver', errors: 0 } })
      expect(well.report).toMatchObject({ verdict: 'ok', losses: { state: 'none' } })
    })

    test('the new disk is pulled during a resilver: nothing is lost, and it goes on when it is back', async () => {
      await parameter('zfs_scan_suspend_progress', 1)
      await vdevs.replaceDevice(zfs, tank, (await leafOf(3)).guid, disk(4), { force: true })
      await untilPool('the resilver runs', ({ scan }) => scan.state === 'running' && scan.what === 'resilver')
      expect((await examine()).report).toMatchObject({ verdict: 'ok', losses: { state: 'none' } })
      await pullDisk(lab(), 'lab-disk-4')
      await untilPool('ZFS misses the disk', ({ vdevs }) =>
        flattenVdevs(vdevs).some(({ state }) => isDown(state)),
      )
      expect((await examine()).report.losses).toMatchObject({ state: 'none' })
      expect(await sumOf('/tank/before')).toBe(sum)

      await plugDisk(lab(), 'lab-disk-4')
      await parameter('zfs_scan_suspend_progress', 0)
      await vdevs.onlineDevice(zfs, tank, (await leafOf(4)).guid)
      await waitForPool(zfs, tank, ['replace', 'resilver'])
      await vdevs.clearErrors(zfs, tank)
      const { pool: after, report } = await examine()
      expect(after.vdevs).toMatchObject([
        { children: [{ kind: 'disk' }, { kind: 'disk' }, { kind: 'disk' }] },
      ])
      expect((await leafOf(4)).state).toBe('online')
      expect(report).toMatchObject({ verdict: 'ok', losses: { state: 'none' } })
    })

    test('a second one is pulled: the pool stands still, is told so, and loses nothing', async () => {
      for (const nth of [1, 2]) await pullDisk(lab(), `lab-disk-${nth}`)
      // The event daemon of 2.3 notices by itself; 2.1 does when it cannot write.
      const write = () =>
        lab().runner.run(['sh', '-c', 'echo x > /tank/x; sync /tank/x'], { timeoutMs: 20_000 })
      if (flavour === 'zfs-2.1') await write().catch(() => undefined)
      await untilPool('the pool stands still', ({ state }) => state === 'suspended')
      const { report } = await examine()
      expect(report.verdict).toBe('fail')
      expect(report.findings[0]?.rule).toBe('suspended')
      expect(report.devices.map(({ name }) => name).join()).toMatch(/lab-disk-[12].*lab-disk-[12]/)
      expect(report.next.map(({ kind }) => kind).slice(0, 2)).toEqual(['by-hand', 'clear'])

      for (const nth of [1, 2]) await plugDisk(lab(), `lab-disk-${nth}`)
      await vdevs.clearErrors(zfs, tank)
      await untilPool('it goes on', ({ state, scan }) => state === 'online' && scan.state === 'finished')
      expect(await sumOf('/tank/before')).toBe(sum)
      expect((await readPool(zfs, tank)).dataErrors).toMatchObject({ known: true, count: 0 })
    })
  })

  /** Whatever the tests before have left, also one that failed. */
  async function clearAway(): Promise<void> {
    for (const { name } of await listPools(zfs))
      await destroyPool(zfs, pool(name), (await readPool(zfs, pool(name))).guid)
    await sh('udevadm settle')
  }

  describe('to a single disk', () => {
    test('its bytes flip: a scrub finds it, and the file and the disk of the VM are named', async () => {
      await clearAway()
      await createPool(zfs, { name: tank, layout: { ashift: 12, groups: [single(5)] }, force: true })
      // Large blocks: having each damaged one named takes ZFS 35 ms here.
      await createFilesystem(zfs, {
        name: dataset('tank/web'),
        properties: { compression: 'off', recordsize: '1M' },
      })
      await createVolume(zfs, {
        name: dataset('tank/web/root'),
        sizeBytes: 32 * mib,
        blockBytes: 131_072,
        sparse: true,
        properties: { compression: 'off' },
      })
      const node = '/dev/zvol/tank/web/root'
      await until('the volume has its node', async () =>
        (await sh(`test -b ${node} && echo yes || true`)) === 'yes' ? true : undefined,
      )
      await sh(
        `dd if=/dev/urandom of='/tank/web/a file' bs=1M count=24 status=none
        dd if=/dev/urandom of=${node} bs=1M count=24 oflag=direct status=none; zpool sync tank`,
      )
      // Where the data is; the second copies of what names it lie an eighth of the disk further on.
      await corruptDisk(lab(), 'lab-disk-5', { offsetBytes: 16 * mib, lengthBytes: 112 * mib })
      await startScrub(zfs, tank)
      await waitForPool(zfs, tank, ['scrub'])
      const { pool: found, report } = await examinePool(zfs, tank, [
        { dataset: 'tank/web', vm: 'web', mountpoint: '/tank/web' },
        { dataset: 'tank/web/root', vm: 'web', disk: 'root' },
      ])
      expect(found.messageId).toBe('ZFS-8000-8A')
      expect(report.verdict).toBe('fail')
      expect(report.losses.state).toBe('some')
      expect(report.losses.objects).toContainEqual({ what: 'vm-file', vm: 'web', path: '/tank/web/a file' })
      expect(report.losses.objects).toContainEqual({ what: 'vm-disk', vm: 'web', disk: 'root' })
      expect(report.sentence).toMatch(/root/)
      await destroyPool(zfs, tank, found.guid)
    })
  })

  describe('to the host', () => {
    test('it starts without the pool, which is found, imported, and whole', async () => {
      await clearAway()
      await createPool(zfs, { name: tank, layout: { ashift: 12, groups: [single(6)] }, force: true })
      const { guid } = await readPool(zfs, tank)
      await createFilesystem(zfs, {
        name: dataset('tank/secret'),
        properties: {
          encryption: 'on',
          keyformat: 'passphrase',
          keylocation: 'prompt',
          pbkdf2iters: '100000',
        },
        key: 'a passphrase',
      })
      await sh('echo kept > /tank/kept; echo hidden > /tank/secret/file; zpool sync tank; sync')
      // Out at boot, as a USB case that is switched on later.
      await cutPower(lab())
      await pullDisk(lab(), 'lab-disk-6')
      await boot(lab())
      zfs = await openZfs(lab().runner)
      expect(await listPools(zfs)).toEqual([])
      expect(await listImportable(zfs)).toEqual([])
      await plugDisk(lab(), 'lab-disk-6')
      const found = await until('the pool is seen', async () => (await listImportable(zfs))[0])
      expect(found).toMatchObject({ name: 'tank', guid, state: 'online', otherHost: { use: 'none' } })
      await importPool(zfs, { guid, name: 'tank' })
      expect(await sh('cat /tank/kept')).toBe('kept')
    })

    test('the key of what is encrypted is not there: told so, nothing is lost, and with the key all is there', async () => {
      const secret = dataset('tank/secret')
      const now = await getDataset(zfs, secret, ['keystatus', 'mounted'])
      expect(now?.properties.get('keystatus')?.value).toBe('unavailable')
      expect(now?.properties.get('mounted')?.value).toBe('no')
      await expect(mountFilesystem(zfs, secret)).rejects.toMatchObject({
        problems: [
          { object: { type: 'dataset', name: secret }, hint: expect.stringMatching(/load-key/) as string },
        ],
      })
      await startScrub(zfs, tank)
      await waitForPool(zfs, tank, ['scrub'])
      const { report } = await examine()
      // Of one drive: that is all there is to say of it.
      expect(report).toMatchObject({
        verdict: 'warn',
        sentence: expect.stringMatching(/^tank keeps no second copy .* Nothing is lost\.$/) as string,
        losses: { state: 'none' },
      })
      await loadKey(zfs, secret, 'a passphrase')
      await mountFilesystem(zfs, secret)
      expect(await sh('cat /tank/secret/file')).toBe('hidden')
    })

    test('its clock is set back: snapshots keep their order, and what is reported stays sane', async () => {
      const kept = dataset('tank/secret')
      await takeSnapshots(zfs, [snapshot('tank/secret@first')])
      await setClock(lab(), new Date(Date.now() - 400 * 24 * 3_600_000))
      await takeSnapshots(zfs, [snapshot('tank/secret@second')])
      const found = await listSnapshots(zfs, kept)
      expect(found.map(({ name }) => name)).toEqual(['tank/secret@first', 'tank/secret@second'])
      await startScrub(zfs, tank)
      await waitForPool(zfs, tank, ['scrub'])
      const { pool: after, report } = await examine()
      expect(after.scan).toMatchObject({ state: 'finished', what: 'scrub', errors: 0 })
      expect(report.verdict).not.toBe('fail')
      await setClock(lab(), new Date())
      const { guid } = await readPool(zfs, tank)
      await exportPool(zfs, tank)
      await importPool(zfs, { guid, name: 'tank' })
      expect((await examine()).report.losses.state).toBe('none')
    })
  })
})
