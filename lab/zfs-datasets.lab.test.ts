import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { cloneSnapshot, createFilesystem, createVolume } from '../src/host/zfs/create-dataset.ts'
import { createPool } from './testing/make-pool.ts'
import * as verbs from '../src/host/zfs/dataset-verbs.ts'
import { destroyBookmark, destroyDataset } from '../src/host/zfs/destroy-dataset.ts'
import { destroySnapshots, reclaimableBytes } from '../src/host/zfs/destroy-snapshots.ts'
import { diffSnapshots } from '../src/host/zfs/diff.ts'
import { holdSnapshots, listHolds, releaseSnapshots } from '../src/host/zfs/holds.ts'
import * as keys from '../src/host/zfs/keys.ts'
import { getDataset, listDatasets } from '../src/host/zfs/list-datasets.ts'
import { listBookmarks, listSnapshots, snapshotDetails } from '../src/host/zfs/list-snapshots.ts'
import { mountFilesystem, unmountFilesystem } from '../src/host/zfs/mounts.ts'
import { inheritProperty, setProperties } from '../src/host/zfs/set-properties.ts'
import { zfsErrorKind } from '../src/host/zfs/zfs-error.ts'
import { openZfs, type Zfs } from '../src/host/zfs/zfs.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { bookmark, dataset, pool, single, snapshot } from './testing/zfs-names.ts'

