import { Readable } from 'node:stream'
import { beforeAll, describe, expect, test } from 'vitest'
import { MiB } from '../src/domain/size.ts'
import { bringUpToDate, type CopyWork } from '../src/host/zfs/copies/bring-up-to-date.ts'
import { localTarget } from '../src/host/zfs/copies/local-target.ts'
import { zfsCopyHost } from '../src/host/zfs/copies/zfs-copy-host.ts'
import { remoteTarget, type AskKeeper } from '../src/host/zfs/copies/remote-target.ts'
import { storeLayout } from '../src/host/zfs/store/layout.ts'
import { copyContract } from '../src/host/testing/copy-contract.ts'
import { openZfs, type Zfs } from '../src/host/zfs/zfs.ts'
import { allowCopies } from './store-inside/copy-keeper.ts'
import { labHands } from './store-inside/lab-hands.ts'
import { tankUnderTest } from './store-inside/tank-under-test.ts'
import { createPool } from './testing/make-pool.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { until } from './testing/until.ts'
import { pool, single } from './testing/zfs-names.ts'

const uuid = '0b1c0de5-0000-4000-8000-000000000001'
const root = 'backup/kiste-copies/box'
const at = '2026-01-02T03:04:05.000Z'

// A VM on one pool, and its copy on another, on real OpenZFS: whole, going on, cut off, and after whatever was done to either of them.
onEachLab('copies of a VM on another pool', (lab) => {
  const tank = tankUnderTest(lab)
  let zfs: Zfs
  const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
  const sh = (script: string) => run('sh', '-ec', script)
  const get = (property: string, dataset: string) =>
    run('zfs', 'get', '-H', '-p', '-o', 'value', property, dataset)
  const labels = async (dataset: string) =>
    (await sh(`zfs list -H -o name -t snapshot -s createtxg -d 1 ${dataset} | cut -d@ -f2`)).split('\n')
  const guids = async (...roots: string[]) =>
    (await sh(`zfs list -H -o guid -t snapshot -r ${roots.join(' ')} | sort`)).split('\n')
  const take = (id: string, note?: string) =>
    tank.store().snapshots.create([{ vm: 'web', uuid, consistency: 'off' }], {
      id,
      createdAt: at,
      by: 'policy',
      ...(note === undefined ? {} : { note }),
    })
  const write = (disk: string, text: string) => labHands(lab(), tank.store()).writeDisk('web', disk, text)
  const target = () => localTarget(zfs, root, () => new Date(at))
  const copy = (more: Partial<CopyWork> = {}) =>
    bringUpToDate({
      zfs,
      layout: storeLayout('tank'),
      uuids: [uuid],
      target: target(),
      targetId: 'usb',
      ...more,
    })
  /** What a disk held at a snapshot, read through a clone of it. */
  const sum = async (snapshot: string) => {
    const clone = `${snapshot.slice(0, snapshot.indexOf('/'))}/check`
    return sh(`zfs clone -o volmode=dev -o readonly=on ${snapshot} ${clone}
      zvol_wait >/dev/null; udevadm settle; sha256sum </dev/zvol/${clone}; udevadm settle; zfs destroy ${clone}`)
  }

  beforeAll(async () => {
    zfs = await openZfs(lab().runner)
    await createPool(zfs, { name: pool('backup'), layout: { ashift: 12, groups: [single(3)] } })
    await sh(`zfs create -o canmount=off -o mountpoint=none backup/kiste-copies; zfs create ${root}`)
    await tank.store().createPlace('web', uuid)
    const blank = (name: string) => ({ name, sizeBytes: 64 * MiB, from: { type: 'blank' } }) as const
    await tank.store().createDisk('web', blank('data'))
    await tank
      .store()
      .createDisk('web', { name: 'root', sizeBytes: 128 * MiB, from: { type: 'image', image: 'tiny' } })
    await write('data', 'first')
    await take('a', 'as it was at first: ü')
    await write('data', 'second')
    await take('b')
  })

  copyContract(() => ({
    copies: zfsCopyHost({ zfs: () => Promise.resolve(zfs), now: () => new Date(at) }),
    store: tank.store(),
    pool: 'backup',
  }))

  test('all of it comes: its files, its disks, the image below them, every snapshot with what is said of it', async () => {
    const seen: number[] = []
    const { sentBytes } = await copy({ onProgress: (done, total) => seen.push(done / total) })
    expect(sentBytes).toBeGreaterThan(0)
    expect(Math.max(...seen)).toBeLessThanOrEqual(1)
    for (const dataset of ['web', 'web/root', 'web/data'])
      expect(await labels(`${root}/${dataset}`)).toEqual(['a', 'b'])
    expect(await get('origin', `${root}/web/root`)).toMatch(/^backup\/kiste-copies\/box\/\.images\//)
    expect(await get('kiste:vm', `${root}/web`)).toBe(uuid)
    expect(await get('kiste:by', `${root}/web@a`)).toBe('policy')
    expect(await get('kiste:note', `${root}/web@a`)).toBe(await get('kiste:note', 'tank/kiste/web@a'))
    expect(await sum(`${root}/web/data@b`)).toBe(await sum('tank/kiste/web/data@b'))
    expect(await sum(`${root}/web/root@a`)).toBe(await sum('tank/kiste/web/root@a'))
  })

  test('nothing of it is mounted, is a device, or can be written to', async () => {
    expect(await get('mounted', `${root}/web`)).toBe('no')
    expect(await get('readonly', `${root}/web/data`)).toBe('on')
    expect(await get('volmode', `${root}/web/data`)).toBe('none')
    expect(await sh(`ls /dev/zvol/${root}/web 2>/dev/null || echo none`)).toBe('none')
    await sh('zpool export backup; zpool import -d /dev/disk/by-id backup')
    expect(await get('mounted', `${root}/web`)).toBe('no')
    expect(await sh(`findmnt -n -o SOURCE -t zfs | grep -c ^backup/kiste-copies || true`)).toBe('0')
  })

  test('what is new comes in one stream a dataset; with nothing new, nothing is done', async () => {
    for (const id of ['c', 'd']) {
      await write('data', id)
      await take(id)
    }
    await copy()
    expect(await labels(`${root}/web/data`)).toEqual(['a', 'b', 'c', 'd'])
    expect((await copy()).sentBytes).toBe(0)
    expect(await sh('zfs list -H -o name -t bookmark -r tank/kiste/web | wc -l')).toBe('3')
  })

  test('a run that was cut off goes on where it was, and what it brings is marked all the same', async () => {
    await sh('dd if=/dev/urandom of=/dev/zvol/tank/kiste/web/data bs=1M count=56 oflag=direct status=none')
    await take('big')
    const controller = new AbortController()
    const onProgress = (done: number) => {
      if (done > 28 * MiB) controller.abort()
    }
    const cut: unknown = await copy({ signal: controller.signal, onProgress }).catch(
      (error: unknown) => error,
    )
    expect(cut).toBeInstanceOf(Error)
    expect(await get('receive_resume_token', `${root}/web/data`)).toMatch(/^1-/)
    const { sentBytes } = await copy()
    expect(sentBytes).toBeLessThan(52 * MiB)
    expect(await labels(`${root}/web/data`)).toContain('big')
    expect(await sum(`${root}/web/data@big`)).toBe(await sum('tank/kiste/web/data@big'))
    for (const mark of ['kiste:by', 'kiste:created-at'])
      expect(await get(mark, `${root}/web/data@big`)).toBe(await get(mark, 'tank/kiste/web/data@big'))
  })

  test('a token for something else is given up, and what it was for is sent anew', async () => {
    await sh(`zfs create -o canmount=off tank/other; zfs snapshot tank/other@x
      dd if=/dev/urandom of=/tmp/big bs=1M count=8 status=none
      zfs create -V 16M tank/other/vol; zvol_wait >/dev/null; udevadm settle
      dd if=/tmp/big of=/dev/zvol/tank/other/vol oflag=direct bs=1M status=none
      zfs snapshot tank/other/vol@x`)
    await sh(`zfs send tank/other/vol@x | head -c 3000000 | zfs receive -s ${root}/web/late || true`)
    expect(await get('receive_resume_token', `${root}/web/late`)).toMatch(/^1-/)
    await tank.store().createDisk('web', { name: 'late', sizeBytes: 8 * MiB, from: { type: 'blank' } })
    await take('e')
    // It is no copy of Kiste's: it stays, and the run says so while all else goes on.
    await expect(copy()).rejects.toMatchObject({ problems: [{ code: 'foreign_object' }] })
    expect(await labels(`${root}/web/data`)).toContain('e')
    await sh(`zfs receive -A ${root}/web/late`)
    await copy()
    expect(await labels(`${root}/web/late`)).toEqual(['e'])
  })

  test('after going back both lines are there, and the new one stands on the old one', async () => {
    await tank.store().snapshots.goBack('web', uuid, {
      snapshot: 'b',
      branch: 'broken',
      leaving: { snapshot: 'left', at },
    })
    await write('data', 'another way')
    await take('f')
    await copy()
    const left = (await sh(`zfs list -H -o name -r ${root}/.branches | grep '/data$'`)).split('\n')[0] ?? ''
    expect(await labels(left)).toEqual(expect.arrayContaining(['a', 'b', 'big']))
    expect(await get('origin', `${root}/web/data`)).toBe(`${left}@b`)
    expect(await labels(`${root}/web/data`)).toEqual(['f'])
  })

  test('a promotion is followed, and loses nothing', async () => {
    const before = await guids(root)
    await sh('for d in web web/root web/data; do zfs promote tank/kiste/$d; done')
    await take('g')
    await copy()
    expect(await labels(`${root}/web/data`)).toEqual(['a', 'b', 'f', 'g'])
    expect(await guids(root)).toEqual(expect.arrayContaining(before))
  })

  test('what others did to the copy is kept aside, and the copy goes on from what both have', async () => {
    await sh(`zfs snapshot ${root}/web/data@mine
      zfs set readonly=off ${root}/web; zfs set mountpoint=/mnt/copy ${root}/web; zfs mount ${root}/web
      echo mine >/mnt/copy/mine; sync; zfs unmount ${root}/web; zfs inherit mountpoint ${root}/web; zfs set readonly=on ${root}/web`)
    const before = await guids(root)
    await take('h')
    await copy()
    for (const dataset of ['web', 'web/data', 'web/root'])
      expect((await labels(`${root}/${dataset}`)).at(-1)).toBe('h')
    expect(await guids(root)).toEqual(expect.arrayContaining(before))
    const aside = await sh(`zfs list -H -o name -r ${root}/.aside`)
    expect(aside.split('\n')).toHaveLength(3)
  })

  test('where its base is gone from the source, it goes on from the bookmark', async () => {
    await sh(
      'for d in web web/root web/data web/late; do zfs destroy tank/kiste/$d@h 2>/dev/null || true; done',
    )
    await write('data', 'after h')
    for (const id of ['i', 'j']) await take(id)
    await copy()
    expect((await labels(`${root}/web/data`)).slice(-3)).toEqual(['h', 'i', 'j'])
  })

  test('what is encrypted goes as it lies on the disk: the target has no key, and needs none', async () => {
    await sh(`echo correct-horse | zfs create -o encryption=on -o keyformat=passphrase tank/kiste/safe
      zfs set kiste:vm=0b1c0de5-0000-4000-8000-000000000002 tank/kiste/safe
      zfs create -V 16M -s -o kiste:disk=0b1c0de5-0000-4000-8000-000000000002 tank/kiste/safe/root
      zfs snapshot -r tank/kiste/safe@a`)
    await copy({ uuids: ['0b1c0de5-0000-4000-8000-000000000002'] })
    await sh('zfs snapshot -r tank/kiste/safe@b')
    await copy({ uuids: ['0b1c0de5-0000-4000-8000-000000000002'] })
    expect(await labels(`${root}/safe/root`)).toEqual(['a', 'b'])
    expect(await get('keystatus', `${root}/safe/root`)).toBe('unavailable')
  })

  describe('on another host, by a key that may do nothing else there', () => {
    const below = 'backup/kiste-copies/remote'
    let ask: AskKeeper
    const remote = () => remoteTarget({ host: 'lab', root: `${below}/tank` }, ask)
    beforeAll(async () => {
      ask = await allowCopies(lab(), below)
      await sh(`zfs create -p -o canmount=off ${below}`)
    })

    test('all of it comes, and what is new after it', async () => {
      await remote().prepare(await get('guid', 'tank/kiste'))
      await copy({ target: remote(), targetId: 'remote' })
      await take('k')
      await copy({ target: remote(), targetId: 'remote' })
      expect((await labels(`${below}/tank/web/data`)).slice(-2)).toEqual(['j', 'k'])
      expect(await get('mounted', `${below}/tank/web`)).toBe('no')
      expect(await sum(`${below}/tank/web/data@k`)).toBe(await sum('tank/kiste/web/data@k'))
    })

    test('a connection that breaks leaves what came, and the next run goes on there', async () => {
      await sh('dd if=/dev/urandom of=/dev/zvol/tank/kiste/web/data bs=1M count=56 oflag=direct status=none')
      await take('l')
      const controller = new AbortController()
      const onProgress = (done: number) => {
        if (done > 28 * MiB) controller.abort()
      }
      const cut = copy({ target: remote(), targetId: 'remote', signal: controller.signal, onProgress })
      expect(await cut.catch((error: unknown) => error)).toBeInstanceOf(Error)
      await until('what came is kept', async () =>
        (await get('receive_resume_token', `${below}/tank/web/data`)) === '-' ? undefined : true,
      )
      const { sentBytes } = await copy({ target: remote(), targetId: 'remote' })
      expect(sentBytes).toBeLessThan(52 * MiB)
      expect((await labels(`${below}/tank/web/data`)).at(-1)).toBe('l')
    })

    test('with that key nothing else can be done, whatever is asked', async () => {
      const said = async (request: string) =>
        JSON.parse(await ask(request, Readable.from([]), undefined)) as unknown
      const dataset = 'tank/kiste/web'
      for (const request of [
        { store: 'tank', do: 'change', step: { do: 'drop-partial', dataset } },
        { store: 'tank', do: 'change', step: { do: 'rename', from: dataset, to: `${below}/tank/x` } },
        { store: '../..', do: 'look' },
        {
          store: 'tank',
          do: 'receive',
          stream: { target: dataset, kind: 'volume', raw: false, how: { as: 'more' } },
        },
      ])
        expect(await said(JSON.stringify(request))).toMatchObject({
          ok: false,
          problems: [{ code: 'forbidden' }],
        })
      expect(await said('rm -rf /')).toMatchObject({ ok: false })
      expect(await get('type', dataset)).toBe('filesystem')
    })
  })
})
