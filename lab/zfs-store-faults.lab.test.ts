import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GiB, MiB } from '../src/domain/size.ts'
import { problem } from '../src/host/testing/host-under-test.ts'
import type { StoreHost } from '../src/host/store-host.ts'
import { diskPath, plugDisk, pullDisk } from './disks.ts'
import { boot, cutPower } from './power.ts'
import { labHands } from './store-inside/lab-hands.ts'
import { openRemoteStores, type RemoteStores } from './store-inside/remote-stores.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { until } from './testing/until.ts'

const uuid = '11111111-1111-4111-8111-111111111111'
const other = '22222222-2222-4222-8222-222222222222'
const at = '2026-01-02T03:04:05.000Z'
const disk = (name: string, sizeBytes = 16 * MiB) => ({ name, sizeBytes, from: { type: 'blank' } }) as const

/** What goes wrong around a store in a pool, and what is there afterwards. */
onEachLab('faults around a store in a pool', (lab) => {
  let stores: RemoteStores | undefined
  const there = () => {
    if (!stores) throw new Error('the stores are not open')
    return stores
  }
  const store = (): StoreHost => there().get('tank')
  const hands = () => labHands(lab(), store())
  const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
  const sh = (script: string) => run('sh', '-c', script)
  const take = (id: string) =>
    store().snapshots.create([{ vm: 'web', uuid, consistency: 'off' }], { id, createdAt: at, by: 'user' })
  const draw = async () => {
    const { branches, snapshots } = await store().snapshots.history('web', uuid)
    return branches.map(
      ({ id, current }) =>
        `${current ? '*' : ''}${id}: ${snapshots
          .filter(({ branch }) => branch === id)
          .map((one) => one.id)
          .join(' ')}`,
    )
  }
  const goBack = (snapshot: string, branch: string) =>
    store().snapshots.goBack('web', uuid, {
      snapshot,
      branch,
      leaving: { snapshot: `left-for-${branch}`, at },
    })
  const mirror = ['mirror', diskPath('lab-disk-1'), diskPath('lab-disk-2')]

  beforeAll(async () => {
    await run('zpool', 'create', '-f', 'tank', ...mirror)
    stores = await openRemoteStores(lab())
    await stores.create('tank')
    await store().createPlace('web', uuid)
    await store().createDisk('web', disk('root'))
    await store().createPlace('db', other)
    await store().createDisk('db', disk('root'))
  })
  afterAll(async () => {
    await stores?.close()
  })

  test('a link that leads to another disk is put right before a VM starts', async () => {
    const link = store().place('web').disk('root').source.path
    const [own, others] = [
      await run('readlink', '-e', link),
      await run('readlink', '-e', store().place('db').disk('root').source.path),
    ]
    expect(own).not.toBe(others)
    await run('ln', '-sfn', others, link)
    await store().ready('web', uuid)
    expect(await run('readlink', '-e', link)).toBe(own)
  })

  test('a link that stays wrong keeps the VM from starting', async () => {
    const link = store().place('web').disk('root').source.path
    const others = await run('readlink', '-e', store().place('db').disk('root').source.path)
    await sh('systemctl stop systemd-udevd-kernel.socket systemd-udevd-control.socket systemd-udevd.service')
    try {
      await run('ln', '-sfn', others, link)
      const refused = store().ready('web', uuid)
      await expect(refused).rejects.toMatchObject(problem('host_failed'))
      await expect(refused).rejects.toThrow(link)
    } finally {
      await sh(
        'systemctl start systemd-udevd-kernel.socket systemd-udevd-control.socket systemd-udevd.service',
      )
    }
    await store().ready('web', uuid)
  })

  test('a disk that something has open is neither renamed nor removed', async () => {
    const device = store().place('web').disk('root').source.path
    await sh(`nohup sleep 1000 <${device} >/dev/null 2>&1 & echo $! >/run/holder`)
    const inUse = problem('in_use')
    await expect(store().renamePlace('web', 'www', uuid)).rejects.toMatchObject(inUse)
    await expect(store().removePlace('web', uuid)).rejects.toMatchObject(inUse)
    await expect(store().removeDisk('web', 'root')).rejects.toMatchObject(inUse)
    await expect(
      store().moveToBin('web', uuid, { id: 'web-1', deletedAt: at, keepUntil: at }),
    ).rejects.toMatchObject(inUse)
    await sh('kill $(cat /run/holder)')
    await until('the disk is free', async () => {
      await store().renamePlace('web', 'www', uuid)
      return true
    })
    await store().renamePlace('www', 'web', uuid)
  })

  test('killed before any change of going back, it goes on there', async () => {
    await hands().writeDisk('web', 'root', 'one')
    await take('s1')
    await hands().writeDisk('web', 'root', 'two')
    // Snapshot, mark, container, two clones, two renames.
    for (let change = 0; change < 7; change += 1) {
      there().dieAt(change)
      await expect(goBack('s1', 'b')).rejects.toThrow('has ended')
      stores = await openRemoteStores(lab())
      // Half of the times the same verb goes on, else what is there is used as it is.
      if (change % 2 === 0) await goBack('s1', 'b')
      else await store().ready('db', other)
      if ((await draw()).includes('*b: ')) {
        expect(await hands().readDisk('web', 'root')).toBe('one')
        await store().snapshots.switchBranch('web', uuid, 'main', { snapshot: `back-${change}`, at })
        await store().snapshots.removeBranch('web', uuid, 'b')
      }
      expect(await hands().readDisk('web', 'root')).toBe('two')
      await store().snapshots.remove('web', uuid, 'left-for-b')
    }
    expect(there().problems).toEqual([])
    expect(await sh('zfs list -H -o name -r tank/kiste/.tmp')).toBe('tank/kiste/.tmp')
  })

  test('the power cut in the middle of going back and of removing leaves one state or the other', async () => {
    for (const afterMs of [300, 1500, 3500]) {
      const going = goBack('s1', 'b').catch(() => undefined)
      await sleep(afterMs)
      await cutPower(lab())
      await going
      await boot(lab())
      await until('the pool is there', async () => {
        const { code } = await lab().runner.run(['zpool', 'list', 'tank'], { okCodes: [0, 1] })
        if (code !== 0) await lab().runner.run(['zpool', 'import', 'tank'], { okCodes: [0, 1] })
        return code === 0 ? true : undefined
      })
      stores = await openRemoteStores(lab())
      await goBack('s1', 'b')
      expect(await hands().readDisk('web', 'root')).toBe('one')
      await store().snapshots.switchBranch('web', uuid, 'main', { snapshot: `back-${afterMs}`, at })
      expect(await hands().readDisk('web', 'root')).toBe('two')
      await store().snapshots.removeBranch('web', uuid, 'b')
      expect(await draw()).toEqual([expect.stringMatching(/^\*main: s1 .*left-for-b/)])
      await store().snapshots.remove('web', uuid, 'left-for-b')
    }
  })

  test('a pool that is not there has no store, and no folder is made in its place', async () => {
    await there().close()
    await run('zpool', 'export', 'tank')
    stores = await openRemoteStores(lab())
    const none = problem('not_found')
    expect(await there().list()).toEqual([])
    await expect(store().createPlace('new', other)).rejects.toMatchObject(none)
    await expect(store().createDisk('web', disk('root'))).rejects.toMatchObject(none)
    await expect(store().writeDefinition('web', uuid, 'x' as never)).rejects.toMatchObject(none)
    expect(await sh('find /var/lib/kiste/stores -mindepth 2 | wc -l')).toBe('0')
    await run('zpool', 'import', 'tank')
    expect((await store().places()).map(({ vm }) => vm)).toContain('web')
    expect(await there().list()).toMatchObject([{ name: 'tank', kind: 'zfs', path: 'tank/kiste' }])
  })

  test('a full pool still lets VMs be deleted', async () => {
    await sh('truncate -s 400M /var/tmp/small.img && zpool create -f small /var/tmp/small.img')
    const small = there().get('small')
    await there().create('small')
    await small.createPlace('big', uuid)
    await small.createDisk('big', disk('root', GiB))
    const device = small.place('big').disk('root').source.path
    await sh(`dd if=/dev/urandom of=${device} bs=1M oflag=direct status=none || true`)
    await sh(
      'dd if=/dev/urandom of=/var/lib/kiste/stores/small/fill bs=1M status=none 2>/dev/null || true; sync',
    )
    await small.moveToBin('big', uuid, { id: 'big-1', deletedAt: at, keepUntil: at })
    await small.purge('big-1')
    await sh('rm /var/lib/kiste/stores/small/fill')
    expect(await small.bin()).toEqual([])
    expect(await sh('zfs list -H -o name -r small/kiste/.tmp small/kiste/.bin')).toBe(
      'small/kiste/.tmp\nsmall/kiste/.bin',
    )
    await run('zpool', 'destroy', 'small')
  })

  test('an encrypted pool without its key is refused for that reason', async () => {
    await sh(
      'truncate -s 400M /var/tmp/secret.img && echo correcthorse | zpool create -f -O encryption=on -O keyformat=passphrase secret /var/tmp/secret.img',
    )
    const secret = there().get('secret')
    await there().create('secret')
    await secret.createPlace('web', uuid)
    await secret.createDisk('web', disk('root'))
    await sh('zpool export secret && zpool import -d /var/tmp secret')
    await expect(secret.ready('web', uuid)).rejects.toMatchObject(problem('key_needed'))
    await expect(secret.createPlace('new', other)).rejects.toMatchObject(problem('key_needed'))
    await sh('echo correcthorse | zfs load-key secret')
    await secret.ready('web', uuid)
    await run('zpool', 'destroy', 'secret')
  })

  test('a pool that hangs hides no other one, and says so', async () => {
    await run('zpool', 'create', '-f', 'lone', diskPath('lab-disk-3'))
    await there().create('lone')
    await pullDisk(lab(), 'lab-disk-3')
    await lab().runner.run(['sh', '-c', 'echo x >/var/lib/kiste/stores/lone/x & sleep 5'], {
      timeoutMs: 60_000,
    })
    await until('the pool is suspended', async () =>
      (await run('cat', '/proc/spl/kstat/zfs/lone/state')) === 'SUSPENDED' ? true : undefined,
    )
    expect((await there().list()).map(({ name }) => name)).toEqual(['tank'])
    await expect(there().get('lone').createPlace('x', other)).rejects.toMatchObject(
      problem('pool_unavailable'),
    )
    await store().ready('db', other)
    await plugDisk(lab(), 'lab-disk-3')
    await run('zpool', 'clear', 'lone')
    await until('the pool is back', async () =>
      (await there().list()).some(({ name }) => name === 'lone') ? true : undefined,
    )
  })
})