onEachLab('datasets', (lab, flavour) => {
  let zfs: Zfs
  const sh = (script: string) => lab().runner.run(['sh', '-ec', script])
  const guidOf = async (name: string) => (await getDataset(zfs, dataset(name)))?.guid ?? ''

  beforeAll(async () => {
    zfs = await openZfs(lab().runner)
    await createPool(zfs, { name: pool('tank'), layout: { ashift: 12, groups: [single(1)] } })
  })

  test('the release is read, and answers in what it has', () => {
    expect(zfs.version.module.text).toBe(zfs.version.userland.text)
    expect(zfs.codec).toBe(flavour === 'zfs-2.3' ? 'json' : 'text')
  })

  describe('file systems and volumes', () => {
    test('are made, listed in both codecs alike, and gone', async () => {
      await createFilesystem(zfs, {
        name: dataset('tank/kiste/with space/a:b_c.d-e'),
        parents: true,
        properties: { 'kiste:vm': 'one two\tthree\nfour', atime: 'off' },
      })
      await createVolume(zfs, {
        name: dataset('tank/kiste/vol'),
        sizeBytes: 64 * 1024 * 1024,
        blockBytes: 16_384,
        sparse: true,
        properties: { volmode: 'none' },
      })
      const query = {
        root: dataset('tank/kiste'),
        properties: ['kiste:vm', 'volsize', 'atime', 'mountpoint'],
      }
      const listed = await listDatasets(zfs, query)
      expect(listed.map(({ name, kind }) => [name, kind])).toEqual([
        ['tank/kiste', 'filesystem'],
        ['tank/kiste/vol', 'volume'],
        ['tank/kiste/with space', 'filesystem'],
        ['tank/kiste/with space/a:b_c.d-e', 'filesystem'],
      ])
      expect(listed[3]?.properties.get('kiste:vm')).toEqual({
        value: 'one two\tthree\nfour',
        source: { from: 'local' },
      })
      expect(listed[1]?.properties.get('volsize')).toEqual({ value: '67108864', source: { from: 'local' } })
      expect(await listDatasets({ ...zfs, codec: 'text' }, query)).toEqual(listed)
      for (const name of [
        'tank/kiste/with space/a:b_c.d-e',
        'tank/kiste/with space',
        'tank/kiste/vol',
        'tank/kiste',
      ])
        await destroyDataset(zfs, { name: dataset(name), guid: await guidOf(name) })
      expect(await getDataset(zfs, dataset('tank/kiste'))).toBeUndefined()
    })

    test('have names of up to 255 bytes', async () => {
      const name = `tank/${'x'.repeat(250)}`
      await createFilesystem(zfs, {
        name: dataset(name),
        unmounted: true,
        properties: { mountpoint: 'none' },
      })
      expect((await getDataset(zfs, dataset(name)))?.name).toBe(name)
      await destroyDataset(zfs, { name: dataset(name), guid: await guidOf(name) })
    })

    test('take many properties at once, and give them back', async () => {
      await createFilesystem(zfs, { name: dataset('tank/p') })
      await setProperties(zfs, dataset('tank/p'), {
        'kiste:a': '-F',
        'kiste:b': '',
        compression: 'off',
        quota: '1073741824',
      })
      const wanted = ['kiste:a', 'compression', 'quota']
      const now = await getDataset(zfs, dataset('tank/p'), wanted)
      expect(wanted.map((name) => now?.properties.get(name)?.value)).toEqual(['-F', 'off', '1073741824'])
      await inheritProperty(zfs, dataset('tank/p'), 'kiste:a')
      await inheritProperty(zfs, dataset('tank/p'), 'compression')
      const then = await getDataset(zfs, dataset('tank/p'), wanted)
      expect(then?.properties.get('kiste:a')).toEqual({ value: '-', source: { from: 'none' } })
      expect(then?.properties.get('compression')?.source.from).not.toBe('local')
    })

    test('are renamed with all below, keeping their guids', async () => {
      await createFilesystem(zfs, { name: dataset('tank/old/child'), parents: true })
      const guid = await guidOf('tank/old/child')
      await verbs.renameDataset(zfs, dataset('tank/old'), dataset('tank/new/place'), { parents: true })
      await verbs.renameDataset(zfs, dataset('tank/new/place/child'), dataset('tank/new/child'), {
        unmounted: true,
      })
      expect(await guidOf('tank/new/child')).toBe(guid)
    })

    test('are mounted and unmounted, twice is fine', async () => {
      await createFilesystem(zfs, { name: dataset('tank/m'), unmounted: true })
      const mounted = async () =>
        (await getDataset(zfs, dataset('tank/m'), ['mounted']))?.properties.get('mounted')?.value
      expect(await mounted()).toBe('no')
      await mountFilesystem(zfs, dataset('tank/m'))
      await mountFilesystem(zfs, dataset('tank/m'))
      expect(await mounted()).toBe('yes')
      await unmountFilesystem(zfs, dataset('tank/m'))
      await unmountFilesystem(zfs, dataset('tank/m'))
      expect(await mounted()).toBe('no')
    })

    test('another one of the same name is not destroyed in the place of the first', async () => {
      await createFilesystem(zfs, { name: dataset('tank/twin') })
      const first = { name: dataset('tank/twin'), guid: await guidOf('tank/twin') }
      await destroyDataset(zfs, first)
      await createFilesystem(zfs, { name: dataset('tank/twin') })
      await expect(destroyDataset(zfs, first)).rejects.toMatchObject({
        problems: [{ code: 'foreign_object' }],
      })
      expect(await guidOf('tank/twin')).not.toBe('')
    })
  })

  describe('snapshots', () => {
    const web = dataset('tank/web')

    test('of several datasets are of one instant, with properties', async () => {
      await createFilesystem(zfs, { name: web })
      await createVolume(zfs, {
        name: dataset('tank/web/root'),
        sizeBytes: 16 * 2 ** 20,
        blockBytes: 16_384,
        sparse: true,
      })
      await sh('echo one > /tank/web/file; echo two > "/tank/web/with space"; ln -s x /tank/web/link')
      const names = [snapshot('tank/web@s 1'), snapshot('tank/web/root@s 1')]
      await verbs.takeSnapshots(zfs, names, { 'kiste:kind': 'auto' })
      const [own] = await listSnapshots(zfs, web)
      const all = await listSnapshots(zfs, web, { below: true })
      expect(own?.name).toBe('tank/web@s 1')
      expect(all.map(({ name }) => name)).toEqual(names)
      expect(new Set(all.map(({ createTxg }) => createTxg)).size).toBe(1)
      const [details] = await snapshotDetails(zfs, [names[0]!, snapshot('tank/web@not there')])
      expect(details).toMatchObject({
        name: 'tank/web@s 1',
        guid: own?.guid,
        holds: 0,
        deferredDestroy: false,
      })
      expect(Math.abs(Date.parse(details?.createdAt ?? '') - Date.now())).toBeLessThan(10 * 60_000)
    })

    test('tell what changed since', async () => {
      await sh(
        'echo more >> /tank/web/file; mv "/tank/web/with space" /tank/web/größer; rm /tank/web/link; mkdir /tank/web/sub',
      )
      await verbs.takeSnapshots(zfs, [snapshot('tank/web@s2')])
      const changes = await diffSnapshots(zfs, snapshot('tank/web@s 1'), snapshot('tank/web@s2'))
      const told = changes.map(({ change, type, path, newPath }) =>
        [change, type, path, newPath ?? ''].join(' '),
      )
      expect(told.toSorted()).toEqual([
        'added folder /tank/web/sub ',
        'modified file /tank/web/file ',
        'modified folder /tank/web/ ',
        'removed link /tank/web/link ',
        'renamed file /tank/web/with space /tank/web/größer',
      ])
    })

    test('are cloned, and clone and origin turned around', async () => {
      await cloneSnapshot(zfs, snapshot('tank/web@s 1'), dataset('tank/clone'), {
        properties: { 'kiste:x': 'y' },
      })
      const origin = async (name: string) =>
        (await getDataset(zfs, dataset(name), ['origin']))?.properties.get('origin')?.value
      expect(await origin('tank/clone')).toBe('tank/web@s 1')
      await verbs.promoteClone(zfs, dataset('tank/clone'))
      expect(await origin('tank/web')).toBe('tank/clone@s 1')
      await verbs.promoteClone(zfs, dataset('tank/web'))
      expect(await origin('tank/clone')).toBe('tank/web@s 1')
    })

    test('are held and released, twice is fine', async () => {
      const names = [snapshot('tank/web@s 1'), snapshot('tank/web@s2')]
      await holdSnapshots(zfs, 'kiste:keep this', [names[1]!])
      await holdSnapshots(zfs, 'kiste:keep this', names)
      const holds = await listHolds(zfs, names)
      expect(holds.map((hold) => [hold.snapshot, hold.tag])).toEqual(
        names.map((name) => [name, 'kiste:keep this']),
      )
      for (const { heldAt } of holds)
        expect(Math.abs(Date.parse(heldAt ?? '') - Date.now())).toBeLessThan(10 * 60_000)
      await releaseSnapshots(zfs, 'kiste:keep this', [names[0]!])
      await releaseSnapshots(zfs, 'kiste:keep this', [...names, snapshot('tank/web@not there')])
      expect(await listHolds(zfs, names)).toEqual([])
    })

    test('leave a bookmark when they go', async () => {
      await verbs.renameSnapshot(zfs, snapshot('tank/web@s2'), snapshot('tank/web@second'))
      await verbs.bookmark(zfs, snapshot('tank/web@second'), bookmark('tank/web#m 1'))
      const second = (await listSnapshots(zfs, web)).find(({ name }) => name === 'tank/web@second')
      // What only this snapshot still has.
      await sh('dd if=/dev/urandom of=/tank/web/file bs=64k count=4 status=none; zpool sync tank')
      expect(await reclaimableBytes(zfs, web, [snapshot('tank/web@second')])).toBeGreaterThan(0)
      await destroySnapshots(zfs, web, second ? [second] : [])
      expect(await listBookmarks(zfs, web)).toMatchObject([{ name: 'tank/web#m 1', guid: second?.guid }])
      await destroyBookmark(zfs, bookmark('tank/web#m 1'))
      await destroyBookmark(zfs, bookmark('tank/web#m 1'))
      expect(await listBookmarks(zfs, web)).toEqual([])
    })

    test('go many at a time, and those that are protected stay', async () => {
      // Neither a command nor a program takes two of one dataset.
      await sh('for nth in $(seq 0 29); do zfs snapshot "tank/web@n $nth"; done')
      await holdSnapshots(zfs, 'mine', [snapshot('tank/web@n 5')])
      await cloneSnapshot(zfs, snapshot('tank/web@n 7'), dataset('tank/clone7'))
      const doomed = (await listSnapshots(zfs, web)).filter(({ name }) => name.startsWith('tank/web@n '))
      const { gone, kept } = await destroySnapshots(zfs, web, doomed)
      expect(gone).toHaveLength(28)
      expect(kept.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
        // Up to 2.2 a hold only makes a snapshot busy.
        { name: 'tank/web@n 5', because: flavour === 'zfs-2.3' ? 'held' : 'busy' },
        { name: 'tank/web@n 7', because: 'has-clones' },
      ])
      expect((await listSnapshots(zfs, web)).map(({ name }) => name)).toEqual([
        'tank/web@s 1',
        'tank/web@n 5',
        'tank/web@n 7',
      ])
      expect(await destroySnapshots(zfs, web, doomed.slice(0, 3))).toMatchObject({ kept: [] })
    })
  })

  describe('encryption', () => {
    const secret = dataset('tank/secret')
    // The least there may be: an emulated processor takes its time to stretch a key.
    const stretch = { pbkdf2iters: '100000' }
    const encryption = { encryption: 'on', keyformat: 'passphrase', keylocation: 'prompt', ...stretch }

    test('keys are loaded, tried, changed and forgotten', async () => {
      await createFilesystem(zfs, { name: secret, properties: encryption, key: 'first passphrase' })
      await createFilesystem(zfs, { name: dataset('tank/secret/child') })
      await unmountFilesystem(zfs, dataset('tank/secret/child'))
      await unmountFilesystem(zfs, secret)
      await keys.unloadKey(zfs, secret)
      await keys.unloadKey(zfs, secret)
      expect(await keys.testKey(zfs, secret, 'wrong passphrase')).toBe(false)
      expect(await keys.testKey(zfs, secret, 'first passphrase')).toBe(true)
      const wrong: unknown = await keys
        .loadKey(zfs, secret, 'wrong passphrase')
        .catch((error: unknown) => error)
      expect(zfsErrorKind(wrong)).toBe('key-wrong')
      await keys.loadKey(zfs, secret, 'first passphrase')
      await keys.loadKey(zfs, secret, 'first passphrase')
      await keys.changeKey(zfs, secret, 'second passphrase', { keyformat: 'passphrase', ...stretch })
      await keys.unloadKey(zfs, secret)
      expect(await keys.testKey(zfs, secret, 'first passphrase')).toBe(false)
      await keys.loadKey(zfs, secret, 'second passphrase')
    })

    test('a child gets a raw key of its own from a file, and its parent’s back', async () => {
      const child = dataset('tank/secret/child')
      await lab().runner.run(['sh', '-ec', 'umask 077; cat > /root/raw-key'], { input: randomBytes(32) })
      await keys.changeKey(zfs, child, undefined, { keyformat: 'raw', keylocation: 'file:///root/raw-key' })
      const root = async () =>
        (await getDataset(zfs, child, ['encryptionroot']))?.properties.get('encryptionroot')?.value
      expect(await root()).toBe(child)
      await keys.unloadKey(zfs, child)
      await keys.loadKey(zfs, child)
      await keys.inheritKey(zfs, child)
      expect(await root()).toBe(secret)
      await lab().runner.run(['rm', '/root/raw-key'])
    })

    test('no key was in a command line that the pool remembers', async () => {
      const { stdout } = await lab().runner.run(['zpool', 'history', '-il', 'tank'])
      expect(stdout).not.toContain('passphrase words')
      expect(stdout).not.toMatch(/(?:first|second|wrong) passphrase/)
    })
  })
})
